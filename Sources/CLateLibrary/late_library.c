#include "CLateLibrary.h"

#include <dlfcn.h>
#include <string.h>

static const char *open_once(const struct late_library *library) {
    void *handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
    if (!handle) return dlerror();
    for (size_t i = 0; i < library->count; i++) {
        // An address of a function goes where a pointer to data is expected, as POSIX has it for dlsym.
        if (!(*library->places[i] = dlsym(handle, library->names[i]))) return dlerror();
    }
    return library->prepare ? library->prepare() : NULL;
}

const char *late_library_open(struct late_library *library) {
    pthread_mutex_lock(&library->lock);
    if (!library->was_opened) {
        const char *trouble = open_once(library);
        if (trouble) strncpy(library->trouble, trouble, sizeof library->trouble - 1);
        library->was_opened = true;
    }
    pthread_mutex_unlock(&library->lock);
    return library->trouble[0] ? library->trouble : NULL;
}
