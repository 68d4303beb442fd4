import FoundationEssentials
import HandlerAPI

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
    /// What its results depend on beside the file: its version, and a hash over its options, its limits and, for a
    /// program, its code. Another key means that it may find something else.
    public let key: String
    let code: Code?

    /// A handler that is compiled in.
    struct Code: Sendable {
        let handle: @Sendable (borrowing FileContent, inout Findings) throws(HandlerError) -> any StoredAggregate
        let restore: @Sendable (String) throws -> any StoredAggregate
        // What else a handler can do is looked for when it is asked for: a look takes a while, and most are never asked.
        let splittable: @Sendable () -> (any SplittableHandler)?
        let isMergeable: @Sendable () -> Bool
        let rollUp: @Sendable () -> (any RollUp)?
    }

    /// Makes a handler of type `Kind`.
    ///
    /// - Throws: ``HandlerError`` with code `invalidOption`.
    public init<Kind: Handler>(_ type: Kind.Type, settings: HandlerSettings, lane: Int) throws(HandlerError) {
        descriptor = settings.limits.applied(to: Kind.descriptor)
        self.settings = settings
        self.lane = lane
        let options = try HandlerOptions(settings.options, for: Kind.descriptor.options)
        self.options = options
        key = Self.key(of: descriptor, options, code: "")
        let handler = try Kind(options: options)
        let restore = { @Sendable (json: String) throws -> any StoredAggregate in
            AggregateBox(value: try JSONText.decoder().decode(Kind.Aggregate.self, from: Data(json.utf8)))
        }
        code = Code(
            handle: { (file: borrowing FileContent, findings: inout Findings) throws(HandlerError) in
                AggregateBox(value: try handler.handle(file, reporting: &findings))
            },
            restore: restore, splittable: { handler as? any SplittableHandler },
            isMergeable: { Kind.Aggregate.self is any Mergeable.Type },
            rollUp: {
                if let handler = handler as? any RollUpHandler { return Self.states(handler) }
                return Kind.Aggregate.self is any Mergeable.Type ? AggregateRollUp(restore: restore) : nil
            })
    }

    private static func states(_ handler: some RollUpHandler) -> any RollUp { StateRollUp(handler) }

    /// Makes a handler that is a program of its own.
    ///
    /// - Parameter code: What stands for the program's code: other text, other code.
    /// - Throws: ``HandlerError`` with code `invalidOption`.
    public init(
        program: HandlerDescriptor, code text: String = "", settings: HandlerSettings, lane: Int
    ) throws(HandlerError) {
        descriptor = settings.limits.applied(to: program)
        self.settings = settings
        self.lane = lane
        options = try HandlerOptions(settings.options, for: program.options)
        key = Self.key(of: descriptor, options, code: text)
        code = nil
    }

    private static func key(of descriptor: HandlerDescriptor, _ options: HandlerOptions, code: String) -> String {
        let limits = descriptor.limits
        let size = limits.maximumFileSize.map { "\($0.bytes)" } ?? ""
        let bounds = [
            size, "\(limits.wallTime)", "\(limits.cpuTime)", "\(limits.stallTime)", "\(limits.memory.bytes)",
            "\(limits.output.bytes)",
        ]
        let settings = ([options.listing] + bounds + [code]).joined(separator: "\u{1F}")
        return descriptor.version + "+" + TextHash.digits(of: settings)
    }

    /// The handler's name.
    public var name: String { descriptor.name }

    /// Whether it takes part in this run.
    public var isEnabled: Bool { settings.isEnabled ?? descriptor.isEnabledByDefault }

    /// How many files it handles at once, of `jobs` in all.
    func concurrency(of jobs: Int) -> Int {
        max(1, min(jobs, settings.concurrentFiles ?? descriptor.limits.concurrentFiles ?? jobs))
    }

    /// Whether it is compiled in, and not a program of its own.
    public var isCompiledIn: Bool { code != nil }

    /// Whether its aggregates of several files add up.
    public var isMergeable: Bool { code?.isMergeable() ?? false }

    /// Whether it reads large files in ranges.
    var isSplittable: Bool { code?.splittable() != nil }

    /// Opens a file to be read in ranges.
    ///
    /// - Parameter arrival: How much of the file is there, where more is to come.
    /// - Throws: What the handler says of the beginning of the file; `wrongFormat` where it reads no ranges.
    public func ranges(
        of file: consuming FileContent, arrival: Arrival? = nil
    ) throws(HandlerError) -> any RangedFile {
        guard let handler = code?.splittable() else { throw .wrongFormat("the handler reads no ranges") }
        return try handler.ranged(file, arrival)
    }

    /// Runs the handler on a file, on the calling thread.
    ///
    /// - Parameter findings: Takes what is reported.
    public func result(on file: borrowing FileContent, findings initial: Findings = Findings()) -> HandlerResult {
        guard let code else {
            return HandlerResult(.fault(Failure(.handle, .notStarted, "a program cannot run within Trawl's process")))
        }
        var findings = initial
        do throws(HandlerError) {
            return HandlerResult(.aggregate(try code.handle(file, &findings)), findings: findings)
        } catch {
            return HandlerResult(.error(error), findings: findings)
        }
    }

    /// An aggregate that the handler made in another process, from its JSON text.
    public func aggregate(json: String) -> any StoredAggregate {
        guard let code, code.isMergeable() else { return AggregateText(json: json, restore: nil) }
        return AggregateText(json: json, restore: code.restore)
    }
}
