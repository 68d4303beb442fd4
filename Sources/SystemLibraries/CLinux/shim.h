// What Linux has and Swift's Glibc module leaves out: what is declared only under _GNU_SOURCE, macros with arguments, and
// system calls without a function in glibc 2.36. The values are part of the kernel's ABI on all architectures Swift
// supports.

#ifndef TRAWL_CLINUX_SHIM_H
#define TRAWL_CLINUX_SHIM_H

#include <errno.h>
#include <linux/sched.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

// memfd_create(2), O_TMPFILE in open(2), pipe(2)

extern int memfd_create(const char *name, unsigned int flags);
extern int pipe2(int descriptors[2], int flags);

// The name of an error number, such as EPERM; NULL where it has none. See strerror(3).
extern const char *strerrorname_np(int error);

static const unsigned int linux_memfd_close_on_exec = 0x0001U;
// To be combined with O_DIRECTORY, which differs between architectures.
static const int linux_open_unnamed = 020000000;

// posix_spawn(3): close everything from a descriptor on, and enter a directory, in the new process.

extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);

// clone(2)

// Makes a process like fork(2), but a child of the process that made this one. This one must have one thread: nothing is
// done about locks that others may hold.
static inline pid_t linux_fork_sibling(void) {
    long process = syscall(SYS_clone, (long)(CLONE_PARENT | SIGCHLD), 0L, 0L, 0L, 0L);
    return process < 0 ? -errno : (pid_t)process;
}

// pidfd_open(2)

static inline int linux_pidfd_open(pid_t pid) {
    return (int)syscall(SYS_pidfd_open, pid, 0U);
}

// unix(7): bytes with open descriptors attached. The most descriptors in one message is the kernel's SCM_MAX_FD.

enum { linux_descriptors_at_most = 253 };

// Returns how many bytes were taken, or -1 with errno. Never raises SIGPIPE.
static inline ssize_t linux_send(
    int socket, const void *bytes, size_t size, const int *descriptors, int count
) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int) * linux_descriptors_at_most)];
    } control;
    struct iovec piece = {(void *)bytes, size};
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    if (count > linux_descriptors_at_most) {
        errno = EINVAL;
        return -1;
    }
    if (count > 0) {
        message.msg_control = control.room;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
        memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (size_t)count);
    }
    return sendmsg(socket, &message, MSG_NOSIGNAL);
}

// Returns how many bytes came, 0 at the end, or -1 with errno. `descriptors` has room for linux_descriptors_at_most; their
// number is stored in `count`. They are closed on exec.
static inline ssize_t linux_receive(int socket, void *bytes, size_t size, int *descriptors, int *count) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int) * linux_descriptors_at_most)];
    } control;
    struct iovec piece = {bytes, size};
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.room;
    message.msg_controllen = sizeof control.room;
    *count = 0;
    // MSG_CMSG_CLOEXEC
    ssize_t received = recvmsg(socket, &message, 0x40000000);
    if (received < 0) return received;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        int held = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(descriptors + *count, CMSG_DATA(header), sizeof(int) * (size_t)held);
        *count += held;
    }
    return received;
}

#endif
