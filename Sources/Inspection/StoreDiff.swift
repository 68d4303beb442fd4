import Orchestration

/// What appeared, vanished and changed between two runs of a store, or between two stores.
public struct StoreDiff {
    /// What became of a record.
    public enum Fate: String, Sendable {
        /// It is there now, and was not.
        case appeared
        /// It was there, and is not now.
        case vanished
        /// It says something else now.
        case changed
    }

    /// How many records there are of each fate, and how many are the same.
    public struct Tally: Sendable, Equatable {
        /// Records of each fate.
        public var counts: [Fate: Int] = [:]
        /// Records that say what they said.
        public var same = 0

        /// Makes a tally of nothing.
        public init() {}
    }

    /// The columns of a listing of differences.
    public static let listing = Listing(
        ["change", "path", "handler", "differences"], widths: ["path": 56, "differences": 110])

    private let filter: RowFilter
    private let body: ([Cell]) -> Void
    private let digests: Bool
    private let reader = FactReader()
    private var tally = Tally()

    /// - Parameters:
    ///   - digests: Whether differences are told in a line of text instead of JSON.
    ///   - body: Takes the rows of ``listing``.
    private init(_ filter: RowFilter, digests: Bool, _ body: @escaping ([Cell]) -> Void) {
        (self.filter, self.digests, self.body) = (filter, digests, body)
    }

    private mutating func compare(_ key: RecordKey, _ before: String?, _ after: String?) {
        switch (before, after) {
        case (nil, nil): break
        case (nil, _): add(.appeared, key, .missing)
        case (_, nil): add(.vanished, key, .missing)
        case (let before?, let after?) where before == after: tally.same += 1
        case (let before?, let after?):
            let difference = RecordDifference(from: before, to: after, reader)
            reader.places.trim(keeping: [])
            add(.changed, key, digests ? .text(difference.text) : .json(difference.json))
        }
    }

    private mutating func add(_ fate: Fate, _ key: RecordKey, _ differences: Cell) {
        tally.counts[fate, default: 0] += 1
        body([.text(fate.rawValue), .text(key.path.description), .text(key.handler), differences])
    }
}

// MARK: - Runs

extension StoreDiff {
    /// What a record was after each of two runs, as far as earlier records tell.
    private struct Versions {
        var before: String?
        var after: String?
    }

    /// Compares what a store held after two runs.
    ///
    /// Versions of a record that are older than those kept count as not there.
    ///
    /// - Parameters:
    ///   - digests: Whether differences are told in a line of text instead of JSON.
    ///   - body: Takes the rows of ``listing``.
    public static func runs(
        _ first: RunNumber, _ second: RunNumber, of store: any RecordStore & RecordHistory, _ filter: RowFilter,
        digests: Bool, _ body: @escaping ([Cell]) -> Void
    ) throws -> Tally {
        var diff = StoreDiff(filter, digests: digests, body)
        var earlier = try earlierVersions(first, second, of: store, filter)
        try store.scanRecords(of: filter.selection) { row in
            guard filter.takes(row.file.path, handler: row.record.handler) else { return }
            let key = RecordKey(root: row.file.root, path: row.file.path, handler: row.record.handler)
            let known = earlier.removeValue(forKey: key) ?? Versions()
            func version(_ run: RunNumber, _ kept: String?) -> String? {
                if let vanished = row.file.vanished, vanished <= run { return nil }
                return row.since <= run ? row.record.aggregate : kept
            }
            diff.compare(key, version(first, known.before), version(second, known.after))
        }
        for (key, known) in earlier.sorted(by: { Self.order($0.key) < Self.order($1.key) }) {
            diff.compare(key, known.before, known.after)
        }
        return diff.tally
    }

    private static func order(_ key: RecordKey) -> (StorePath, String, String) { (key.path, key.root, key.handler) }

    private static func earlierVersions(
        _ first: RunNumber, _ second: RunNumber, of store: any RecordHistory, _ filter: RowFilter
    ) throws -> [RecordKey: Versions] {
        let size = 1_000
        var versions: [RecordKey: Versions] = [:]
        var last: EarlierRecord?
        while true {
            let page = try store.historyPage(after: last, limit: size)
            for record in page where filter.takes(record.path, handler: record.record.handler) {
                let key = RecordKey(root: record.root, path: record.path, handler: record.record.handler)
                let range = record.since..<record.until
                if range.contains(first) { versions[key, default: Versions()].before = record.record.aggregate }
                if range.contains(second) { versions[key, default: Versions()].after = record.record.aggregate }
            }
            guard page.count == size else { return versions }
            last = page.last
        }
    }
}

// MARK: - Stores

extension StoreDiff {
    /// Compares what two stores hold. Where each is of one root, it does not matter where that lies.
    ///
    /// - Parameters:
    ///   - digests: Whether differences are told in a line of text instead of JSON.
    ///   - body: Takes the rows of ``listing``.
    public static func stores(
        _ first: any RecordStore, _ second: any RecordStore, _ filter: RowFilter, digests: Bool,
        _ body: @escaping ([Cell]) -> Void
    ) throws -> Tally {
        var diff = StoreDiff(filter, digests: digests, body)
        let roots = try [first, second].map { try Set($0.runs().flatMap(\.start.roots)) }
        let ignoresRoots = roots.allSatisfy { $0.count == 1 }
        var known: [RecordKey: String] = [:]
        try scan(first, filter, ignoresRoots: ignoresRoots) { key, aggregate in known[key] = aggregate }
        try scan(second, filter, ignoresRoots: ignoresRoots) { key, aggregate in
            diff.compare(key, known.removeValue(forKey: key), aggregate)
        }
        for (key, aggregate) in known.sorted(by: { Self.order($0.key) < Self.order($1.key) }) {
            diff.compare(key, aggregate, nil)
        }
        return diff.tally
    }

    private static func scan(
        _ store: any RecordStore, _ filter: RowFilter, ignoresRoots: Bool, _ body: (RecordKey, String) -> Void
    ) throws {
        try store.scanRecords(of: filter.selection) { row in
            guard row.file.vanished == nil, filter.takes(row.file.path, handler: row.record.handler) else { return }
            let root = ignoresRoots ? "" : row.file.root
            body(RecordKey(root: root, path: row.file.path, handler: row.record.handler), row.record.aggregate)
        }
    }
}
