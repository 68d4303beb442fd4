import HandlerAPI
import Orchestration
import RecordStores
import Testing

@testable import Notifications

/// Who is told of a run, and what.
@Suite struct DigestTests {
    private let records = InMemoryRecordStore()

    private struct Found {
        var path: String
        var score: Double?
        var failure: FailureCode?
    }

    /// Makes a run that handles files, and ends it with its messages.
    private func run(_ files: [Found], telling subscribers: [Subscriber]) throws -> [Digest] {
        let identity = DetectorIdentity(version: "", databaseDigest: "")
        let start = RunStart(
            programVersion: "1", roots: ["/data"], detector: identity, startedAt: "2026-01-01T00:00:00Z")
        let number = records.beginRun(start)
        let changes = files.map { found in
            var file = FileOutcome(
                root: "/data", path: StorePath(escaped: found.path),
                outcome: found.failure == nil ? .recorded : .failed,
                reason: "")
            if let score = found.score {
                let anomaly = Anomaly(subject: "row 1", detector: "d", score: score, reason: "value\n\(score)")
                file.anomalies = [HandlerAnomaly(handler: "h", anomaly: anomaly)]
            }
            if let code = found.failure { file.failures = [Failure(.handle, code, "it broke")] }
            return LedgerChange.handled(file)
        }
        records.commit(changes, run: number, time: "2026-01-01T00:00:01Z")
        let announcer = Announcer(subscribers, records: records, store: "/s p/store.db")
        let messages = try announcer.messages(of: number, records.summary(of: number))
        records.endRun(number, state: .finished, at: "2026-01-01T00:00:02Z", summary: "{}", messages: messages)
        return try messages.map { try Digest(json: $0.content) }
    }

    private func subscriber(
        _ occasion: Subscriber.Occasion, _ change: (inout DigestFilter) -> Void = { _ in }
    ) -> Subscriber {
        var filter = DigestFilter()
        change(&filter)
        return Subscriber(name: occasion.rawValue, occasion: occasion, filter: filter, channel: .output)
    }

    @Test func nobodyIsToldOfNothingUnlessTheyWantTo() throws {
        let all = Subscriber.Occasion.allCases.map { subscriber($0) }
        #expect(try run([Found(path: "a")], telling: all).map(\.anomalyCount) == [0])
        #expect(records.messages(unsentOnly: true).map(\.draft.subscriber) == ["always"])
    }

    @Test func theStrangestComeFirstAndTheRestIsCounted() throws {
        let files = (0..<40).map { Found(path: "f\($0)", score: Double($0 % 40) / 40) }
        let digest = try #require(try run(files, telling: [subscriber(.anomalies)]).first)
        #expect(digest.anomalyCount == 40 && digest.anomalies.count == Digest.most)
        #expect(digest.anomalies.map(\.score) == (15..<40).reversed().map { Double($0) / 40 })
        let text = DigestText(digest: digest)
        #expect(text.subject == "40 anomalies in data (run 1)")
        #expect(text.body.contains("  f39: value 0.975\n"))
        #expect(text.body.contains("  and 15 more\n"))
        #expect(text.body.contains("trawl show f39 --store '/s p/store.db'\n"))
    }

    @Test func aFilterLeavesOutWhatIsNotWanted() throws {
        let files = [
            Found(path: "in/a", score: 0.9), Found(path: "in/b", score: 0.2), Found(path: "out/c", score: 0.9),
            Found(path: "in/d", failure: .corrupt),
        ]
        let narrow = subscriber(.anomalies) {
            $0.paths = [Glob("in/**")]
            $0.minimumScore = 0.5
        }
        let failures = subscriber(.failures) { $0.takesFailuresOnly = true }
        let stranger = subscriber(.change) { $0.handlers = ["another"] }
        let digests = try run(files, telling: [narrow, failures, stranger])
        #expect(digests.count == 2)
        #expect(digests[0].anomalies.map(\.path) == ["in/a"] && digests[0].failureCount == 1)
        #expect(digests[1].anomalies.isEmpty && digests[1].failures.map(\.code) == ["corrupt"])
    }

    @Test func aChangeIsToldOnceAndSoIsTheWayBack() throws {
        let change = [subscriber(.change)]
        #expect(try run([Found(path: "a", score: 0.9)], telling: change).count == 1)
        #expect(try run([], telling: change).isEmpty)
        #expect(try run([Found(path: "b", failure: .corrupt)], telling: change).count == 1)
        #expect(try run([Found(path: "a", score: 0.8)], telling: change).isEmpty, "the same, with another score")
        let better = try run([Found(path: "a"), Found(path: "b")], telling: change)
        #expect(better.count == 1)
        #expect(better.first.map { DigestText(digest: $0).subject } == "nothing out of the ordinary in data (run 5)")
    }

    @Test func whatStandsFromBeforeIsNotForgotten() throws {
        let always = [subscriber(.always)]
        _ = try run([Found(path: "a", score: 0.9), Found(path: "b", failure: .corrupt)], telling: always)
        let digest = try #require(try run([Found(path: "c")], telling: always).first)
        #expect(digest.anomalyCount == 0 && digest.failureCount == 0)
        let text = DigestText(digest: digest).body
        #expect(text.contains("With those of earlier runs, 1 anomaly, 1 failure stand.\n"), "\(text)")
        #expect(text.contains("trawl failures --group"))
    }
}
