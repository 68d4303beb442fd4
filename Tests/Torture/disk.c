// Stands between a program and its disk, by LD_PRELOAD, for the files that belong to one SQLite database.
//
// DISK_STORE=PATH    the database; its files are PATH and PATH-wal, PATH-journal and so on. PATH-shm is not among them: it
//                    is no part of what survives a loss of power.
// DISK_TRACE=PATH    every change of these files goes there too, in order, so that the state of the disk at any moment can
//                    be made again, with or without what was not synced by then. For each:
//                      uint32 kind, uint32 length of name, int64 offset or size, int64 length of data; name; data
// DISK_FAULT=N:E     the N-th change (from 1) and all after it fail with the error number E; N:E:once, only that one.
// DISK_DELAY=US      each sync takes so many microseconds longer.
//
// Each is traced when it is done and before the program goes on: what another program can see of a commit that waited for
// the disk comes after its sync in the trace.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { WRITE = 1, TRUNCATE, SYNC, UNLINK, CREATE, DIRECTORY_SYNC };

enum { DESCRIPTORS = 4096 };

// What a descriptor stands for: nothing of the database, its folder, or the part of a file's name after the database's.
static struct {
    char is_folder;
    char *suffix;
} held[DESCRIPTORS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char store[PATH_MAX];
static char folder[PATH_MAX];
static int trace = -1;
static long changes, fault_at, delay;
static int fault_error, fault_once;

static int (*next_open)(const char *, int, ...);
static int (*next_close)(int);
static int (*next_unlink)(const char *);
static int (*next_ftruncate)(int, off_t);
static int (*next_fsync)(int);
static int (*next_fdatasync)(int);
static ssize_t (*next_write)(int, const void *, size_t);
static ssize_t (*next_pwrite)(int, const void *, size_t, off_t);

static void *next_named(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

static void find_next(void) {
    if (next_pwrite) return;
    next_open = next_named("open64");
    next_close = next_named("close");
    next_unlink = next_named("unlink");
    next_ftruncate = next_named("ftruncate64");
    next_fsync = next_named("fsync");
    next_fdatasync = next_named("fdatasync");
    next_write = next_named("write");
    next_pwrite = next_named("pwrite64");
}

__attribute__((constructor)) static void begin(void) {
    find_next();
    const char *path = getenv("DISK_STORE");
    if (!path || strlen(path) >= sizeof store) return;
    strcpy(store, path);
    strcpy(folder, path);
    char *slash = strrchr(folder, '/');
    if (slash) *slash = 0;
    const char *fault = getenv("DISK_FAULT");
    if (fault) {
        char *rest = NULL;
        fault_at = strtol(fault, &rest, 10);
        if (*rest == ':') fault_error = (int)strtol(rest + 1, &rest, 10);
        fault_once = strcmp(rest, ":once") == 0;
    }
    const char *longer = getenv("DISK_DELAY");
    if (longer) delay = strtol(longer, NULL, 10);
}

// The part of `path` after the database's, where it is one of the database's files.
static const char *suffix_of(const char *path) {
    size_t length = strlen(store);
    if (length == 0 || !path || strncmp(path, store, length) != 0) return NULL;
    const char *suffix = path + length;
    return *suffix == 0 || (*suffix == '-' && strcmp(suffix, "-shm") != 0) ? suffix : NULL;
}

static void put(const void *bytes, size_t length) {
    const char *rest = bytes;
    while (length > 0) {
        ssize_t count = next_write(trace, rest, length);
        if (count < 0) abort();
        rest += count;
        length -= (size_t)count;
    }
}

static void note(enum kind kind, const char *suffix, int64_t number, const void *data, size_t length) {
    const char *path = getenv("DISK_TRACE");
    if (!path) return;
    if (trace < 0) {
        trace = next_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        if (trace < 0) abort();
    }
    struct {
        uint32_t kind, name;
        int64_t number, data;
    } head = {kind, (uint32_t)strlen(suffix), number, (int64_t)length};
    put(&head, sizeof head);
    put(suffix, head.name);
    put(data, length);
}

// Whether the disk refuses the change at hand; to be asked with the lock held.
static int refuses(void) {
    changes += 1;
    if (fault_at == 0 || changes < fault_at || (fault_once && changes > fault_at)) return 0;
    errno = fault_error;
    return 1;
}

static const char *held_by(int descriptor) {
    return descriptor >= 0 && descriptor < DESCRIPTORS ? held[descriptor].suffix : NULL;
}

static int open_noting(const char *path, int flags, mode_t mode) {
    find_next();
    const char *suffix = suffix_of(path);
    int is_folder = *folder && path && strcmp(path, folder) == 0;
    if (!suffix && !is_folder) return next_open(path, flags, mode);
    pthread_mutex_lock(&lock);
    struct stat status;
    int is_made = suffix && (flags & O_CREAT) && stat(path, &status) != 0;
    int descriptor = is_made && refuses() ? -1 : next_open(path, flags, mode);
    if (descriptor >= DESCRIPTORS) abort();
    if (descriptor >= 0) {
        held[descriptor].is_folder = (char)is_folder;
        held[descriptor].suffix = suffix ? strdup(suffix) : NULL;
        if (is_made) note(CREATE, suffix, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return descriptor;
}

static mode_t mode_of(int flags, va_list arguments) {
    return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(arguments, int) : 0;
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return open_noting(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return open_noting(path, flags, mode);
}

int close(int descriptor) {
    find_next();
    if (descriptor < 0 || descriptor >= DESCRIPTORS || (!held[descriptor].suffix && !held[descriptor].is_folder))
        return next_close(descriptor);
    pthread_mutex_lock(&lock);
    free(held[descriptor].suffix);
    held[descriptor].suffix = NULL;
    held[descriptor].is_folder = 0;
    int result = next_close(descriptor);
    pthread_mutex_unlock(&lock);
    return result;
}

ssize_t pwrite64(int descriptor, const void *data, size_t length, off_t offset) {
    find_next();
    if (!held_by(descriptor)) return next_pwrite(descriptor, data, length, offset);
    pthread_mutex_lock(&lock);
    ssize_t count = refuses() ? -1 : next_pwrite(descriptor, data, length, offset);
    if (count > 0) note(WRITE, held_by(descriptor), offset, data, (size_t)count);
    pthread_mutex_unlock(&lock);
    return count;
}

ssize_t pwrite(int descriptor, const void *data, size_t length, off_t offset) {
    return pwrite64(descriptor, data, length, offset);
}

ssize_t write(int descriptor, const void *data, size_t length) {
    find_next();
    if (!held_by(descriptor)) return next_write(descriptor, data, length);
    off_t offset = lseek(descriptor, 0, SEEK_CUR);
    pthread_mutex_lock(&lock);
    ssize_t count = refuses() ? -1 : next_write(descriptor, data, length);
    if (count > 0) note(WRITE, held_by(descriptor), offset, data, (size_t)count);
    pthread_mutex_unlock(&lock);
    return count;
}

int ftruncate64(int descriptor, off_t size) {
    find_next();
    if (!held_by(descriptor)) return next_ftruncate(descriptor, size);
    pthread_mutex_lock(&lock);
    int result = refuses() ? -1 : next_ftruncate(descriptor, size);
    if (result == 0) note(TRUNCATE, held_by(descriptor), size, NULL, 0);
    pthread_mutex_unlock(&lock);
    return result;
}

int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }

static int sync_noting(int descriptor, int (*next)(int)) {
    int is_folder = descriptor >= 0 && descriptor < DESCRIPTORS && held[descriptor].is_folder;
    if (!held_by(descriptor) && !is_folder) return next(descriptor);
    pthread_mutex_lock(&lock);
    int result = refuses() ? -1 : next(descriptor);
    if (result == 0) note(is_folder ? DIRECTORY_SYNC : SYNC, is_folder ? "" : held_by(descriptor), 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    if (delay > 0) usleep((useconds_t)delay);
    return result;
}

int fsync(int descriptor) {
    find_next();
    return sync_noting(descriptor, next_fsync);
}

int fdatasync(int descriptor) {
    find_next();
    return sync_noting(descriptor, next_fdatasync);
}

int unlink(const char *path) {
    find_next();
    const char *suffix = suffix_of(path);
    if (!suffix) return next_unlink(path);
    pthread_mutex_lock(&lock);
    int result = next_unlink(path);
    if (result == 0) note(UNLINK, suffix, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return result;
}
