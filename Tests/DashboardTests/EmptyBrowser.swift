import Orchestration

/// A store with nothing in it.
struct EmptyBrowser: StoreBrowser {
    func version() -> Int64 { 1 }
    func files(_ filter: FileFilter, after place: FilePlace?, limit: Int) -> [LedgerRow] { [] }
    func files(at places: [FilePlace]) -> [LedgerRow] { [] }
    func forEachFile(_ body: (FileTraits) throws -> Void) {}
    func story(of place: FilePlace) -> FileStory? { nil }
    func records(_ filter: FileFilter, after place: RecordKey?, limit: Int) -> [RecordRow] { [] }
    func records(at places: [FilePlace], of handler: String?) -> [RecordRow] { [] }
    func recordCounts() -> [RecordCount] { [] }
    func anomalies(_ filter: AnomalyFilter, after place: AnomalyPlace?, limit: Int) -> [PlacedAnomaly] { [] }
    func anomalyCounts(containing text: String?) -> [AnomalyCount] { [] }
    func failures(_ filter: FailureFilter, before number: Int64?, limit: Int) -> [NumberedFailure] { [] }
    func failureGroups(limit: Int) -> [FailureSummary] { [] }
    func runs(before number: RunNumber?, limit: Int) -> [RunRow] { [] }
}
