import HandlerAPI

/// A record that another took the place of.
public struct EarlierRecord: Sendable, Equatable {
    /// The root the file was found under.
    public var root: String
    /// Its path within the root.
    public var path: StorePath
    /// What the handler had found.
    public var record: HandlerRecord
    /// The run that found it first.
    public var since: RunNumber
    /// The run that found something else.
    public var until: RunNumber

    /// Makes an earlier record.
    public init(root: String, path: StorePath, record: HandlerRecord, since: RunNumber, until: RunNumber) {
        self.root = root
        self.path = path
        self.record = record
        self.since = since
        self.until = until
    }
}

/// Keeps what records were before, and what comparing files found.
///
/// A record that is replaced by another of the same version and the same content goes on; of those that differ, so many
/// earlier ones of a key are kept as the store was opened for.
public protocol RecordHistory: Sendable {
    /// Earlier records in the order of root, path, handler and age, oldest first: the first page after `record`, or of all.
    func historyPage(after record: EarlierRecord?, limit: Int) throws -> [EarlierRecord]

    /// Puts what comparing files found in the place of what it found before. What was found before as well – the same of
    /// the same file – stays of the run that found it first.
    func replaceComparisons(_ rows: [AnomalyRow], run: RunNumber) throws
}
