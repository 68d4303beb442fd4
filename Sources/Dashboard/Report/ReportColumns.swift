import Orchestration

/// The columns of many files, added up, as a table with a picture of how the values of each are spread.
enum ReportColumns {
    private static let most = 300

    /// The table; `nil` where a sum has no columns.
    static func html(of sum: JSONNode) -> String? {
        guard let columns = (sum["columns"] ?? sum["paths"])?.elements, !columns.isEmpty else { return nil }
        let heads = ["Name", "Type", "Files", "Values", "Missing", "Least", "Mean", "Greatest", "Spread"]
        let head = heads.map { #"<th scope="col">\#($0)</th>"# }.joined()
        let rows = columns.prefix(most).map(row).joined()
        let more =
            columns.count > most ? #"<p class="hint">and \#(Wording.count(columns.count - most)) more</p>"# : ""
        return #"<div class="scroll" tabindex="0" role="group" aria-label="Columns"><table class="profile">"#
            + "<thead><tr>\(head)</tr></thead><tbody>\(rows)</tbody></table></div>\(more)"
    }

    private static func row(_ column: JSONNode) -> String {
        let profile = column["numbers"] ?? column["strings"] ?? column
        let present = column["present"]?.number ?? profile["present"]?.number
        let missing = column["missing"]?.number
        let cells = [
            Markup.escape(type(of: column, profile)), number(column["files"]), present.map(Wording.number) ?? "",
            missing.map { share($0, of: (present ?? 0) + $0) } ?? "", plain(profile["minimum"]),
            number(profile["mean"]),
            plain(profile["maximum"]), spread(profile),
        ]
        let name = (column["name"] ?? column["path"])?.text ?? ""
        return #"<tr><th scope="row">\#(Markup.escape(name))</th>"# + cells.map { "<td>\($0)</td>" }.joined() + "</tr>"
    }

    private static func type(of column: JSONNode, _ profile: JSONNode) -> String {
        if let type = profile["type"]?.text { return type }
        if let unit = column["unit"]?.text { return unit }
        return (column["types"]?.members ?? []).filter { ($0.value.number ?? 0) > 0 }.map(\.key).joined(separator: ", ")
    }

    private static func share(_ part: Double, of whole: Double) -> String {
        guard part > 0, whole > 0 else { return "" }
        let percent = part / whole * 100
        return (percent < 0.1 ? "< 0.1" : Wording.number((percent * 10).rounded() / 10)) + " %"
    }

    private static func number(_ node: JSONNode?) -> String { node?.number.map(Wording.number) ?? "" }

    private static func plain(_ node: JSONNode?) -> String {
        let text = node?.plain ?? ""
        return Markup.escape(text.count > 24 ? String(text.prefix(23)) + "…" : text)
    }

    /// The histogram of numbers, or else what is most frequent.
    private static func spread(_ profile: JSONNode) -> String {
        let counts = (profile["histogram"]?.elements ?? []).compactMap(\.number)
        if !counts.isEmpty {
            return ReportCharts.histogram(
                counts, label: "From \(plain(profile["minimum"])) to \(plain(profile["maximum"]))")
        }
        let frequent = (profile["frequent"]?.elements ?? []).prefix(3).map { value in
            "\(value["value"]?.plain ?? "") (\(value["count"]?.plain ?? ""))"
        }
        let text = frequent.joined(separator: ", ")
        return #"<span class="quiet">\#(Markup.escape(text.count > 60 ? String(text.prefix(59)) + "…" : text))</span>"#
    }
}
