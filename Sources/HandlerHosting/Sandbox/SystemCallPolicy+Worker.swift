import CLinux
import Glibc

extension SystemCallPolicy {
    /// For a process that reads the descriptors it is handed, computes, answers on its socket and ends.
    ///
    /// Everything else returns `EPERM`, and so do calls that only an attacker makes: libraries probe for much, and a process
    /// that is ended for it would be a file lost to nothing.
    ///
    /// - Parameter process: The process to be held to it, which may send signals to itself: `abort` does.
    static func worker(process: Int32) -> SystemCallPolicy {
        var policy = SystemCallPolicy(otherwise: .refuse(EPERM))
        policy.add(.allow, reading + writing + memory + waiting + asking)
        policy.allowConstrained(process: UInt64(process))
        return policy
    }

    private static let reading = [
        "read", "pread64", "readv", "preadv", "lseek", "fstat", "close", "dup", "fadvise64", "poll", "ppoll", "recvmsg",
        "recvfrom",
    ]
    private static let writing = ["write", "writev", "pwrite64", "pwritev", "ftruncate", "memfd_create", "sendmsg"]
    private static let memory = ["brk", "munmap", "mremap", "madvise"]
    private static let waiting = [
        "futex", "clock_nanosleep", "nanosleep", "restart_syscall", "sched_yield", "rt_sigaction", "rt_sigprocmask",
        "rt_sigreturn", "sigaltstack", "exit", "exit_group",
    ]
    /// What is asked of the machine and of the process itself. `sysinfo` is how qsort(3) learns how much memory there is.
    private static let asking = [
        "clock_gettime", "clock_getres", "gettimeofday", "time", "getrandom", "getpid", "gettid", "getppid", "getuid",
        "geteuid", "getgid", "getegid", "getrusage", "sysinfo", "uname", "getcpu",
    ]
    /// Those that change one descriptor or its flags. `F_SETOWN` would have the kernel send signals to others.
    private static let descriptorCommands = [
        F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, 1030 /* F_DUPFD_CLOEXEC */, 1033 /* F_ADD_SEALS */,
        1034 /* F_GET_SEALS */,
    ]

    private mutating func allowConstrained(process: UInt64) {
        let executable = UInt64(PROT_EXEC)
        add(.allow, "mmap", where: .bits(argument: 2, mask: executable, 0))
        add(.allow, "mprotect", where: .bits(argument: 2, mask: executable, 0))
        // How the C library before 2.37 asks for the status of a descriptor. What a name beside it says cannot be tested
        // here: the size and times of files can be asked for by name, as under Landlock, but nothing of their content.
        add(.allow, "newfstatat", where: .equals(argument: 3, UInt64(linux_at_empty_path)))
        // To the other end of the socket alone, not to an address.
        add(.allow, "sendto", where: .equals(argument: 4, 0))
        for command in Self.descriptorCommands {
            add(.allow, "fcntl", where: .equals(argument: 1, UInt64(command)))
        }
        // Asking for its own limits, not setting any.
        add(.allow, "prlimit64", where: .equals(argument: 0, 0), .equals(argument: 2, 0))
        add(.allow, ["getrlimit"])
        for target in [0, process] { add(.allow, "sched_getaffinity", where: .equals(argument: 0, target)) }
        add(.allow, "tgkill", where: .equals(argument: 0, process))
    }
}
