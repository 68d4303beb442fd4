/// Reads a store page by page, as people look through it: every page begins behind a place in an order of the store's own,
/// so that the last of a million rows costs what the first does.
public protocol StoreBrowser: Sendable {
    /// A number that is another one once somebody has changed the store.
    func version() throws -> Int64

    /// Ledger rows in the order of (root, path), the first page behind `place` or of all.
    func files(_ filter: FileFilter, after place: FilePlace?, limit: Int) throws -> [LedgerRow]

    /// The ledger rows at these places, in their order; what is not known is left out.
    func files(at places: [FilePlace]) throws -> [LedgerRow]

    /// Calls `body` for every ledger row, in the order of (root, path), with what it can be found by.
    func forEachFile(_ body: (FileTraits) throws -> Void) throws

    /// Everything known of an entry; `nil` where the store does not know it.
    func story(of place: FilePlace) throws -> FileStory?

    /// Records of files that `filter` takes, in the order of (root, path, handler); where it names a handler, those of that one.
    func records(_ filter: FileFilter, after place: RecordKey?, limit: Int) throws -> [RecordRow]

    /// The records of the files at these places, in their order, then by handler.
    ///
    /// - Parameter handler: Whose records alone; `nil` for those of all.
    func records(at places: [FilePlace], of handler: String?) throws -> [RecordRow]

    /// How many records each handler keeps of files that have not vanished, the most first.
    func recordCounts() throws -> [RecordCount]

    /// Anomalies, the strangest first.
    func anomalies(_ filter: AnomalyFilter, after place: AnomalyPlace?, limit: Int) throws -> [PlacedAnomaly]

    /// How many anomalies each detector of each handler reported.
    ///
    /// - Parameter text: Of those alone whose path, subject or reason contains it; `nil` for all.
    func anomalyCounts(containing text: String?) throws -> [AnomalyCount]

    /// Failures, the latest first.
    func failures(_ filter: FailureFilter, before number: Int64?, limit: Int) throws -> [NumberedFailure]

    /// The failures that stand, like ones counted together, the most frequent first.
    func failureGroups(limit: Int) throws -> [FailureSummary]

    /// Runs, the latest first.
    func runs(before number: RunNumber?, limit: Int) throws -> [RunRow]
}

/// The place of an entry in the order of the ledger: by root, then by path, by their bytes.
public struct FilePlace: Sendable, Hashable {
    /// The root.
    public var root: String
    /// The path within the root.
    public var path: StorePath

    /// Makes a place.
    public init(root: String, path: StorePath) {
        self.root = root
        self.path = path
    }
}

/// Which entries are meant; what is `nil` does not matter.
public struct FileFilter: Sendable, Equatable {
    /// What paths contain; letters of ASCII count the same in both cases.
    public var text: String?
    /// What paths begin with.
    public var prefix: String?
    /// The root.
    public var root: String?
    /// How they ended.
    public var outcome: Outcome?
    /// Their media type.
    public var mediaType: String?
    /// A handler that keeps a record of them.
    public var handler: String?
    /// The code of a failure of theirs that stands.
    public var code: String?
    /// Whether they have vanished.
    public var isVanished: Bool?

    /// Makes a filter that takes everything.
    public init() {}
}

/// What an entry can be found by.
public struct FileTraits: Sendable {
    /// Its place.
    public var place: FilePlace
    /// How it ended.
    public var outcome: Outcome
    /// What it was found to be.
    public var mediaType: String?
    /// Whether it has vanished.
    public var isVanished: Bool
    /// The handlers that keep records of it, with commas between; empty where there are none.
    public var handlers: String
    /// The codes of its failures that stand, with commas between.
    public var codes: String
    /// Its size in bytes.
    public var size: Int64?
    /// How long its handlers were at work, in seconds.
    public var seconds: Double?

    /// Makes traits of a file without size or time.
    public init(
        place: FilePlace, outcome: Outcome, mediaType: String?, isVanished: Bool, handlers: String, codes: String
    ) {
        self.place = place
        self.outcome = outcome
        self.mediaType = mediaType
        self.isVanished = isVanished
        self.handlers = handlers
        self.codes = codes
    }
}

/// Everything a store knows of one entry.
public struct FileStory: Sendable {
    /// Its ledger row.
    public var file: LedgerRow
    /// What its handlers keep, with the run that found it so.
    public var records: [RecordRow] = []
    /// What was noticed.
    public var anomalies: [AnomalyRow] = []
    /// What went wrong, the latest first, the closed failures among them.
    public var failures: [FailureRow] = []
    /// What its records were before, the latest first.
    public var earlier: [EarlierRecord] = []

    /// Makes a story of nothing but a ledger row.
    public init(file: LedgerRow) { self.file = file }
}
