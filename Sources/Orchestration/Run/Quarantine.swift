import HandlerAPI

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

/// The files that earlier runs left in quarantine.
struct Quarantine: Sendable {
    private struct Key: Hashable {
        let root: String
        let path: StorePath
    }

    private var rows: [Key: [QuarantineRow]] = [:]

    init(_ rows: [QuarantineRow]) {
        self.rows = Dictionary(grouping: rows) { Key(root: $0.root, path: $0.path) }
    }

    /// Why `handler`, or the naming of types where it is `nil`, leaves a file alone; `nil` where it does not, as nothing
    /// is known against the file or it or the handler has changed.
    func reason(
        root: String, path: StorePath, stamp: FileStamp?, handler: String?, version: String
    ) -> String? {
        guard !rows.isEmpty, let known = rows[Key(root: root, path: path)] else { return nil }
        let row = known.first { $0.handler == handler && $0.version == version && $0.stamp == stamp }
        return row.map {
            "quarantined in run \($0.run): \(handler ?? "naming its type or unpacking it") crashed or overran on it twice; "
                + "left alone until the file or the handler changes, or: trawl retry"
        }
    }
}
