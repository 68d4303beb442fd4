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
