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

    private let browser: any StoreBrowser
    private let keeper: FileIndexKeeper
    private let anomalyCountsCache = VersionedCache<[AnomalyCount]>()
    private let failureGroupsCache = VersionedCache<[FailureSummary]>()
    /// The most signatures that are listed.
    static let mostGroups = 500
    /// Records of a file that are read at once: most files have fewer.
    private static let fewHandlers = 4

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

    /// A page of records, the paths of whose files contain `text` where there is one.
    func records(
        _ filter: RecordFilter, text: String?, after place: RecordKey?, limit: Int
    ) throws -> (rows: [RecordRow], hasMore: Bool) {
        guard let text else {
            let rows = try browser.records(filter, after: place, limit: limit + 1)
            return (Array(rows.prefix(limit)), rows.count > limit)
        }
        var files = FileFilter()
        files.text = text
        files.prefix = filter.prefix
        files.handler = filter.handler
        var rows: [RecordRow] = []
        if let place { rows += try rest(of: place, filter) }
        var last = place.map { FilePlace(root: $0.root, path: $0.path) }
        while rows.count <= limit {
            let page = try self.files(files, after: last, limit: limit + 1)
            for row in page.rows {
                let file = FilePlace(root: row.root, path: row.path)
                rows += try records(of: file, filter)
                last = file
            }
            if !page.hasMore { break }
        }
        return (Array(rows.prefix(limit)), rows.count > limit)
    }

    /// The records of the same file behind `place`.
    private func rest(of place: RecordKey, _ filter: RecordFilter) throws -> [RecordRow] {
        try records(of: FilePlace(root: place.root, path: place.path), filter).filter {
            place.handler.utf8.lexicographicallyPrecedes($0.record.handler.utf8)
        }
    }

    private func records(of file: FilePlace, _ filter: RecordFilter) throws -> [RecordRow] {
        // No handler has an empty name, so that this begins with the first.
        var last = RecordKey(root: file.root, path: file.path, handler: "")
        var rows: [RecordRow] = []
        while true {
            let page = try browser.records(RecordFilter(), after: last, limit: Self.fewHandlers)
            let own = page.prefix { $0.file.root == file.root && $0.file.path == file.path }
            rows += own
            guard own.count == Self.fewHandlers, let row = own.last else { break }
            last.handler = row.record.handler
        }
        return rows.filter { row in filter.handler.map { $0 == row.record.handler } ?? true }
    }

    /// Everything known of an entry.
    func story(of place: FilePlace) throws -> FileStory? { try browser.story(of: place) }

    /// Anomalies, the strangest first.
    func anomalies(
        _ filter: AnomalyFilter, after place: AnomalyPlace?, limit: Int
    ) throws -> (rows: [PlacedAnomaly], hasMore: Bool) {
        let rows = try browser.anomalies(filter, after: place, limit: limit + 1)
        return (Array(rows.prefix(limit)), rows.count > limit)
    }

    /// How many anomalies each detector reported.
    func anomalyCounts() throws -> [AnomalyCount] {
        try anomalyCountsCache.value(of: try version()) { try browser.anomalyCounts() }
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
        try failureGroupsCache.value(of: try version()) { try browser.failureGroups(limit: Self.mostGroups) }
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
private final class VersionedCache<Value: Sendable>: Sendable {
    private let kept = Mutex<(version: Int64, value: Value)?>(nil)

    /// The value as of `version`, made where it is not kept.
    func value(of version: Int64, make: () throws -> Value) throws -> Value {
        if let kept = kept.withLock({ $0 }), kept.version == version { return kept.value }
        let made = try make()
        kept.withLock { $0 = (version, made) }
        return made
    }
}
