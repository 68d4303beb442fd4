import HandlerAPI

/// A member as its archive's header has it.
public struct ContainerMember: Sendable, Equatable {
    /// What a member is.
    public enum Kind: Sendable, Equatable {
        /// A file with content.
        case file
        /// A directory.
        case directory
        /// Something that is not taken, with its name.
        case other(String)
    }

    /// The bytes of its path; `nil` where the format has none.
    public var name: [UInt8]?
    /// What it is.
    public var kind: Kind
    /// Whether its content needs a password.
    public var isEncrypted: Bool

    /// How many bytes it is said to have; `nil` where nothing is said. It may prove wrong.
    public var statedSize: Int64?

    /// Describes a member.
    public init(name: [UInt8]?, kind: Kind, isEncrypted: Bool = false, statedSize: Int64? = nil) {
        self.name = name
        self.kind = kind
        self.isEncrypted = isEncrypted
        self.statedSize = statedSize
    }

    /// Whether bytes and an end follow it.
    public var hasContent: Bool { kind == .file && !isEncrypted }
}

/// What comes of reading an archive, one after another.
///
/// A member with content is followed by its bytes and its end; any other stands alone.
public enum ContainerEvent {
    /// A member begins.
    case member(ContainerMember)
    /// Bytes of the member at hand, valid during the call, and where in it they belong. What lies between is zero.
    case bytes(UnsafeRawBufferPointer, offset: Int64)
    /// The member at hand is all there.
    case complete
    /// The member at hand is only a part, for this reason of its own; without one, the archive's fault follows.
    case damaged(Failure?)
    /// Something is wrong with the archive as a whole.
    case fault(Failure)
}

/// Reads archives: the bytes of their members as they are unpacked, without looking at what is in them.
public protocol ContainerReader: Sendable {
    /// Reads `content`, an archive of type `mediaType`, and calls `take` for all that comes until it returns `false`.
    func read(_ content: OpenFile, as mediaType: MediaType, _ take: (ContainerEvent) -> Bool)
}
