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
    /// Opens what it needs beside archives, in a process that is to be locked in before it reads the first.
    func prepare() throws

    /// Reads `content`, an archive of type `mediaType`, and calls `take` for all that comes until it returns `false`.
    ///
    /// - Parameter place: The end of a stretch of the archive's ``cut(_:as:)``, where all before it was taken: what comes
    ///   then is the rest of the member, and what went with it had the archive been read from its first byte. `nil` reads
    ///   from there.
    func read(
        _ content: OpenFile, as mediaType: MediaType, from place: ContainerPlace?, _ take: (ContainerEvent) -> Bool)

    /// How `content` can be cut into parts that several readers unpack at one time; `nil` where it cannot.
    func cut(_ content: OpenFile, as mediaType: MediaType) -> ContainerCut?

    /// Unpacks a stretch of `content` into the file `target`, from its beginning.
    ///
    /// - Returns: Whether it is what reading the archive from its first byte would bring there: it is sound, ends where it
    ///   is to and has the size it is stated to have. If not, nothing is known of why.
    func unpack(
        _ stretch: ContainerStretch, of content: OpenFile, as mediaType: MediaType, into target: Int32
    ) -> Bool
}

extension ContainerReader {
    /// Opens nothing.
    public func prepare() {}

    /// Reads an archive from its first byte.
    public func read(_ content: OpenFile, as mediaType: MediaType, _ take: (ContainerEvent) -> Bool) {
        read(content, as: mediaType, from: nil, take)
    }

    /// Archives are read in one go.
    public func cut(_ content: OpenFile, as mediaType: MediaType) -> ContainerCut? { nil }

    /// There are no stretches.
    public func unpack(
        _ stretch: ContainerStretch, of content: OpenFile, as mediaType: MediaType, into target: Int32
    ) -> Bool { false }
}
