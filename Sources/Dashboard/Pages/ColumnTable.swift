/// Draws profiles of columns: what a column holds, what is missing, and how its values are spread.
struct ColumnTable {
    private static let mostColumns = 200

    /// Whether these are profiles.
    static func isOne(_ elements: [JSONNode]) -> Bool {
        elements.allSatisfy { ($0["name"] ?? $0["path"])?.text != nil }
            && elements.contains { $0["present"]?.number != nil || $0["types"] != nil }
    }

    /// The profiles as a table.
    ///
    /// - Parameter odd: The columns that something was noticed about.
    static func html(of elements: [JSONNode], odd: OddColumns = OddColumns()) -> String {
        let haveFiles = elements.contains { $0["files"] != nil }
        let rows = elements.prefix(mostColumns).map { row($0, withFiles: haveFiles, odd) }
        let heads =
            ["Name", "Type"] + (haveFiles ? ["Files"] : [])
            + ["Values", "Distinct", "Least", "Greatest", "Mean", "Spread"]
        let head = heads.map { #"<th scope="col" role="columnheader">\#($0)</th>"# }.joined()
        return
            #"<div class="scroll" tabindex="0" role="group" aria-label="Columns"><table><thead><tr>\#(head)</tr></thead><tbody>"#
            + rows.joined() + "</tbody></table></div>" + AggregateDrawing.more(elements.count)
    }

    /// - Parameter haveFiles: Whether profiles of several files were added up, and each says how many have it.
    private static func row(_ element: JSONNode, withFiles haveFiles: Bool, _ odd: OddColumns) -> String {
        let name = (element["name"] ?? element["path"])?.text ?? ""
        // Values at a path of JSON are profiled by what they are.
        let profile = element["numbers"] ?? element["strings"] ?? element
        let files = haveFiles ? [Markup.escape(element["files"]?.plain ?? "")] : []
        let cells =
            [Markup.escape(type(element, profile))] + files + [
                values(element), Markup.escape(profile["distinct"]?["estimate"]?.plain ?? ""),
                plain(profile["minimum"]),
                plain(profile["maximum"]), mean(profile), spread(profile),
            ]
        let mark = odd.mark(of: name).map { mark in
            let what = mark.count == 1 ? "1 anomaly" : "\(Wording.count(mark.count)) anomalies"
            return #"<span class="odd">\#(what), up to \#(Wording.score(mark.score))</span>"#
        }
        return #"<tr><th scope="row">\#(Markup.escape(name))\#(mark ?? "")</th>"#
            + cells.map { "<td>\($0)</td>" }.joined() + "</tr>"
    }

    private static func type(_ element: JSONNode, _ profile: JSONNode) -> String {
        if let type = profile["type"]?.text {
            return type + (element["unit"]?.text.map { $0.isEmpty ? "" : " · \($0)" } ?? "")
        }
        if let unit = element["unit"]?.text { return unit }
        let types = element["types"]?.members?.filter { ($0.value.number ?? 0) > 0 }.map(\.key) ?? []
        return types.joined(separator: ", ")
    }

    private static func values(_ element: JSONNode) -> String {
        guard let present = element["present"]?.number else { return "" }
        let missing = element["missing"]?.number ?? max(0, (element["parents"]?.number ?? present) - present)
        return Wording.number(present)
            + (missing > 0 ? #" <span class="quiet">− \#(Wording.number(missing)) missing</span>"# : "")
    }

    private static func plain(_ node: JSONNode?) -> String {
        let text = node?.plain ?? ""
        return Markup.escape(text.count > 24 ? String(text.prefix(23)) + "…" : text)
    }

    private static func mean(_ profile: JSONNode) -> String {
        guard let mean = profile["mean"]?.number else { return "" }
        let deviation = profile["standard_deviation"]?.number.map {
            #" <span class="quiet">± \#(Wording.number($0))</span>"#
        }
        return Wording.number(mean) + (deviation ?? "")
    }

    /// The distribution of numbers, or else what is most frequent.
    private static func spread(_ profile: JSONNode) -> String {
        let counts = (profile["histogram"]?.elements ?? []).compactMap(\.number)
        if !counts.isEmpty {
            return Charts.histogram(
                counts, label: "From \(profile["minimum"]?.plain ?? "") to \(profile["maximum"]?.plain ?? "")")
        }
        if let low = profile["minimum"]?.number, let high = profile["maximum"]?.number, high > low,
            let quantiles = profile["quantiles"]
        {
            let middle = ["p25", "p50", "p75"].compactMap { quantiles[$0]?.number }
            return Charts.boxPlot(minimum: low, quantiles: middle, maximum: high)
        }
        let frequent = (profile["frequent"]?.elements ?? []).prefix(3).map { value in
            "\(value["value"]?.plain ?? "") (\(value["count"]?.plain ?? ""))"
        }
        let text = frequent.joined(separator: ", ")
        return #"<span class="quiet">\#(Markup.escape(text.count > 60 ? String(text.prefix(59)) + "…" : text))</span>"#
    }
}
