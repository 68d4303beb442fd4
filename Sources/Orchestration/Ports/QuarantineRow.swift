/// A file that is left alone because it crashed or overran its handler, or the naming of its type, twice.
public struct QuarantineRow: Sendable, Equatable {
    /// The root the file was found under.
    public var root: String
    /// Its path within the root.
    public var path: StorePath
    /// The handler; `nil` where its type could not be named, or the archive not be unpacked.
    public var handler: String?
    /// The handler's version; the digest of the detector's databases where its type could not be named.
    public var version: String
    /// The stamp of the file, or of the archive around it.
    public var stamp: FileStamp?
    /// The run that put it there.
    public var run: RunNumber

    /// Makes a row.
    public init(
        root: String, path: StorePath, handler: String?, version: String, stamp: FileStamp?, run: RunNumber
    ) {
        self.root = root
        self.path = path
        self.handler = handler
        self.version = version
        self.stamp = stamp
        self.run = run
    }
}
