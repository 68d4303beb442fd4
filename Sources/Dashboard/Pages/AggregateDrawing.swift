/// Draws an aggregate of any handler by its shape: values as a list of facts, columns as a table with their distributions,
/// counts as bars, levels of a series as a chart, and lists of like objects as tables.
struct AggregateDrawing {
    private static let mostRows = 200
    private static let mostDepth = 6
    /// Characters of a value that one column of facts has room for.
    private static let mostNarrow = 20

    private let odd: OddColumns

    /// The aggregate in HTML.
    ///
    /// - Parameter odd: The columns that something was noticed about.
    static func html(of json: String, odd: OddColumns = OddColumns()) -> String {
        guard let node = JSONNode(json) else { return "<pre>\(Markup.escape(json))</pre>" }
        return AggregateDrawing(odd: odd).draw(node, depth: 0)
    }

    private func draw(_ node: JSONNode, depth: Int) -> String {
        guard case .object(let members) = node else { return drawPart("", node, depth: depth) }
        let facts = members.filter { $0.value.plain != nil }
        let parts = members.filter { $0.value.plain == nil }
        return Self.facts(facts.map { ($0.key, $0.value.plain ?? "") })
            + parts.map { drawPart($0.key, $0.value, depth: depth + 1) }.joined()
    }

    private static func facts(_ facts: [(String, String)]) -> String {
        guard !facts.isEmpty else { return "" }
        let rows = facts.map { name, value in
            let isWide = value.utf8.count > mostNarrow
            return
                "<div\(isWide ? #" class="wide""# : "")><dt>\(words(name))</dt><dd>\(Markup.escape(value))</dd></div>"
        }
        return #"<dl class="facts">"# + rows.joined() + "</dl>"
    }

    private func drawPart(_ name: String, _ node: JSONNode, depth: Int) -> String {
        let isEmpty = node.elements?.isEmpty ?? node.members?.isEmpty ?? false
        guard !isEmpty, depth < Self.mostDepth else { return "" }
        if let plain = node.plain { return "<p>\(Markup.escape(plain))</p>" }
        let title = name.isEmpty ? "" : "<h3>\(Self.words(name))</h3>"
        if let elements = node.elements { return title + draw(elements, depth: depth) }
        if let counts = Self.counts(node) { return title + Charts.bars(counts) }
        if let table = Self.namedRows(node) { return title + table }
        return title + draw(node, depth: depth)
    }

    private func draw(_ elements: [JSONNode], depth: Int) -> String {
        if let levels = Self.levels(elements) { return levels }
        if ColumnTable.isOne(elements) { return ColumnTable.html(of: elements, odd: odd) }
        let plain = elements.compactMap(\.plain)
        if plain.count == elements.count { return Self.list(plain) }
        guard elements.allSatisfy({ $0.members != nil }) else {
            return elements.prefix(20).map { draw($0, depth: depth + 1) }.joined()
        }
        return Self.table(elements)
    }

    private static func list(_ values: [String]) -> String {
        let shown = values.prefix(60).map(Markup.escape).joined(separator: ", ")
        return "<p>\(shown)\(values.count > 60 ? " and \(Wording.count(values.count - 60)) more" : "")</p>"
    }

    /// Counts under names of their own, as of outcomes or types.
    private static func counts(_ node: JSONNode) -> [(name: String, href: String?, count: Double)]? {
        guard let members = node.members, members.count > 1 else { return nil }
        let numbers = members.compactMap { member in
            member.value.number.flatMap { $0 >= 0 && $0 == $0.rounded() ? (member.key, nil as String?, $0) : nil }
        }
        guard numbers.count == members.count else { return nil }
        return numbers.sorted { $0.2 > $1.2 }.map { (name: $0.0, href: $0.1, count: $0.2) }
    }

    /// The levels of a series.
    private static func levels(_ elements: [JSONNode]) -> String? {
        let levels = elements.compactMap { element -> Charts.Level? in
            guard let rate = element["rate"]?.number, let rows = element["rows"]?.number else { return nil }
            return Charts.Level(value: rate, deviation: element["rate_deviation"]?.number ?? 0, length: rows)
        }
        guard levels.count == elements.count, !levels.isEmpty else { return nil }
        let first = elements.first?["first_day"]?.text ?? ""
        let last = elements.last?["last_day"]?.text ?? ""
        let words = levels.map { Wording.number($0.value) }.joined(separator: ", then ")
        return Charts.levels(levels, label: "The level is " + words)
            + #"<p class="legend"><span>\#(Markup.escape(first))</span><span>level \#(words)</span><span>\#(Markup.escape(last))</span></p>"#
            + (elements.count > 1 ? table(elements) : "")
    }

    /// Objects of plain values under names of their own, a row each.
    private static func namedRows(_ node: JSONNode) -> String? {
        guard let members = node.members, members.count > 1 else { return nil }
        let areRows = members.allSatisfy { member in
            member.value.members.map { !$0.isEmpty && $0.allSatisfy { $0.value.plain != nil } } ?? false
        }
        return areRows ? table(members.map(\.value), names: members.map(\.key)) : nil
    }

    /// Like objects, a row each.
    ///
    /// - Parameter names: What the rows are called, where they have names.
    private static func table(_ elements: [JSONNode], names: [String]? = nil) -> String {
        var keys: [String] = []
        for element in elements.prefix(mostRows) {
            for member in element.members ?? [] where !keys.contains(member.key) { keys.append(member.key) }
        }
        let first = names == nil ? "" : #"<th scope="col">name</th>"#
        let head = first + keys.map { #"<th scope="col">\#(words($0))</th>"# }.joined()
        let rows = elements.prefix(mostRows).enumerated().map { number, element in
            "<tr>" + (names.map { #"<th scope="row">\#(Markup.escape($0[number]))</th>"# } ?? "")
                + keys.map { "<td>\(cell(element[$0]))</td>" }.joined() + "</tr>"
        }
        return
            #"<div class="scroll" tabindex="0" role="group" aria-label="Table"><table><thead><tr>\#(head)</tr></thead><tbody>"#
            + rows.joined() + "</tbody></table></div>" + more(elements.count)
    }

    private static func cell(_ node: JSONNode?) -> String {
        guard let node else { return "" }
        if let plain = node.plain { return Markup.escape(plain) }
        if let elements = node.elements {
            return Markup.escape(elements.prefix(5).compactMap(\.plain).joined(separator: ", "))
        }
        return Markup.escape(
            (node.members ?? []).compactMap { member in
                member.value.plain.map { "\(member.key) \($0)" }
            }.joined(separator: ", "))
    }

    static func more(_ count: Int) -> String {
        count > mostRows
            ? #"<p class="hint">and \#(Wording.count(count - mostRows)) more; see the JSON</p>"# : ""
    }

    /// A key as people read it.
    static func words(_ key: String) -> String {
        Markup.escape(key.replacing("_", with: " "))
    }
}
