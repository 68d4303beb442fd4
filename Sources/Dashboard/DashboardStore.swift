import Orchestration
import Synchronization

/// Answers what pages and API ask of a store, from the index in memory where there is one.
final class DashboardStore: Sendable {
    /// A page of files.
    struct FilesPage {
        var rows: [LedgerRow]
        var hasMore: Bool
        /// What was counted; `nil` while the index is being made, or where the store is too large for one.
        var counts: FileSearch.Result?
    }

    /// A page of records.
    struct RecordsPage {
        var rows: [RecordRow]
        var hasMore: Bool
        /// What was counted; `nil` as above.
        var counts: FileSearch.Result?
    }

    let browser: any StoreBrowser
    private let keeper: FileIndexKeeper
    private let anomalyCountsCache = VersionedCache<String?, [AnomalyCount]>()
    private let failureGroupsCache = VersionedCache<Int, [FailureSummary]>()
    /// The most signatures that are listed.
    static let mostGroups = 500

    /// Answers from a store.
    ///
    /// - Parameters:
    ///   - browser: Answers questions.
    ///   - indexed: The same store on a connection of its own, from which the index is made.
    init(_ browser: any StoreBrowser, indexed: any StoreBrowser) {
        self.browser = browser
        keeper = FileIndexKeeper(indexed)
    }

    /// A number that is another one once the store has changed.
    func version() throws -> Int64 { try browser.version() }

    /// The index as it is now, or was lately.
    func index() throws -> FileIndex? { keeper.index(of: try browser.version()) }

    /// A page of files.
    func files(_ filter: FileFilter, after place: FilePlace?, limit: Int) throws -> FilesPage {
        guard let index = try index() else {
            let rows = try browser.files(filter, after: place, limit: limit + 1)
            return FilesPage(rows: Array(rows.prefix(limit)), hasMore: rows.count > limit)
        }
        let found = FileSearch.run(in: index, filter, after: place, limit: limit)
        return FilesPage(rows: try browser.files(at: found.page), hasMore: found.hasMore, counts: found)
    }

    /// A page of records.
    func records(_ filter: FileFilter, after place: RecordKey?, limit: Int) throws -> RecordsPage {
        guard let index = try index() else {
            let rows = try browser.records(filter, after: place, limit: limit + 1)
            return RecordsPage(rows: Array(rows.prefix(limit)), hasMore: rows.count > limit)
        }
        let file = place.map { FilePlace(root: $0.root, path: $0.path) }
        let found = FileSearch.run(in: index, filter, of: .records, after: file, limit: limit)
        // The page before may have ended within a file.
        let rest = try file.map { try browser.records(at: [$0], of: filter.handler) } ?? []
        let handler = place?.handler ?? ""
        let rows =
            try rest.filter { handler.utf8.lexicographicallyPrecedes($0.record.handler.utf8) }
            + browser.records(at: found.page, of: filter.handler)
        return RecordsPage(
            rows: Array(rows.prefix(limit)), hasMore: rows.count > limit || found.hasMore, counts: found)
    }

    /// A page of records that ends with the last of a file, so that it may have some more rows than `limit`.
    func records(_ filter: FileFilter, afterFile place: FilePlace?, limit: Int) throws -> RecordsPage {
        guard let index = try index() else {
            let last = place.map { RecordKey(root: $0.root, path: $0.path, handler: Self.behindHandlers) }
            let page = try records(filter, after: last, limit: limit)
            guard page.hasMore, let row = page.rows.last else { return page }
            let ended = page.rows.filter { $0.file.root != row.file.root || $0.file.path != row.file.path }
            let file = FilePlace(root: row.file.root, path: row.file.path)
            let whole = try browser.records(at: [file], of: filter.handler)
            let key = RecordKey(root: file.root, path: file.path, handler: Self.behindHandlers)
            let hasMore = try !browser.records(filter, after: key, limit: 1).isEmpty
            return RecordsPage(rows: ended + whole, hasMore: hasMore)
        }
        let found = FileSearch.run(in: index, filter, of: .records, after: place, limit: limit)
        let rows = try browser.records(at: found.page, of: filter.handler)
        return RecordsPage(rows: rows, hasMore: found.hasMore, counts: found)
    }

    /// Comes behind the names of all handlers.
    private static let behindHandlers = "\u{10FFFF}"

    /// Everything known of an entry.
    func story(of place: FilePlace) throws -> FileStory? { try browser.story(of: place) }

    /// Anomalies, the strangest first.
    func anomalies(
        _ filter: AnomalyFilter, after place: AnomalyPlace?, limit: Int
    ) throws -> (rows: [PlacedAnomaly], hasMore: Bool) {
        let rows = try browser.anomalies(filter, after: place, limit: limit + 1)
        return (Array(rows.prefix(limit)), rows.count > limit)
    }

    /// How many anomalies each detector reported, of all or of those alone that contain a text.
    func anomalyCounts(containing text: String? = nil) throws -> [AnomalyCount] {
        try anomalyCountsCache.value(of: text, as: try version()) { try browser.anomalyCounts(containing: text) }
    }

    /// Failures, the latest first.
    func failures(
        _ filter: FailureFilter, before number: Int64?, limit: Int
    ) throws -> (rows: [NumberedFailure], hasMore: Bool) {
        let rows = try browser.failures(filter, before: number, limit: limit + 1)
        return (Array(rows.prefix(limit)), rows.count > limit)
    }

    /// The failures that stand, like ones together.
    func failureGroups() throws -> [FailureSummary] {
        let most = Self.mostGroups
        return try failureGroupsCache.value(of: most, as: try version()) { try browser.failureGroups(limit: most) }
    }

    /// Runs, the latest first.
    func runs(before number: RunNumber?, limit: Int) throws -> (rows: [RunRow], hasMore: Bool) {
        let rows = try browser.runs(before: number, limit: limit + 1)
        return (Array(rows.prefix(limit)), rows.count > limit)
    }

    /// A run.
    func run(_ number: RunNumber) throws -> RunRow? {
        try browser.runs(before: number + 1, limit: 1).first { $0.number == number }
    }
}

/// Keeps what was counted until the store has changed.
private final class VersionedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// The most values that are kept at a time.
    private static var most: Int { 16 }

    private let kept = Mutex<(version: Int64, values: [Key: Value])>((0, [:]))

    /// The value of `key` in `version` of the store, made where it is not kept.
    func value(of key: Key, as version: Int64, make: () throws -> Value) throws -> Value {
        if let value = kept.withLock({ $0.version == version ? $0.values[key] : nil }) { return value }
        let made = try make()
        kept.withLock { kept in
            if kept.version != version || kept.values.count == Self.most { kept = (version, [:]) }
            kept.values[key] = made
        }
        return made
    }
}
