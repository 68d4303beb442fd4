import HandlerAPI
import Orchestration

/// Compares what handlers found in files: with what they found in other files of the kind, and with what it was before.
///
/// What it finds are anomalies of files, whose detector is one of
/// - `other-files`: numbers, types and elements of an aggregate that files of the kind do not have;
/// - `earlier-runs`: those that the file did not have in earlier runs;
/// and of the root as a whole, with the path `.`:
/// - `newest-files`: the files that the last run brought differ together from those before;
/// - `earlier-runs`: the last run found, lost or failed on more or less than those before.
public struct StoreComparison: Sendable {
    /// What can be chosen.
    public struct Options: Sendable, Equatable {
        /// Which files are compared.
        public var filter = RowFilter()
        /// Anomalies with a lower score are left out; from 0 to 1.
        public var minimumScore = 0.9
        /// How many earlier runs, and how many earlier versions of a file, count; 1 or more.
        public var runs = 10

        /// Makes default options.
        public init() {}
    }

    /// The names of the detectors.
    public static let (otherFiles, earlierRuns, newestFiles) = ("other-files", "earlier-runs", "newest-files")
    /// The score from which on something counts.
    private static let threshold = 0.9
    private static let page = 1_000
    private static let wholeStore = StorePath(escaped: ".")
    /// Stands for a handler where none is concerned.
    private static let wholeStoreHandler = "trawl"

    private let store: any RecordStore & RecordHistory
    private let options: Options

    /// Prepares a comparison of the files of `store`.
    public init(_ store: any RecordStore & RecordHistory, options: Options = Options()) {
        self.store = store
        self.options = options
    }

    /// What is out of the ordinary, strangest first.
    ///
    /// All records are read twice: first to learn how files of a kind usually are, then to hold each against that.
    ///
    /// - Parameter summary: The summary of the last run, where that is about to end and the store does not have it yet.
    public func anomalies(endingWith summary: RunSummary? = nil) throws -> [AnomalyRow] {
        var runs = try store.runs()
        if let summary, !runs.isEmpty {
            runs[runs.count - 1].state = .finished
            runs[runs.count - 1].summary = summary.json.description
        }
        let reader = FactReader()
        var kinds = FileKinds(reader.places)
        try scan(reader) { row, facts in
            kinds.add(facts, of: row)
            reader.places.trim(keeping: kinds.neededPlaces)
        }
        let norms = kinds.norms(runs: options.runs)
        var rows = batchAnomalies(norms, roots: runs.last?.start.roots ?? [])
        try scan(reader) { row, facts in
            guard let norm = norms[KindKey(row)]?[facts.shape] else { return }
            let deviations = norm.deviations(of: facts)
            if let found = anomaly(deviations, Self.otherFiles, row.record.handler, row.since, at: row.file) {
                rows.append(found)
            }
            reader.places.trim(keeping: kinds.neededPlaces)
        }
        rows += try driftAnomalies() + storeAnomalies(runs)
        return rows.filter { $0.anomaly.anomaly.score >= options.minimumScore }.sorted(by: Self.isStranger)
    }

    private static func isStranger(_ left: AnomalyRow, _ right: AnomalyRow) -> Bool {
        let (first, second) = (left.anomaly.anomaly.score, right.anomaly.anomaly.score)
        if first != second { return first > second }
        return (left.path, left.root, left.anomaly.handler, left.anomaly.anomaly.detector)
            < (right.path, right.root, right.anomaly.handler, right.anomaly.anomaly.detector)
    }

    private func scan(_ reader: FactReader, _ body: (RecordRow, AggregateFacts) -> Void) throws {
        try store.scanRecords(of: options.filter.selection) { row in
            guard row.file.vanished == nil, !row.record.isPartial else { return }
            guard options.filter.takes(row.file.path, handler: row.record.handler) else { return }
            if let facts = reader.facts(of: row.record.aggregate) { body(row, facts) }
        }
    }

    private func anomaly(
        _ deviations: [Deviation], _ detector: String, _ handler: String, _ run: RunNumber, at file: LedgerRow
    ) -> AnomalyRow? {
        anomaly(deviations, detector, handler, run, root: file.root, path: file.path)
    }

    private func anomaly(
        _ deviations: [Deviation], _ detector: String, _ handler: String, _ run: RunNumber, root: String,
        path: StorePath
    ) -> AnomalyRow? {
        guard let strongest = deviations.first else { return nil }
        let anomaly = Anomaly(
            subject: strongest.subject, detector: detector, score: strongest.score, threshold: Self.threshold,
            reason: deviations.sentence)
        return AnomalyRow(
            root: root, path: path, anomaly: HandlerAnomaly(handler: handler, anomaly: anomaly), run: run)
    }

    private func batchAnomalies(_ norms: [KindKey: [[FactPlaces.Number]: KindNorm]], roots: [String]) -> [AnomalyRow] {
        var rows: [AnomalyRow] = []
        for (key, kinds) in norms.sorted(by: { $0.key < $1.key }) {
            var seen: Set<ObjectIdentifier> = []
            for norm in kinds.values where seen.insert(ObjectIdentifier(norm)).inserted {
                guard let batch = norm.batch else { continue }
                let deviations = norm.batchDeviations()
                let row = anomaly(
                    deviations, Self.newestFiles, key.handler, batch.run, root: roots.first ?? "",
                    path: Self.wholeStore)
                guard var row else { continue }
                row.anomaly.anomaly.reason =
                    "\(batch.count) \(key.mediaType) files that run \(batch.run) brought: "
                    + row.anomaly.anomaly.reason
                rows.append(row)
            }
        }
        return rows
    }

    private func storeAnomalies(_ rows: [RunRow]) -> [AnomalyRow] {
        guard options.filter.isOpen, let drift = StoreDrift(rows, runs: options.runs) else { return [] }
        return drift.deviations().compactMap { deviation in
            anomaly(
                [deviation], Self.earlierRuns, Self.wholeStoreHandler, drift.run.number,
                root: drift.run.start.roots.first ?? "",
                path: Self.wholeStore)
        }
    }

    private func driftAnomalies() throws -> [AnomalyRow] {
        var rows: [AnomalyRow] = []
        var waiting: [EarlierRecord] = []
        let reader = FactReader()
        func settle() throws {
            if let row = try driftAnomaly(waiting, reader) { rows.append(row) }
            reader.places.trim(keeping: [])
            waiting = []
        }
        var last: EarlierRecord?
        while true {
            let page = try store.historyPage(after: last, limit: Self.page)
            for record in page {
                if let first = waiting.first, first.key != record.key { try settle() }
                if options.filter.takes(record.path, handler: record.record.handler) { waiting.append(record) }
            }
            guard page.count == Self.page else { break }
            last = page.last
        }
        try settle()
        return rows
    }

    /// What a file differs in from its earlier versions, which are all of one key.
    private func driftAnomaly(_ earlier: [EarlierRecord], _ reader: FactReader) throws -> AnomalyRow? {
        guard let key = earlier.first?.key, let row = try store.record(for: key) else { return nil }
        guard row.file.vanished == nil, !row.record.isPartial else { return nil }
        let like = earlier.filter { $0.record.handlerVersion == row.record.handlerVersion && !$0.record.isPartial }
        let facts = like.suffix(options.runs).compactMap { reader.facts(of: $0.record.aggregate) }
        guard let drift = FileDrift(facts, reader.places), let current = reader.facts(of: row.record.aggregate) else {
            return nil
        }
        return anomaly(
            drift.deviations(of: current), Self.earlierRuns, key.handler, row.since, at: row.file)
    }
}

extension EarlierRecord {
    /// The key that it was kept under.
    fileprivate var key: RecordKey { RecordKey(root: root, path: path, handler: record.handler) }
}
