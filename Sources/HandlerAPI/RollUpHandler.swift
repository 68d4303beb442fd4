/// A handler whose results for any number of files can be added up to one, as if the files were one.
///
/// Beside the aggregate, such a handler keeps a *state* of each file (``Findings/keepState(_:)``), which holds what the
/// aggregate no longer has: sketches, or the few values that there are. Aggregates that are ``Mergeable`` need none.
public protocol RollUpHandler: Handler {
    /// What is known of the files so far.
    associatedtype Total
    /// What is told of them in the end: as ``Handler/Aggregate``, but for what makes no sense of many files.
    associatedtype RolledUp: Codable & Sendable

    /// What is known of no files.
    func emptyTotal() -> Total

    /// Adds a file.
    ///
    /// - Parameter state: What the handler kept of it, or another program wrote in its place.
    /// - Throws: `corrupt` where the state cannot be read; the total is as it was then.
    func add(_ state: [UInt8], to total: inout Total) throws(HandlerError)

    /// The result for all files.
    func aggregate(of total: Total) -> RolledUp
}
