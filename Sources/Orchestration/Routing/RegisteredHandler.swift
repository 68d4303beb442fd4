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

    /// The settings of a handler that the configuration does not mention.
    public init() {}
}

/// A handler ready to run: made with its options and bound to its settings.
public struct RegisteredHandler: Sendable {
    /// What the handler says of itself.
    public let descriptor: HandlerDescriptor
    /// What the configuration says of it.
    public let settings: HandlerSettings
    /// The values it runs with.
    public let options: HandlerOptions
    /// Its lane.
    public let lane: Int
    private let call: @Sendable (borrowing FileContent, inout Findings) throws(HandlerError) -> any StoredAggregate

    /// Makes a handler of type `Kind`.
    ///
    /// - Throws: ``HandlerError`` with code `invalidOption`.
    public init<Kind: Handler>(_ type: Kind.Type, settings: HandlerSettings, lane: Int) throws(HandlerError) {
        descriptor = Kind.descriptor
        self.settings = settings
        self.lane = lane
        let options = try HandlerOptions(settings.options, for: Kind.descriptor.options)
        self.options = options
        let handler = try Kind(options: options)
        call = { (file: borrowing FileContent, findings: inout Findings) throws(HandlerError) in
            AggregateBox(value: try handler.handle(file, reporting: &findings))
        }
    }

    /// The handler's name.
    public var name: String { descriptor.name }

    /// Whether it takes part in this run.
    public var isEnabled: Bool { settings.isEnabled ?? descriptor.isEnabledByDefault }

    /// How many files it handles at once, of `jobs` in all.
    func concurrency(of jobs: Int) -> Int {
        max(1, min(jobs, settings.concurrentFiles ?? descriptor.limits.concurrentFiles ?? jobs))
    }

    /// Runs the handler on a file.
    func handle(
        _ file: borrowing FileContent, reporting findings: inout Findings
    ) throws(HandlerError) -> any StoredAggregate {
        try call(file, &findings)
    }
}
