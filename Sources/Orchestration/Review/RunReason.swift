/// Why an entry is handled in this run.
public struct RunReason: Sendable, Hashable, CustomStringConvertible {
    /// The kind of a reason.
    public enum Kind: String, Sendable, CaseIterable {
        /// The ledger does not know it.
        case new
        /// It is another than the one the ledger knows.
        case changed
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

    /// The reason as a person reads it.
    public var description: String {
        switch kind {
        case .new: "new"
        case .changed: "changed" + (detail.isEmpty ? "" : ": \(detail)")
        case .detector: "the databases that types are named by have changed"
        case .handler: "new version, options or limits, or not yet run: \(detail)"
        case .route: "goes to other handlers now" + (detail.isEmpty ? "" : ": \(detail)")
        case .retry: "failed for a cause that may have passed"
        case .asked: "asked for"
        case .verified: "to be verified by its content"
        }
    }
}
