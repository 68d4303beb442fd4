import CSeccomp
import Glibc
import Testing

@testable import HandlerHosting

@Suite struct SystemCallPolicyTests {
    private let worker = SystemCallPolicy.worker(process: 42)

    @Test func aWorkerMayDoOnlyWhatIsListed() {
        #expect(worker.otherwise == .refuse(EPERM))
        #expect(worker.rules.allSatisfy { $0.answer == .allow })
        #expect(Set(worker.rules.map(\.call)).count < 80)
    }

    @Test(
        arguments: [
            "open", "openat", "openat2", "creat", "socket", "socketpair", "connect", "bind", "execve", "execveat",
            "fork", "vfork", "clone", "clone3", "ptrace", "process_vm_readv", "kill", "tkill", "pidfd_send_signal",
            "pidfd_open", "io_uring_setup", "prctl", "setrlimit", "ioctl", "unlink", "rename", "pkey_mprotect", "shmat",
            "bpf", "seccomp", "mount", "userfaultfd", "perf_event_open", "keyctl", "stat", "statx", "readlink",
        ])
    func aWorkerMayNot(call: String) {
        #expect(!worker.rules.contains { $0.call == call })
    }

    @Test(arguments: ["mmap", "mprotect", "newfstatat", "fcntl", "prlimit64", "tgkill", "sendto"])
    func aWorkerMayOnlyWithTheseArguments(call: String) {
        let rules = worker.rules.filter { $0.call == call }
        #expect(!rules.isEmpty)
        #expect(rules.allSatisfy { !$0.conditions.isEmpty })
    }

    @Test func aWorkerSignalsItselfAlone() {
        let rules = worker.rules.filter { $0.call == "tgkill" }
        #expect(rules.map(\.conditions) == [[.equals(argument: 0, 42)]])
    }

    @Test(
        arguments: [
            "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "pidfd_send_signal", "setsid", "setpgid",
            "mount", "bpf", "perf_event_open", "keyctl", "io_uring_setup", "userfaultfd", "kexec_load", "init_module",
            "unshare", "setns", "reboot", "swapon",
        ])
    func aProgramMayNot(call: String) {
        let rules = SystemCallPolicy.program(process: 42, network: true).rules.filter { $0.call == call }
        #expect(rules == [SystemCallPolicy.Rule(call: call, conditions: [], answer: .refuse(EPERM))])
    }

    @Test func aProgramHasSocketsOnlyWhereItMay() {
        let offline = SystemCallPolicy.program(process: 42, network: false).rules
        for call in ["socket", "connect", "bind"] {
            #expect(offline.contains { $0.call == call && $0.conditions.isEmpty })
        }
        let online = SystemCallPolicy.program(process: 42, network: true).rules
        #expect(online.contains { $0.call == "socket" })
        #expect(online.allSatisfy { $0.call != "socket" || !$0.conditions.isEmpty })
        for rules in [offline, online] {
            #expect(rules.allSatisfy { $0.call != "socketpair" || !$0.conditions.isEmpty })
        }
    }

    /// A name misspelt would be passed over like one that the architecture does not have.
    @Test func everyNameIsOfSomeArchitecture() {
        let policies = [worker, .program(process: 42, network: false), .program(process: 42, network: true)]
        let names: [String] = ["x86_64", "aarch64", "x86"]
        let architectures = names.map { seccomp_arch_resolve_name($0) }
        for call in Set(policies.flatMap { $0.rules.map(\.call) }) {
            let numbers = architectures.map { seccomp_syscall_resolve_name_arch($0, call) }
            #expect(numbers.contains { $0 != -1 }, "\(call)")
        }
    }
}
