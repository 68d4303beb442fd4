/// Turns the content of one file into an aggregate.
///
/// A handler is synchronous and knows nothing of queues, stores or processes, so the same code runs on an engine's
/// thread, in a worker process and in a test. It is made once for a run and called for many files, from several
/// threads at once; what it learns of a file lives in local variables of ``handle(_:reporting:)``.
public protocol Handler: Sendable {
    /// What is kept for a file: a documented schema with `snake_case` keys. Conform it to ``Mergeable`` where the
    /// aggregates of several files make sense as one.
    associatedtype Aggregate: Codable & Sendable

    /// The handler's name, version, accepted types, limits and options.
    static var descriptor: HandlerDescriptor { get }

    /// Makes a handler that works by `options`, which hold a value for every option of the descriptor.
    ///
    /// - Throws: ``HandlerError`` with code `invalidOption` where values contradict each other.
    init(options: HandlerOptions) throws(HandlerError)

    /// Reads a file and returns what was found.
    ///
    /// - Parameters:
    ///   - file: The content, open for reading.
    ///   - findings: Takes anomalies and notes. What it holds is kept even if the call throws.
    /// - Throws: ``HandlerError``: `wrongFormat` lets the next handler try, `limitExceeded` refuses the file, every other
    ///   code is a failure.
    ///   To keep an aggregate of the part that could be read, call ``Findings/markPartial(because:)`` and return it.
    func handle(_ file: borrowing FileContent, reporting findings: inout Findings) throws(HandlerError) -> Aggregate
}

/// An aggregate that can take up another of its kind: the members of an archive become its total.
public protocol Mergeable {
    /// Adds the observations of `other` to this aggregate, as if both files had been one, in this order.
    mutating func merge(_ other: Self)
}
