/// Why an entry is handled in this run.
public struct RunReason: Sendable, Hashable {
    /// The kind of a reason.
    public enum Kind: String, Sendable, CaseIterable {
        /// The ledger does not know it.
        case new
        /// It is another than the one the ledger knows.
        case changed
        /// It could not be opened the last time, or was left to a later run.
        case unseen
        /// Its type may be named in another way.
        case detector
        /// A handler for it is another, or set up in another way.
        case handler
        /// Its route leads elsewhere.
        case route
        /// It failed for a cause that may have passed.
        case retry
        /// It was asked for.
        case asked
        /// Its stamp says that it is as it was; its content is held against that.
        case verified
    }

    /// The kind.
    public let kind: Kind
    /// What in particular: `size, mtime`, or a handler's name; empty where the kind says all.
    public let detail: String

    init(_ kind: Kind, _ detail: String = "") {
        self.kind = kind
        self.detail = detail
    }
}
