import HandlerAPI

/// Adds up what a handler found in several files.
public protocol RollUp {
    /// How many files were added.
    var count: Int { get }

    /// Adds a file, in the order of the files.
    ///
    /// - Throws: ``HandlerError`` where its record cannot be added; what was added before stays.
    mutating func add(_ record: HandlerRecord) throws(HandlerError)

    /// The sum as JSON text; `nil` where no file was added.
    func json() throws -> String?
}

/// Adds up states.
struct StateRollUp<Kind: RollUpHandler>: RollUp {
    private let handler: Kind
    private var total: Kind.Total
    private(set) var count = 0

    init(_ handler: Kind) {
        self.handler = handler
        total = handler.emptyTotal()
    }

    mutating func add(_ record: HandlerRecord) throws(HandlerError) {
        guard let state = record.state else {
            throw .corrupt("nothing was kept of it that could be added up; a run with --all may keep it")
        }
        try handler.add(state, to: &total)
        count += 1
    }

    func json() throws -> String? {
        count == 0 ? nil : try AggregateBox(value: handler.aggregate(of: total)).json()
    }
}

/// Adds up aggregates that are mergeable.
struct AggregateRollUp: RollUp {
    let restore: @Sendable (String) throws -> any StoredAggregate
    private var total: (any StoredAggregate)?
    private(set) var count = 0

    init(restore: @escaping @Sendable (String) throws -> any StoredAggregate) { self.restore = restore }

    mutating func add(_ record: HandlerRecord) throws(HandlerError) {
        guard let aggregate = try? restore(record.aggregate) else {
            throw .corrupt("its aggregate cannot be read; a run with --all makes it anew")
        }
        guard let total else {
            (self.total, count) = (aggregate, 1)
            return
        }
        guard let sum = total.merged(with: aggregate) else {
            throw .corrupt("its aggregate does not add up with the others")
        }
        self.total = sum
        count += 1
    }

    func json() throws -> String? { try total?.json() }
}

extension RegisteredHandler {
    /// Adds up what the handler found in several files; `nil` where its results do not add up.
    public func rollUp() -> (any RollUp)? { code?.rollUp() }
}
