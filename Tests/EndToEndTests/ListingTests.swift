import Foundation
import HandlerTesting
import Testing

/// What the listings promise to programs: keys, their order, and that every format says the same.
@Suite struct ListingTests {
    struct Promise: Sendable, CustomTestStringConvertible {
        let listing: String
        var options: [String] = []
        let keys: [String]
        var testDescription: String { ([listing] + options).joined(separator: " ") }
    }

    private static let failureKeys = [
        "root", "path", "stage", "handler", "handler_version", "code", "message", "offset", "attempt", "signature",
        "resolved",
    ]
    private static let promises = [
        Promise(
            listing: "results",
            keys: [
                "root", "path", "handler", "handler_version", "media_type", "basis", "size", "partial", "aggregate",
            ]),
        Promise(
            listing: "anomalies",
            keys: ["root", "path", "handler", "subject", "detector", "score", "threshold", "reason"]),
        Promise(listing: "skipped", keys: ["root", "path", "outcome", "reason", "media_type", "basis", "size"]),
        Promise(listing: "failures", keys: failureKeys),
        Promise(listing: "failures", options: ["--all", "--timings"], keys: failureKeys + ["run", "time"]),
        Promise(
            listing: "failures", options: ["--group"],
            keys: ["signature", "count", "stage", "handler", "code", "message", "example"]),
        Promise(
            listing: "runs",
            keys: [
                "run", "state", "started_at", "ended_at", "program_version", "roots", "detector_version",
                "detector_digest", "summary",
            ]),
        Promise(
            listing: "handlers",
            keys: ["name", "version", "enabled", "role", "accepts", "limits", "options", "summary", "from"]),
    ]
    private let bench: Workbench

    init() throws {
        bench = try Workbench(walking: TestData.folder().appendingPathComponent("store"))
        try bench.run()
    }

    private func list(_ promise: Promise, as format: String) throws -> TrawlProcess.Ended {
        let ended = try TrawlProcess.run(
            [promise.listing, "--store", bench.store.path, "--format", format] + promise.options, in: bench.folder)
        #expect(ended.code == 0 && ended.errors.isEmpty, "\(ended.errors)")
        return ended
    }

    @Test(arguments: promises) func everyFormatSaysTheSame(promise: Promise) throws {
        let lines = try list(promise, as: "ndjson").lines
        #expect(!lines.isEmpty)
        for line in lines { #expect(keysInOrder(line) == promise.keys) }
        let rows = try lines.map { try JSONValue(parsing: Data($0.utf8)) }
        #expect(try list(promise, as: "json").json() == .array(rows))

        var table = CSVTable(try list(promise, as: "csv").text)
        #expect(table.records.removeFirst() == promise.keys)
        #expect(table.records.count == rows.count)
        for (record, row) in zip(table.records, rows) {
            try #require(record.count == promise.keys.count)
            for (field, key) in zip(record, promise.keys) {
                let value = try #require(row[key])
                #expect(value == (try value.reading(field)), "\(key)")
            }
        }
        let printed = try list(promise, as: "table").text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(printed.count == rows.count + 3, "headers, a ruler, the rows, and the end of the last line")
        #expect(promise.keys.contains(String(printed[0].prefix { $0 != " " })))
    }

    @Test func aStoreWithoutRowsIsListedToo() throws {
        let empty = try Workbench()
        try empty.run()
        for listing in Workbench.listings {
            #expect(try empty.list(listing).output.isEmpty)
            #expect(try empty.list(listing, format: "json").json() == .array([]))
            #expect(CSVTable(try empty.list(listing, format: "csv").text).records.count == 1)
            #expect(try !empty.list(listing, format: "table").output.isEmpty)
        }
    }

    @Test func filtersNarrowToPathsAndHandlers() throws {
        func paths(_ options: String...) throws -> Set<String> {
            let ended = try TrawlProcess.run(
                ["results", "--store", bench.store.path, "--format", "ndjson"] + options, in: bench.folder)
            return Set(try ended.lines.map { try JSONValue(parsing: Data($0.utf8)).text("path") })
        }
        #expect(try paths("--path", "tables/readings.*") == Set(["csv", "psv", "tsv"].map { "tables/readings.\($0)" }))
        #expect(try paths("--path", "*.{psv,tsv}") == ["tables/readings.psv", "tables/readings.tsv"])
        #expect(
            try paths("--path", "archives/nested.zip!/**") == [
                "archives/nested.zip!/inner.tar.gz", "archives/nested.zip!/outer.txt",
                "archives/nested.zip!/inner.tar.gz!/inner/readings.csv",
                "archives/nested.zip!/inner.tar.gz!/inner/readme.txt",
            ])
        #expect(try paths("--path", "*.psv", "--path", "*.md") == ["tables/readings.psv", "documents/notes.md"])
        #expect(try paths("--path", "ocean/*", "--handler", "archive") == ["ocean/33XX20240101_ct1.zip"])
        #expect(try paths("--path", "no/such") == [])
        #expect(try bench.rows("results", "--handler", "whp-exchange").count == 7)
        #expect(try bench.rows("anomalies", "--path", "ocean/**").count == 2)
        #expect(try bench.rows("anomalies", "--handler", "text").isEmpty)
        #expect(try bench.rows("failures", "--handler", "delimited-text").count == 1)
        #expect(try bench.rows("skipped", "--path", "unknown/*").count == 1)
    }

    @Test func groupsCountLikeFailures() throws {
        let groups = try bench.rows("failures", "--group")
        #expect(groups.compactMap { $0.number("count") }.reduce(0, +) == 8)
        let signatures = Set(try bench.rows("failures").map { $0.text("signature") })
        #expect(Set(groups.map { $0.text("signature") }) == signatures)
    }

    @Test func aFailureIsResolvedOnceTheFileIsMended() throws {
        let own = try Workbench()
        try own.write("a,b\n1,2\n3,\"never closed\n", to: "table.csv")
        #expect(try own.run().code == 3)
        let failure = try #require(try own.rows("failures").first)
        #expect(failure["resolved"] == .boolean(false))
        #expect(failure.text("code") == "corrupt")
        #expect(try own.run().code == 3, "it stands")
        #expect(try own.rows("failures", "--all").count == 1)
        #expect(try own.run("--all").code == 3)
        #expect(try own.rows("failures").count == 1)
        #expect(try own.rows("failures", "--all").count == 2)

        try own.write("a,b\n1,2\n3,\"closed\"\n", to: "table.csv")
        #expect(try own.run().code == 0)
        #expect(try own.rows("failures").isEmpty)
        #expect(try own.rows("failures", "--group").isEmpty)
        let all = try own.rows("failures", "--all", "--timings")
        #expect(all.map { $0.number("run") } == [1, 3])
        #expect(all.last?["resolved"] == .boolean(true))
        #expect(all.allSatisfy { $0.text("time").wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil })
        #expect(try own.rows("results").first?["partial"] == .boolean(false))
    }
}

/// Comma-separated values as RFC 4180 has them.
struct CSVTable {
    var records: [[String]] = []

    init(_ text: String) {
        var record: [String] = []
        var field = ""
        var isQuoted = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"":
                // A doubled quote closes and opens again: the first of the two is kept when the second comes.
                if !isQuoted, field.unicodeScalars.last == Self.closed {
                    field.unicodeScalars.removeLast(); field += "\""
                }
                isQuoted.toggle()
                if !isQuoted { field.unicodeScalars.append(Self.closed) }
            case "," where !isQuoted: record.append(Self.take(&field))
            case "\r" where !isQuoted: break
            case "\n" where !isQuoted:
                record.append(Self.take(&field))
                records.append(record)
                record = []
            default: field.unicodeScalars.append(scalar)
            }
        }
    }

    private static let closed: Unicode.Scalar = "\u{0}"

    private static func take(_ field: inout String) -> String {
        defer { field = "" }
        return field.unicodeScalars.last == closed ? String(field.unicodeScalars.dropLast()) : field
    }
}

extension JSONValue {
    /// The value of this kind that the field of a table stands for; an empty one is none.
    fileprivate func reading(_ field: String) throws -> JSONValue {
        switch self {
        case .null: field.isEmpty ? .null : .string(field)
        case .string: .string(field)
        case .boolean: .boolean(field == "true")
        case .number: .number(Double(field) ?? .nan)
        case .array, .object: try JSONValue(parsing: Data(field.utf8))
        }
    }
}
