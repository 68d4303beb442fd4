import HandlerAPI
import Orchestration

/// The files of a report: how many of what, and a list of them.
struct ReportFiles {
    private(set) var count = 0
    private(set) var outcomes: [Outcome: Int] = [:]
    private(set) var types: [String: Int] = [:]
    /// How many records each handler keeps, the most first.
    let results: [RecordCount]
    /// The largest, largest first.
    private(set) var largest: [LedgerRow] = []
    /// Those that handlers were at work on longest, longest first.
    private(set) var slowest: [LedgerRow] = []
    /// Those that are listed: failed and refused ones first, each in the order of paths.
    private(set) var listed: [LedgerRow] = []

    private static let most = StoreReport.mostLarge

    /// Goes through the ledger.
    ///
    /// - Parameter most: The most files that are listed.
    init(_ browser: any StoreBrowser, records: any RecordStore, most: Int) throws {
        results = try browser.recordCounts()
        var (troubled, others): ([LedgerRow], [LedgerRow]) = ([], [])
        try records.scanLedger(of: .all) { row in
            guard row.vanished == nil else { return }
            count += 1
            outcomes[row.outcome, default: 0] += 1
            if let type = row.verdict?.mediaType.description { types[type, default: 0] += 1 }
            Self.keep(row, in: &largest) { $0.size ?? 0 }
            if row.seconds != nil { Self.keep(row, in: &slowest) { $0.seconds ?? 0 } }
            let isTroubled = row.outcome == .failed || row.outcome == .refused
            if isTroubled, troubled.count < most { troubled.append(row) }
            if !isTroubled, others.count < most { others.append(row) }
        }
        listed = troubled + others.prefix(most - troubled.count)
    }

    private static func keep<Value: Comparable>(
        _ row: LedgerRow, in rows: inout [LedgerRow], by value: (LedgerRow) -> Value
    ) {
        if rows.count == most, let last = rows.last, value(last) >= value(row) { return }
        let place = rows.firstIndex { value($0) < value(row) } ?? rows.count
        rows.insert(row, at: place)
        if rows.count > most { rows.removeLast() }
    }

    /// A file as the table shows it.
    static func row(_ row: LedgerRow) -> [String: String] {
        [
            "path": Wording.path(row.path), "outcome": row.outcome.rawValue, "reason": row.reason,
            "type": row.verdict?.mediaType.description ?? "", "size": Wording.bytes(row.size),
        ]
    }

    /// The listed files as JSON that may stand in a page: an array of path, outcome, reason, type and size for each.
    var data: String {
        var text = "["
        for (index, row) in listed.enumerated() {
            if index > 0 { text += ",\n" }
            let texts = [
                row.path.description, row.outcome.rawValue, row.reason, row.verdict?.mediaType.description ?? "",
            ]
            text += "[" + texts.map(Self.quoted).joined(separator: ",") + ",\(row.size ?? -1)]"
        }
        return text + "]"
    }

    /// Objects of texts as JSON that may stand in a page.
    static func json(_ objects: [[String: String]]) -> String {
        "["
            + objects.map { object in
                "{"
                    + object.sorted { $0.key < $1.key }.map { quoted($0.key) + ":" + quoted($0.value) }
                    .joined(separator: ",") + "}"
            }.joined(separator: ",") + "]"
    }

    /// A text as JSON in which nothing ends a script.
    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.value(text)
        return writer.text.replacing("<", with: "\\u003c").replacing("\u{2028}", with: "\\u2028")
            .replacing("\u{2029}", with: "\\u2029")
    }
}
