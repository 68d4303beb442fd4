import HandlerAPI
import Orchestration

/// Adds up what handlers found in many files, as if they were one.
///
/// The members of an archive are files like others; the total of an archive is left out where its members are there.
public struct StoreRollUp {
    /// What files are put together by.
    public enum Grouping: String, Sendable, CaseIterable {
        /// All files of a handler are one group.
        case handler
        /// The files that lie in a directory, or in an archive as in a directory.
        case directory
        /// The files of a type.
        case mediaType = "media-type"
        /// The files that a run brought as they are.
        case run
    }

    /// The sum of a group.
    public struct Sum: Sendable {
        /// The handler whose results are added up.
        public let handler: String
        /// What its files have in common, as text.
        public let group: String
        /// How many files were added up.
        public let files: Int
        /// How many of them are there in part only.
        public let partialFiles: Int
        /// The files that could not be added, each with the reason.
        public let leftOut: [LeftOut]
        /// The sum as JSON text; `nil` where no file could be added.
        public let aggregate: String?
    }

    /// A file that could not be added.
    public struct LeftOut: Sendable, Equatable {
        /// Its path.
        public let path: StorePath
        /// Why not.
        public let reason: String
    }

    private struct Key: Hashable, Comparable {
        let handler: String
        let group: String

        static func < (left: Key, right: Key) -> Bool { (left.handler, left.group) < (right.handler, right.group) }
    }

    private struct Adding {
        var sum: any RollUp
        var partialFiles = 0
        var leftOut: [LeftOut] = []

        mutating func add(_ row: RecordRow) {
            do throws(HandlerError) {
                try sum.add(row.record)
                if row.record.isPartial { partialFiles += 1 }
            } catch {
                leftOut.append(LeftOut(path: row.file.path, reason: error.message))
            }
        }
    }

    private let store: any RecordStore
    private let registry: HandlerRegistry

    /// Prepares to add up what the handlers of `registry` found.
    public init(_ store: any RecordStore, registry: HandlerRegistry) {
        self.store = store
        self.registry = registry
    }

    /// The sums of all groups, by handler and then by group.
    ///
    /// - Returns: The sums, and the handlers among those of the files whose results do not add up.
    public func sums(_ filter: RowFilter, by grouping: Grouping) throws -> (sums: [Sum], others: Set<String>) {
        var groups: [Key: Adding] = [:]
        var others: Set<String> = []
        // A record of an archive waits until it is clear whether records of its members follow.
        var held: [RecordRow] = []
        func add(_ row: RecordRow) {
            let key = Key(handler: row.record.handler, group: Self.group(of: row, by: grouping))
            if groups[key] == nil {
                guard let sum = registry[row.record.handler]?.rollUp() else {
                    others.insert(row.record.handler)
                    return
                }
                groups[key] = Adding(sum: sum)
            }
            groups[key]?.add(row)
        }
        try store.scanRecords(of: filter.selection, withStates: true) { row in
            guard row.file.vanished == nil else { return }
            guard filter.takes(row.file.path, handler: row.record.handler) else { return }
            held.removeAll { archive in
                let fate = Self.fate(of: archive, before: row)
                if fate == .adds { add(archive) }
                return fate != .waits
            }
            if row.file.isArchive { held.append(row) } else { add(row) }
        }
        for row in held { add(row) }
        return (try groups.sorted { $0.key < $1.key }.map { try Self.sum($0.key, $0.value) }, others)
    }

    private enum Fate {
        case adds, waits, goes
    }

    /// What becomes of an archive's record now that another row comes by: it goes if that is a member's of the same handler.
    private static func fate(of archive: RecordRow, before row: RecordRow) -> Fate {
        let prefix = archive.file.path.prefixOfMembers
        guard archive.file.root == row.file.root else { return .adds }
        if row.file.path.begins(with: prefix) {
            return row.record.handler == archive.record.handler ? .goes : .waits
        }
        return row.file.path < StorePath(escaped: prefix) ? .waits : .adds
    }

    private static func sum(_ key: Key, _ adding: Adding) throws -> Sum {
        Sum(
            handler: key.handler, group: key.group, files: adding.sum.count, partialFiles: adding.partialFiles,
            leftOut: adding.leftOut, aggregate: try adding.sum.json())
    }

    private static func group(of row: RecordRow, by grouping: Grouping) -> String {
        switch grouping {
        case .handler: ""
        case .directory: directory(of: row.file.path.description)
        case .mediaType: row.file.verdict?.mediaType.description ?? ""
        case .run: String(row.since)
        }
    }

    /// What stands before the last slash; `.` for what lies in the root itself.
    private static func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
