import Inspection
import Orchestration

/// The summary of a run as a person reads it.
struct SummaryText {
    private static let most = 8

    let summary: RunSummary
    let inspector: StoreInspector
    let configuration: Configuration

    func compose() throws -> String {
        var text = headline + "\n" + outcomes
        if !summary.byMediaType.isEmpty { text += "\n" + mediaTypes }
        if !summary.byHandler.isEmpty { text += "\n" + handlers }
        if summary.anomalies > 0 { text += "\n" + (try anomalies()) }
        if summary.failing > 0 { text += "\n" + (try failures()) }
        return text + "\n" + next
    }

    private var headline: String {
        let seconds = (summary.elapsedSeconds * 100).rounded() / 100
        var text = "Found \(summary.found) entries, opened \(summary.bytes) of files, \(seconds) s."
        text +=
            summary.isBalanced
            ? " Every one is accounted for:\n"
            : "\nTHE LEDGER DOES NOT BALANCE: this is a defect of trawl, please report it with the store.\n"
        if summary.vanished > 0 {
            text +=
                "\(summary.vanished) known before \(summary.vanished == 1 ? "is" : "are") not there any more;"
                + " what was found in them stays until: trawl prune\n"
        }
        if summary.isInterrupted {
            text +=
                "Interrupted: what is counted here is kept; \(summary.abandoned) entries and whatever was not"
                + " reached yet are for the next run.\n"
        }
        return text
    }

    private var outcomes: String {
        let meanings: [(Outcome, String, String)] = [
            (.recorded, "a handler took it, or its members", "trawl results"),
            (.unchanged, unchanged, "trawl results"),
            (.skipped, "not for any handler", "trawl skipped"),
            (.refused, "beyond a limit", "trawl skipped"),
            (.failed, "something is wrong with it", "trawl failures"),
        ]
        let rows = meanings.map { outcome, meaning, command in
            [outcome.rawValue, "\(summary.count(outcome))", meaning, command]
        }
        return table(["outcome", "entries", "meaning", "see"], rows)
    }

    /// What stands of the unchanged entries.
    private var unchanged: String {
        let parts = Outcome.allCases.compactMap { outcome in
            summary.standing[outcome].map { "\($0) \(outcome.rawValue)" }
        }
        return parts.isEmpty ? "as it was before" : "as before: " + parts.joined(separator: ", ")
    }

    private var mediaTypes: String {
        let ordered = summary.byMediaType.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        var rows = ordered.prefix(Self.most).map { ["\($0.key)", "\($0.value)"] }
        if ordered.count > Self.most {
            rows.append([
                "\(ordered.count - Self.most) more types",
                "\(ordered.dropFirst(Self.most).reduce(0) { $0 + $1.value })",
            ])
        }
        return table(["media type", "entries"], rows)
    }

    private var handlers: String {
        let rows = summary.byHandler.sorted { $0.key < $1.key }.map { name, tally in
            [name, "\(tally.recorded)", "\(tally.failed)", "\(tally.anomalies)"]
        }
        return table(["handler", "recorded", "failed", "anomalies"], rows)
    }

    private func anomalies() throws -> String {
        var rows: [[String]] = []
        try inspector.anomalies(RowFilter()) { cells in
            if rows.count < Self.most {
                rows.append([TextTable.cut(cells[1].plain, to: 40), TextTable.cut(cells[7].plain, to: 90)])
            }
        }
        return "Noticed (\(summary.anomalies) in all: trawl anomalies)\n" + table(["file", "reason"], rows)
    }

    private func failures() throws -> String {
        var rows: [[String]] = []
        try inspector.failureGroups(RowFilter(), closed: false) { cells in
            if rows.count < Self.most {
                rows.append([
                    cells[1].plain, cells[4].plain, TextTable.cut(cells[5].plain, to: 64),
                    TextTable.cut(cells[6].plain, to: 44),
                ])
            }
        }
        return "What is wrong, like failures together (trawl failures --group)\n"
            + table(["count", "code", "message", "for example"], rows)
    }

    private var next: String {
        let store = configuration.store == Configuration.defaultStore ? "" : " --store \(configuration.store)"
        let rows = [
            ["trawl results\(store)", "what was found, file by file"],
            ["trawl show PATH\(store)", "everything known of one file"],
            ["trawl explain FILE", "why a file is taken for what it is"],
        ]
        let widths = TextTable.widths(of: rows)
        return "Next\n" + rows.map { "  " + TextTable.line($0, widths: widths) }.joined()
    }

    private func table(_ headers: [String], _ rows: [[String]]) -> String {
        let widths = TextTable.widths(of: [headers] + rows)
        let ruler = widths.map { String(repeating: "-", count: $0) }
        return ([headers, ruler] + rows).map { "  " + TextTable.line($0, widths: widths) }.joined()
    }
}
