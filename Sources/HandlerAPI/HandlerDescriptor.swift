/// What the engine and the user need to know of a handler without running it.
public struct HandlerDescriptor: Sendable, Equatable {
    /// When a handler runs relative to the others that accept the same file.
    public enum Role: String, Sendable, Codable, CaseIterable {
        /// One primary handler takes a file: the most specific first, the next if that one says `wrongFormat`.
        case primary
        /// A companion runs on every file it accepts, whatever else does.
        case companion
    }

    /// A unique name in kebab-case.
    public var name: String
    /// The version of what the handler computes, as `major.minor.patch`. Raise it when an aggregate changes.
    public var version: String
    /// One line on what the handler does.
    public var summary: String
    /// The media types it takes.
    public var accepts: [MediaTypePattern]
    /// How it shares a file with other handlers.
    public var role: Role
    /// Whether it runs where the configuration does not say.
    public var isEnabledByDefault: Bool
    /// Bounds on what it is given.
    public var limits: HandlerLimits
    /// The options it understands.
    public var options: [HandlerOption]
    /// Whether what it finds depends on a file's path too, and not on its content alone. Of two files with the same
    /// content, such a handler sees both, whatever else is done once.
    public var usesPath: Bool
    /// What it keeps of a file, place by place; empty where that is not said. Where there is any, nothing else is kept.
    public var outputs: [HandlerOutput]

    /// Makes a descriptor. Names and versions are checked when the handler is registered.
    public init(
        name: String, version: String, summary: String, accepts: [MediaTypePattern], role: Role = .primary,
        isEnabledByDefault: Bool = true, limits: HandlerLimits = HandlerLimits(), options: [HandlerOption] = [],
        usesPath: Bool = false, outputs: [HandlerOutput] = []
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.accepts = accepts
        self.role = role
        self.isEnabledByDefault = isEnabledByDefault
        self.limits = limits
        self.options = options
        self.usesPath = usesPath
        self.outputs = outputs
    }
}

/// Bounds on what a handler is given and on what it may take for a file.
///
/// The bounds on time, memory and output are kept by the process around the handler. A handler that goes beyond one is
/// ended, and the file fails.
public struct HandlerLimits: Sendable, Equatable {
    /// The largest file it takes; a larger one is refused. `nil` means any size.
    public var maximumFileSize: ByteCount?
    /// How many files it handles at once; `nil` means as many as there are jobs.
    public var concurrentFiles: Int?
    /// The longest it may take for a file.
    public var wallTime: Duration
    /// The most processor time it may take for a file.
    public var cpuTime: Duration
    /// The longest it may go without reading or reporting progress.
    public var stallTime: Duration
    /// The most memory it may take up for a file; also what is set aside for it while it runs.
    public var memory: ByteCount
    /// The most bytes its answer for a file may have.
    public var output: ByteCount

    /// Makes limits; without arguments a file may have any size, and take an hour, 60 s without progress, 1 GiB of memory
    /// and 64 MiB of output.
    public init(
        maximumFileSize: ByteCount? = nil, concurrentFiles: Int? = nil, wallTime: Duration = .seconds(3600),
        cpuTime: Duration = .seconds(3600), stallTime: Duration = .seconds(60), memory: ByteCount = .gibibytes(1),
        output: ByteCount = .mebibytes(64)
    ) {
        self.maximumFileSize = maximumFileSize
        self.concurrentFiles = concurrentFiles
        self.wallTime = wallTime
        self.cpuTime = cpuTime
        self.stallTime = stallTime
        self.memory = memory
        self.output = output
    }
}
