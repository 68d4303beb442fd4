import Glibc
import HandlerAPI

/// What a process and everything it started take of the machine. See proc(5).
enum ProcessTree {
    /// The most processes looked at.
    private static let mostProcesses = 512

    /// The processes below `pid`, and itself.
    static func members(of pid: pid_t) -> [pid_t] {
        var found = [pid]
        var next = 0
        while next < found.count, found.count < mostProcesses {
            found += children(of: found[next])
            next += 1
        }
        return found
    }

    /// The processor time that the tree has used, with that of children which are gone and were waited for.
    static func cpuTime(of members: [pid_t]) -> Duration {
        members.reduce(.zero) { sum, pid in sum + (ProcessUsage.cpuTime(of: pid) ?? .zero) + timeOfEnded(below: pid) }
    }

    /// The memory that the tree takes up.
    static func memory(of members: [pid_t]) -> ByteCount {
        ByteCount(members.reduce(0) { $0 + (ProcessUsage.memory(of: $1)?.bytes ?? 0) })
    }

    /// A process that is known again by when it started, as its number may be another's by then.
    struct Member {
        private let pid: pid_t
        private let start: String

        /// `nil` where it is gone.
        init?(_ pid: pid_t) {
            guard let start = ProcessTree.start(of: pid) else { return nil }
            self.pid = pid
            self.start = start
        }

        /// Ends it if it is still there.
        func kill() {
            if ProcessTree.start(of: pid) == start { Glibc.kill(pid, SIGKILL) }
        }
    }

    private static func children(of pid: pid_t) -> [pid_t] {
        guard let tasks = opendir("/proc/\(pid)/task") else { return [] }
        defer { closedir(tasks) }
        var found: [pid_t] = []
        while let entry = readdir(tasks) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let task = pid_t(name) else { continue }
            found += words(of: "/proc/\(pid)/task/\(task)/children").compactMap { pid_t($0) }
        }
        return found
    }

    private static func timeOfEnded(below pid: pid_t) -> Duration {
        let fields = fields(of: pid)
        guard fields.count > 14, let user = Int64(fields[13]), let system = Int64(fields[14]) else { return .zero }
        return .seconds(user + system) / Int(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func start(of pid: pid_t) -> String? {
        let fields = fields(of: pid)
        return fields.count > 19 ? fields[19] : nil
    }

    /// The fields of /proc/PID/stat from the third on. The name in the second may hold blanks; what follows its parenthesis
    /// does not.
    private static func fields(of pid: pid_t) -> [String] { words(of: "/proc/\(pid)/stat", after: UInt8(ascii: ")")) }

    private static func words(of path: String, after mark: UInt8? = nil) -> [String] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return [] }
        var text = bytes[..<count]
        if let mark, let end = text.lastIndex(of: mark) { text = text[(end + 1)...] }
        return text.split(whereSeparator: { $0 == 32 || $0 == 10 }).map { String(decoding: $0, as: UTF8.self) }
    }
}
