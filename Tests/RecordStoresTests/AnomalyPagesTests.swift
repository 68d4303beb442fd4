import HandlerAPI
import Orchestration
import RecordStores
import Testing

/// Pages of anomalies, the strangest first.
@Suite struct AnomalyPagesTests {
    private static let scores = [1, 0.9, 0.9, 0.75, 0.5]
    private static let subjects = ["depth", "Salt", "100%_of it"]

    /// A store with 900 anomalies, many of them of one score, so that pages begin and end among like ones.
    private static func filled(_ folder: TemporaryFolder) throws -> SQLiteRecordStore {
        let store = try SQLiteRecordStore.openForRun(at: folder.path("store.db"))
        for name in ["north/a", "north/b", "south/c"] {
            var file = FileOutcome.example(name)
            file.anomalies = (0..<300).map { number in
                HandlerAnomaly(
                    handler: number % 5 == 0 ? "words" : "tags",
                    anomaly: Anomaly(
                        subject: subjects[number % 3], detector: number % 97 == 0 ? "rare" : "spike",
                        score: scores[number * 7 % 5], threshold: 0.5, reason: "number \(number)"))
            }
            try store.keep(file)
        }
        return store
    }

    private static let filters: [AnomalyFilter] = [
        AnomalyFilter(), AnomalyFilter(handler: "words"), AnomalyFilter(detector: "rare"), AnomalyFilter(text: "SALT"),
        AnomalyFilter(text: "%_"), AnomalyFilter(text: "north/"), AnomalyFilter(text: "number 299"),
        AnomalyFilter(text: "b", handler: "tags", detector: "rare"), AnomalyFilter(text: "nowhere"),
    ]

    private static func takes(_ filter: AnomalyFilter, _ row: AnomalyRow) -> Bool {
        let found = row.anomaly.anomaly
        let texts = [row.path.description, found.subject, found.reason].map { $0.lowercased() }
        return filter.text.map { text in texts.contains { $0.contains(text.lowercased()) } } ?? true
            && (filter.handler ?? row.anomaly.handler) == row.anomaly.handler
            && (filter.detector ?? found.detector) == found.detector
    }

    private static func identity(_ row: AnomalyRow) -> String { "\(row.path) \(row.anomaly.anomaly.reason)" }

    @Test(arguments: filters, [1, 7, 1_000])
    func togetherTheyAreAllThatTheFilterTakesInOrder(filter: AnomalyFilter, limit: Int) throws {
        let folder = try TemporaryFolder()
        try withExtendedLifetime(folder) {
            let store = try Self.filled(folder)
            let expected = try store.anomalies().filter { Self.takes(filter, $0) }
            var (found, place): ([PlacedAnomaly], AnomalyPlace?) = ([], nil)
            while true {
                let page = try store.anomalies(filter, after: place, limit: limit)
                #expect(page.count <= limit)
                guard let last = page.last else { break }
                found += page
                place = last.place
            }
            #expect(found.count == expected.count)
            #expect(Set(found.map { Self.identity($0.row) }) == Set(expected.map(Self.identity)))
            let scores = found.map(\.row.anomaly.anomaly.score)
            #expect(scores == scores.sorted(by: >))
            #expect(try store.anomalyCounts(containing: filter.text).reduce(0) { $0 + $1.count } >= found.count)
        }
    }
}
