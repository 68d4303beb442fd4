import Glibc
import HandlerAPI
import Orchestration

/// What a process takes of the machine.
enum ProcessUsage {
    /// The processor time it has used; `nil` once it is gone.
    static func cpuTime(of pid: pid_t) -> Duration? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// The memory it takes up without what it shares with others; `nil` once it is gone. See proc_pid_statm(5).
    static func memory(of pid: pid_t) -> ByteCount? {
        let descriptor = open("/proc/\(pid)/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &text, text.count)
        guard count > 0 else { return nil }
        let numbers = text[..<count].split(separator: UInt8(ascii: " ")).map {
            Int64(String(decoding: $0, as: UTF8.self))
        }
        guard numbers.count > 2, let resident = numbers[1], let shared = numbers[2] else { return nil }
        return ByteCount(max(0, resident - shared) * Int64(sysconf(Int32(_SC_PAGESIZE))))
    }
}
