import Glibc
import HandlerAPI
import Orchestration

/// How much of the machine a process may take: setrlimit(2).
///
/// They are the last line: the host watches memory and time more closely, and ends a process before the kernel has to.
public struct SandboxLimits: Sendable, Equatable, Codable {
    /// All of its address space; allocations beyond fail.
    public var addressSpace: Int64?
    /// Processor time in seconds, over its whole life; `SIGXCPU` at the end, `SIGKILL` a second later.
    public var processorSeconds: Int64?
    /// The size of any one file it writes.
    public var fileSize: Int64?
    /// Descriptors open at once.
    public var openFiles: Int64?
    /// Processes and threads.
    ///
    /// The kernel counts all of the *user's*, whoever started them, and exempts root: for a process without the right to
    /// fork this is no matter, for others it stops a flood and nothing finer.
    public var processes: Int64?

    /// Describes limits; what is `nil` stays as it is. Core files are always off.
    public init(
        addressSpace: ByteCount? = nil, processorSeconds: Int64? = nil, fileSize: ByteCount? = nil,
        openFiles: Int64? = nil, processes: Int64? = nil
    ) {
        self.addressSpace = addressSpace?.bytes
        self.processorSeconds = processorSeconds
        self.fileSize = fileSize?.bytes
        self.openFiles = openFiles
        self.processes = processes
    }

    /// Sets them for the calling process. They can only be lowered afterwards.
    func apply() -> Result<Void, SandboxPartError> {
        let wanted: [(String, __rlimit_resource, Int64?)] = [
            ("core files", RLIMIT_CORE, 0), ("address space", RLIMIT_AS, addressSpace),
            ("processor time", RLIMIT_CPU, processorSeconds), ("file size", RLIMIT_FSIZE, fileSize),
            ("open files", RLIMIT_NOFILE, openFiles), ("processes", __RLIMIT_NPROC, processes),
        ]
        var refused: [String] = []
        for case (let name, let resource, let value?) in wanted {
            if let error = Self.lower(resource, to: rlim_t(max(0, value))) { refused.append("\(name): \(error)") }
        }
        return refused.isEmpty ? .success(()) : .failure(SandboxPartError(reason: refused.joined(separator: "; ")))
    }

    /// A limit that is lower already stays.
    private static func lower(_ resource: __rlimit_resource, to value: rlim_t) -> SystemError? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return .current }
        // Between the two the kernel sends SIGXCPU every second, which a process can outlive.
        let grace: rlim_t = resource == RLIMIT_CPU ? 1 : 0
        limit.rlim_max = min(limit.rlim_max, value + grace)
        limit.rlim_cur = min(limit.rlim_cur, min(value, limit.rlim_max))
        return setrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 ? nil : .current
    }
}
