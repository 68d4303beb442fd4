import Glibc

extension SystemCallPolicy {
    /// For a program in any language: everything but what leads to other processes, to more rights, to the network where that
    /// is not allowed, or deep into the kernel.
    ///
    /// - Parameters:
    ///   - process: The process that is to execute the program, the only one it may send signals to.
    ///   - network: Whether sockets of the internet can be made.
    static func program(process: Int32, network: Bool) -> SystemCallPolicy {
        var policy = SystemCallPolicy(otherwise: .allow)
        let refused = intoOthers + leavingTheGroup + fileSystems + namespaces + kernel + machine + sharedMemory
        policy.add(.refuse(EPERM), refused)
        policy.refuseSignals(process: UInt64(process))
        policy.refuseNewNamespaces()
        policy.refuseByArgument()
        policy.refuseSockets(network: network)
        return policy
    }

    /// Reading, steering and tracing other processes.
    private static let intoOthers = [
        "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "pidfd_getfd",
        "pidfd_send_signal", "kcmp", "move_pages", "migrate_pages",
    ]
    /// The host ends a program by its process group, which nobody must leave.
    private static let leavingTheGroup = ["setsid", "setpgid"]
    private static let fileSystems = [
        "mount", "umount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount", "fsopen", "fsconfig",
        "fsmount",
        "fspick", "mount_setattr", "open_by_handle_at", "name_to_handle_at", "fanotify_init", "quotactl", "quotactl_fd",
        "sysfs", "ustat", "uselib",
    ]
    private static let namespaces = ["unshare", "setns"]
    /// Large parts of the kernel that a handler has no use for.
    private static let kernel = [
        "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "keyctl",
        "add_key", "request_key", "init_module", "finit_module", "delete_module", "create_module", "get_kernel_syms",
        "query_module", "kexec_load", "kexec_file_load", "lookup_dcookie", "nfsservctl", "_sysctl", "vm86", "vm86old",
        "modify_ldt", "iopl", "ioperm",
    ]
    /// The clock, the name and the log of the machine.
    private static let machine = [
        "reboot", "swapon", "swapoff", "acct", "vhangup", "syslog", "sethostname", "setdomainname", "settimeofday",
        "stime", "clock_settime", "clock_adjtime", "adjtimex",
    ]
    /// Memory, queues and semaphores that all processes of a user share.
    private static let sharedMemory = [
        "shmget", "shmat", "shmctl", "msgget", "msgsnd", "msgrcv", "msgctl", "semget", "semop", "semtimedop", "semctl",
        "mq_open", "mq_unlink",
    ]

    /// A process that the program starts cannot send signals at all, and nobody to it: who forks must know how to wait.
    private mutating func refuseSignals(process: UInt64) {
        for call in ["kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"] {
            add(.refuse(EPERM), call, where: .differs(argument: 0, from: process))
        }
        // F_SETOWN and F_SETOWN_EX, and FIOSETOWN and SIOCSPGRP, have the kernel send them.
        for command: UInt64 in [8, 15] { add(.refuse(EPERM), "fcntl", where: .bits(argument: 1, mask: .int, command)) }
        for request: UInt64 in [0x8901, 0x8902] {
            add(.refuse(EPERM), "ioctl", where: .bits(argument: 1, mask: .int, request))
        }
    }

    private mutating func refuseNewNamespaces() {
        // CLONE_NEWNS, -CGROUP, -UTS, -IPC, -USER, -PID and -NET of clone(2); -NEWTIME is part of the signal there.
        let flags: [UInt64] = [0x2_0000, 0x200_0000, 0x400_0000, 0x800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000]
        for flag in flags { add(.refuse(EPERM), "clone", where: .bits(argument: 0, mask: flag, flag)) }
        // Its flags lie in memory, where no filter sees them. C libraries then fall back on clone.
        add(.refuse(ENOSYS), ["clone3"])
    }

    private mutating func refuseByArgument() {
        // Its own limits and priority may be lowered, those of others are not its concern. 2 is PRIO_USER.
        for call in ["prlimit64", "sched_setaffinity", "sched_setscheduler", "sched_setparam", "sched_setattr"] {
            add(.refuse(EPERM), call, where: .differs(argument: 0, from: 0))
        }
        add(.refuse(EPERM), "setpriority", where: .differs(argument: 1, from: 0))
        add(.refuse(EPERM), "setpriority", where: .bits(argument: 0, mask: .int, 2))
        // PR_SET_PDEATHSIG: it would outlive the host.
        add(.refuse(EPERM), "prctl", where: .bits(argument: 0, mask: .int, 1))
        // TIOCSTI and TIOCLINUX type into a terminal it may have inherited.
        for request: UInt64 in [0x5412, 0x541C] {
            add(.refuse(EPERM), "ioctl", where: .bits(argument: 1, mask: .int, request))
        }
        // Asking for the personality is 0xFFFFFFFF; setting it weakens the layout of memory.
        add(.refuse(EPERM), "personality", where: .differs(argument: 0, from: .int))
    }

    private mutating func refuseSockets(network: Bool) {
        // A pair of datagram sockets could send to any address; SOCK_DGRAM is 2, and SOCK_RAW of UNIX sockets, 3, the same.
        for kind: UInt64 in [2, 3] { add(.refuse(EPERM), "socketpair", where: .bits(argument: 1, mask: 0xF, kind)) }
        guard network else {
            add(.refuse(EPERM), ["socket", "connect", "bind", "listen", "accept", "accept4"])
            return add(.refuse(EPERM), "sendto", where: .differs(argument: 4, from: 0))
        }
        // AF_INET is 2 and AF_INET6 is 10. UNIX sockets lead to the services of the machine.
        add(.refuse(EPERM), "socket", where: .isBelow(argument: 0, 2))
        for family: UInt64 in 3...9 { add(.refuse(EPERM), "socket", where: .equals(argument: 0, family)) }
        add(.refuse(EPERM), "socket", where: .isAbove(argument: 0, 10))
    }
}

extension UInt64 {
    /// The bits that the kernel takes of an `int`.
    fileprivate static let int: UInt64 = 0xFFFF_FFFF
}
