import HandlerAPI
import Orchestration
import RecordStores
import Testing

/// What every store promises of records as they were, and of what comparing files found.
@Suite struct HistoryContractTests {
    private func history(_ store: any RecordHistory, page: Int = 100) throws -> [String] {
        var (found, last): ([EarlierRecord], EarlierRecord?) = ([], nil)
        while true {
            let records = try store.historyPage(after: last, limit: page)
            found += records
            guard records.count == page else { break }
            last = records.last
        }
        return found.map { "\($0.path) \($0.record.handler) \($0.record.aggregate) \($0.since)-\($0.until)" }
    }

    private func since(_ store: any RecordStore, _ path: String) throws -> RunNumber? {
        try store.record(for: RecordKey(root: "/r", path: StorePath(escaped: path), handler: "words"))?.since
    }

    private func found(_ path: String, _ subject: String, _ reason: String = "r") -> AnomalyRow {
        let anomaly = Anomaly(subject: subject, detector: "other-files", score: 0.99, reason: reason)
        return AnomalyRow(
            root: "/r", path: StorePath(escaped: path), anomaly: HandlerAnomaly(handler: "words", anomaly: anomaly),
            run: 0)
    }

    @Test(arguments: StoreKind.allCases) func whatARecordWasIsKept(kind: StoreKind) throws {
        try kind.with { store in
            try store.keep(.example("a", aggregate: "1"), .example("b", aggregate: "1"))
            try store.keep(.example("a", aggregate: "2"), .example("b", aggregate: "1"))
            try store.keep(.example("a", aggregate: "3"), .example("b", aggregate: "4"))
            let expected = ["a words 1 1-2", "a words 2 2-3", "b words 1 1-3"]
            for page in 1...4 { #expect(try history(store, page: page) == expected) }
            #expect(try (since(store, "a"), since(store, "b")) == (3, 3))
        }
    }

    @Test(arguments: StoreKind.allCases) func whatStaysTheSameIsAsOldAsItIs(kind: StoreKind) throws {
        try kind.with { store in
            for _ in 1...3 { try store.keep(.example("a", aggregate: "1")) }
            #expect(try history(store) == [])
            #expect(try since(store, "a") == 1)
        }
    }

    @Test(arguments: StoreKind.allCases) func ofAKeyOnlySoManyAreKept(kind: StoreKind) throws {
        try kind.with(earlierRecords: 2) { store in
            for number in 1...5 { try store.keep(.example("a", aggregate: "\(number)")) }
            #expect(try history(store) == ["a words 3 3-4", "a words 4 4-5"])
        }
        try kind.with(earlierRecords: 0) { store in
            for number in 1...3 { try store.keep(.example("a", aggregate: "\(number)")) }
            #expect(try history(store) == [])
        }
    }

    @Test(arguments: StoreKind.allCases) func twoTriesOfARunAreOne(kind: StoreKind) throws {
        try kind.with { store in
            let run = try store.beginRun(.example)
            for aggregate in ["1", "2"] {
                try store.commit([.example("a", aggregate: aggregate)], run: run, time: "2024-01-01T00:00:00Z")
            }
            #expect(try history(store) == [])
        }
    }

    @Test(arguments: StoreKind.allCases) func whatIsPrunedHasNoHistory(kind: StoreKind) throws {
        try kind.with { store in
            try store.keep(.example("a", aggregate: "1"), .example("b", aggregate: "1"))
            try store.keep(.example("a", aggregate: "2"), .example("b", aggregate: "2"))
            try store.change(.vanished(root: "/r", path: StorePath(escaped: "a")))
            #expect(try store.prune { _ in true } == 1)
            #expect(try history(store) == ["b words 1 1-2"])
        }
    }

    @Test(arguments: StoreKind.allCases) func comparisonsTakeThePlaceOfThoseBefore(kind: StoreKind) throws {
        try kind.with { store in
            var first = FileOutcome.example("a")
            let own = Anomaly(subject: "x", detector: "spike", score: 0.7, reason: "own")
            first.anomalies = [HandlerAnomaly(handler: "words", anomaly: own)]
            let run = try store.keep(first, .example("b"))
            try store.replaceComparisons([found("a", "x"), found("a", "y"), found("b", "x")], run: run)
            #expect(try store.anomalies().map(\.anomaly.anomaly.subject).sorted() == ["x", "x", "x", "y"])
            #expect(try store.anomalies("b").map(\.run) == [run])
            let next = try store.keep()
            try store.replaceComparisons([found("a", "y", "other"), found("b", "z")], run: next)
            let rows = try store.anomalies().map { "\($0.path) \($0.anomaly.anomaly.reason) \($0.run)" }
            #expect(Set(rows) == ["a own \(run)", "a other \(run)", "b r \(next)"])
        }
    }

    @Test(arguments: StoreKind.allCases) func comparisonsAreNotWhatAHandlerFound(kind: StoreKind) throws {
        try kind.with { store in
            let run = try store.keep(.example("a"))
            try store.replaceComparisons([found("a", "x")], run: run)
            #expect(try store.standing(root: "/r", path: StorePath(escaped: "a"))?.anomalies == [])
            #expect(try store.summary(of: run).anomalies == 0)
            try store.keep(.example("a"))
            #expect(try store.anomalies() == [], "a file that was handled again is to be compared again")
        }
    }
}
