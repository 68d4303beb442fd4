import HandlerAPI

/// Where files come from: a directory, or an archive.
public protocol DataStore: Sendable {
    /// What a walk comes by.
    var coverage: Coverage { get }

    /// Calls `visit` for everything found, in a stable order, until it returns `false`.
    ///
    /// What cannot be read is an element of the walk, never its end.
    func walk(_ visit: (WalkElement) -> Bool)

    /// Walks as ``walk(_:)`` does, and tells of large members while they are being unpacked.
    ///
    /// - Parameter grow: Called again and again as more of a member is there, and never for two at a time.
    func walk(telling grow: (GrowingMember) -> Void, _ visit: (WalkElement) -> Bool)

    /// The store of chosen files of this one; `nil` where there can be none.
    func choosing(_ paths: [StorePath]) -> (any DataStore)?
}

extension DataStore {
    /// Nothing grows.
    public func walk(telling grow: (GrowingMember) -> Void, _ visit: (WalkElement) -> Bool) { walk(visit) }

    /// There can be none.
    public func choosing(_ paths: [StorePath]) -> (any DataStore)? { nil }

    /// Files here and there, of which nothing can be concluded about others.
    public var coverage: Coverage { .chosen }
}

/// What a walk comes by.
public enum Coverage: Sendable, Equatable {
    /// Everything whose path begins with a prefix, in the order of paths: what is not come by is not there.
    case everything(prefix: String)
    /// Chosen entries, of which nothing can be concluded about others.
    case chosen
}

/// One thing found on a walk.
public enum WalkElement: Sendable {
    /// A file that can be opened.
    case entry(Entry)
    /// Something that is not taken, with the reason. A directory's path ends with a slash; what lies in it is not come by.
    case skipped(StorePath, reason: String)
    /// Something that was not asked for, with the reason: what is known of it stays.
    case leftOut(StorePath, reason: String)
    /// Something that was chosen and is not there any more.
    case gone(StorePath)
    /// Something a limit forbids, with the reason.
    case refused(StorePath, reason: String)
    /// Something that could not be read. A directory's path ends with a slash; what lies in it is not come by.
    case failed(StorePath, Failure)
}

/// Whether a file is all there.
public enum Completeness: Sendable, Equatable {
    /// Nothing is known to be missing.
    case whole
    /// A part of it; the archive it lies in reports why.
    case incomplete
    /// A part of it, or damaged, for this reason of its own.
    case damaged(Failure)
}

/// A file found, not opened.
public struct Entry: Sendable {
    /// Its path within the root.
    public let path: StorePath
    /// The bytes of its own name.
    public let name: [UInt8]
    /// Whether it is all there. What handlers find in one that is not is marked partial.
    public let completeness: Completeness
    private let opener: any EntryOpener

    /// Makes an entry that `opener` can open.
    public init(
        path: StorePath, name: [UInt8], completeness: Completeness = .whole, opener: any EntryOpener
    ) {
        self.path = path
        self.name = name
        self.completeness = completeness
        self.opener = opener
    }

    /// The size as the store knows it without opening the file; `nil` where it does not.
    public var size: ByteCount? { opener.size(of: name) }

    /// The stamp as the store knows it without opening the file; `nil` where it does not.
    public var stamp: FileStamp? { opener.stamp(of: name) }

    /// Opens the file for reading.
    ///
    /// - Throws: ``Failure`` of stage `read` that says why it cannot be read.
    public func open(stop: StopSignal?) throws(Failure) -> OpenFile {
        try opener.open(name, stop: stop)
    }
}

/// Opens entries of a store.
public protocol EntryOpener: Sendable {
    /// The size of the entry called `name`, if it can be known without opening it.
    func size(of name: [UInt8]) -> ByteCount?

    /// The stamp of the entry called `name`, if it can be known without opening it.
    func stamp(of name: [UInt8]) -> FileStamp?

    /// Opens the entry called `name`.
    func open(_ name: [UInt8], stop: StopSignal?) throws(Failure) -> OpenFile
}

extension EntryOpener {
    /// No stamp is known.
    public func stamp(of name: [UInt8]) -> FileStamp? { nil }
}

/// Looks into archives.
public protocol ContainerOpener: Sendable {
    /// Whether files of this type are archives that can be walked.
    func accepts(_ mediaType: MediaType) -> Bool

    /// The members of `content` as a store. Each member is drawn on `budget`; where that says no, the walk ends with a
    /// `refused` element whose path is the archive's.
    func open(
        _ content: OpenFile, path: StorePath, name: [UInt8], mediaType: MediaType, budget: ExpansionBudget,
        stop: StopSignal
    ) -> any DataStore
}
