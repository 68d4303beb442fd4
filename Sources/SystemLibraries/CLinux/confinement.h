// What a process gives up for good. Swift cannot call syscall(2) and prctl(2), as they are variadic, and the C library has
// no names for Landlock. Every function returns zero or more, or less than zero an error number.
//
// Sources: landlock(7), Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h of the kernel, prctl(2),
// capabilities(7).

#pragma once

#include <errno.h>
#include <linux/capability.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int linux_result(long result) { return result < 0 ? -errno : (int)result; }

// These have the same numbers on every architecture; headers before Linux 5.13 do not know them.
static const long linux_landlock_create_ruleset_number = 444;
static const long linux_landlock_add_rule_number = 445;
static const long linux_landlock_restrict_self_number = 446;

// The attributes as of ABI 6. A kernel of an older ABI takes them too, as long as what it does not know is zero.
struct linux_landlock_rules {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

struct linux_landlock_path {
    uint64_t rights;
    int32_t descriptor;
} __attribute__((packed));

// The version of Landlock's ABI.
static inline int linux_landlock_abi(void) {
    return linux_result(syscall(linux_landlock_create_ruleset_number, NULL, (size_t)0, 1U));
}

// A descriptor of a set of rules.
static inline int linux_landlock_create(struct linux_landlock_rules rules) {
    return linux_result(syscall(linux_landlock_create_ruleset_number, &rules, sizeof rules, 0U));
}

// Allows `rights` below what `descriptor` has open.
static inline int linux_landlock_allow(int rules, int descriptor, uint64_t rights) {
    struct linux_landlock_path path = {rights, descriptor};
    return linux_result(syscall(linux_landlock_add_rule_number, rules, 1, &path, 0U));
}

static const unsigned int linux_landlock_all_threads = 1U << 3;

// Holds the calling thread to `rules`; with `linux_landlock_all_threads`, from ABI 8 on, the whole process.
static inline int linux_landlock_restrict(int rules, unsigned int flags) {
    return linux_result(syscall(linux_landlock_restrict_self_number, rules, flags));
}

// No program that this one executes gains rights by it.
static inline int linux_no_new_privileges(void) { return linux_result(prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L)); }

// The kernel sends `signal` when the thread that started this process ends.
static inline int linux_signal_at_death_of_parent(int signal) {
    return linux_result(prctl(PR_SET_PDEATHSIG, (long)signal, 0L, 0L, 0L));
}

// Processes below this one whose parent ends become its children.
static inline int linux_adopt_orphans(void) { return linux_result(prctl(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L)); }

// No core file, and nobody but root reads this process's memory.
static inline int linux_not_dumpable(void) { return linux_result(prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L)); }

// Gives up every capability, also those that an executed program would get.
static inline int linux_drop_capabilities(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0, 0, 0}, {0, 0, 0}};
    prctl(PR_CAP_AMBIENT, (long)PR_CAP_AMBIENT_CLEAR_ALL, 0L, 0L, 0L);
    // Fails where there is no right to, and then there is nothing to lose; the kernel says where the list ends.
    for (long number = 0; number < 64 && prctl(PR_CAPBSET_DROP, number, 0L, 0L, 0L) == 0; number++) {}
    return linux_result(syscall(SYS_capset, &header, none));
}

// Opens a path to name it, not to read it.
static const int linux_open_path_only = 010000000;
// The descriptor itself is meant, not a name below it.
static const int linux_at_empty_path = 0x1000;
