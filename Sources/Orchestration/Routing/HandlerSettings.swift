import HandlerAPI

/// What the configuration says of one handler.
public struct HandlerSettings: Sendable, Equatable {
    /// Whether it runs; `nil` leaves it to the handler.
    public var isEnabled: Bool?
    /// Moves it before (positive) or after (negative) handlers of the same specificity.
    public var priority = 0
    /// How many files it handles at once.
    public var concurrentFiles: Int?
    /// How many files may wait for it.
    public var queueCount = 64
    /// How many bytes of files may wait for it.
    public var queueBytes = ByteCount.mebibytes(256)
    /// Values for its options.
    public var options: [String: OptionValue] = [:]
    /// Bounds on its work that differ from its own.
    public var limits = LimitSettings()
    /// Whether a program that asks for the network gets it.
    public var allowsNetwork = false

    /// The settings of a handler that the configuration does not mention.
    public init() {}
}

/// Bounds on a handler's work as the configuration gives them; `nil` leaves the handler's own.
public struct LimitSettings: Sendable, Equatable {
    /// See ``HandlerLimits/wallTime``.
    public var wallTime: Duration?
    /// See ``HandlerLimits/cpuTime``.
    public var cpuTime: Duration?
    /// See ``HandlerLimits/stallTime``.
    public var stallTime: Duration?
    /// See ``HandlerLimits/memory``.
    public var memory: ByteCount?
    /// See ``HandlerLimits/output``.
    public var output: ByteCount?
    /// See ``HandlerLimits/maximumFileSize``.
    public var maximumFileSize: ByteCount?

    /// Leaves everything to the handler.
    public init() {}

    /// `descriptor` with these bounds in place of its own.
    public func applied(to descriptor: HandlerDescriptor) -> HandlerDescriptor {
        var changed = descriptor
        changed.limits.wallTime = wallTime ?? descriptor.limits.wallTime
        changed.limits.cpuTime = cpuTime ?? descriptor.limits.cpuTime
        changed.limits.stallTime = stallTime ?? descriptor.limits.stallTime
        changed.limits.memory = memory ?? descriptor.limits.memory
        changed.limits.output = output ?? descriptor.limits.output
        changed.limits.maximumFileSize = maximumFileSize ?? descriptor.limits.maximumFileSize
        return changed
    }
}
