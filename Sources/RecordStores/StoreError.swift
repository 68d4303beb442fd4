/// Why a record store cannot be used: what happened, to which file, and what to do.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of trouble.
    public enum Kind: Sendable, Equatable {
        /// There is nothing at the path.
        case missing
        /// What is there is no record store.
        case notAStore
        /// It was written by a newer version of the program.
        case newerVersion
        /// It was written by a version of the program too old for what is asked of it.
        case olderVersion
        /// Another run is writing to it.
        case busy
        /// It cannot be written.
        case readOnly
        /// The disk is full.
        case diskFull
        /// It is damaged.
        case damaged
        /// Any other trouble of the file or the disk.
        case other
    }

    /// The kind of trouble.
    public let kind: Kind
    /// A sentence for a person.
    public let description: String

    /// Makes an error.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
