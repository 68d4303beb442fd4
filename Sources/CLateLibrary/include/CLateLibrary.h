/// Opens a shared library when it is first used, so that processes that do not need it load neither it nor what it brings along.
#ifndef TRAWL_LATE_LIBRARY_H
#define TRAWL_LATE_LIBRARY_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/// A library, and the functions of it that are used.
struct late_library {
    /// Its file, as the dynamic linker finds it.
    const char *file;
    /// The names of the functions, `count` of them.
    const char *const *names;
    /// Where the address of each goes.
    void **const *places;
    size_t count;
    /// Called once all functions are found; gives what went wrong, or NULL. May be NULL.
    const char *(*prepare)(void);

    pthread_mutex_t lock;
    bool was_opened;
    char trouble[256];
};

/// Opens the library, the first time; calls after it, from any thread, give the same answer.
///
/// Returns NULL, or why it cannot be used: the dynamic linker's sentence, which stays valid.
const char *late_library_open(struct late_library *library);

#define LATE_LIBRARY_POINTER(name) static __typeof__(&name) library_##name;
#define LATE_LIBRARY_NAME(name) #name,
#define LATE_LIBRARY_PLACE(name) (void **)&library_##name,

/// Declares `library` as a library of some functions, each of which is called as `library_NAME`.
///
/// `FUNCTIONS(each)` is a macro that names `each(NAME)` for every function, as the library's own header declares it.
#define LATE_LIBRARY(FUNCTIONS, its_file, its_prepare) \
    FUNCTIONS(LATE_LIBRARY_POINTER) \
    static const char *const library_names[] = {FUNCTIONS(LATE_LIBRARY_NAME)}; \
    static void **const library_places[] = {FUNCTIONS(LATE_LIBRARY_PLACE)}; \
    static struct late_library library = { \
        .file = its_file, \
        .names = library_names, \
        .places = library_places, \
        .count = sizeof library_names / sizeof *library_names, \
        .prepare = its_prepare, \
        .lock = PTHREAD_MUTEX_INITIALIZER, \
    }

#endif
