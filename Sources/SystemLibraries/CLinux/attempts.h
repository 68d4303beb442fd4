// Things that a confined process must not be able to do, each tried for real. Every function returns zero where it could be
// done, or else an error number. What follows a fork stays in C, as nothing of Swift's runtime is safe there.

#pragma once

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

// Starts a process that ends at once with `program` executed, or without where that is NULL.
static inline int linux_try_child(const char *program) {
    char *arguments[] = {(char *)program, NULL};
    char *environment[] = {NULL};
    // Not fork(3): handlers that libraries registered for it would run in the child.
    long child = syscall(SYS_clone, (long)SIGCHLD, 0L, 0L, 0L, 0L);
    if (child == 0) {
        if (program != NULL) {
            execve(program, arguments, environment);
            _exit(errno);
        }
        _exit(0);
    }
    if (child < 0) { return errno; }
    int status = 0;
    if (waitpid((pid_t)child, &status, 0) < 0) { return 0; }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

// Executes `program` in this process, which ends where that is possible.
static inline int linux_try_execute(const char *program) {
    char *arguments[] = {(char *)program, NULL};
    char *environment[] = {NULL};
    execve(program, arguments, environment);
    return errno;
}

// Traces `process` without stopping it.
static inline int linux_try_trace(int process) {
    if (syscall(SYS_ptrace, 0x4206L /* PTRACE_SEIZE */, (long)process, 0L, 0L) != 0) { return errno; }
    syscall(SYS_ptrace, (long)PTRACE_DETACH, (long)process, 0L, 0L);
    return 0;
}

// Reads a byte of `process`, from an address where nothing lies: who may read is decided before what is there is looked at.
static inline int linux_try_read_memory(int process) {
    char byte = 0;
    struct iovec own = {&byte, 1}, other = {(void *)(uintptr_t)4096, 1};
    return syscall(SYS_process_vm_readv, (long)process, &own, 1L, &other, 1L, 0L) < 0 ? errno : 0;
}

// Makes a ring of the smallest size.
static inline int linux_try_ring(void) {
    uint32_t parameters[30] = {0};
    long ring = syscall(425L /* io_uring_setup, on every architecture */, 1L, parameters);
    if (ring < 0) { return errno; }
    close((int)ring);
    return 0;
}

// Joins the process group of the process that started this one, so that no signal to its own group reaches it.
static inline int linux_try_leaving_group(void) { return setpgid(0, getpgid(getppid())) != 0 ? errno : 0; }
