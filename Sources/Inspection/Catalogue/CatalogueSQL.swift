import Orchestration

/// A catalogue as statements that make typed views: one a handler, and one for each of its lists of objects.
public enum CatalogueSQL {
    /// The statements for a handler.
    public static func views(of catalogue: HandlerCatalogue) -> String {
        let columns = catalogue.entries.map { Column($0) }
        let lists = Set(columns.compactMap(\.list))
        var text =
            "-- \(catalogue.handler) \(catalogue.versions.joined(separator: ", ")): \(catalogue.records) records\n"
        if let summary = catalogue.summary { text += "-- \(TextTable.printable(summary))\n" }
        let plain = identifier(catalogue.handler)
        let name = taken.contains(plain) ? plain + "_handler" : plain
        text += view(name, of: catalogue.handler, list: nil, columns.filter { $0.list == nil } + whole(columns))
        for list in lists.sorted() {
            text += view(
                name + "_" + identifier(list), of: catalogue.handler, list: list, columns.filter { $0.list == list })
        }
        return text
    }

    /// The tables and views of a store, which are there already.
    private static let taken: Set<String> = [
        "anomalies", "columns", "comparisons", "failures", "files", "history", "members", "open_failures", "outbox",
        "records", "results", "runs", "suspects",
    ]

    /// A place and the column it becomes.
    private struct Column {
        let entry: CatalogueEntry?
        /// The path of the list of objects it is within; `nil` for none.
        let list: String?
        /// The path from the record, or from the element of the list.
        let path: String
        /// Whether the column is a list or an object, and not the place itself.
        let isJSON: Bool

        init(_ entry: CatalogueEntry) {
            self.entry = entry
            let path = entry.path.hasPrefix("$.") ? String(entry.path.dropFirst(2)) : entry.path
            let parts = path.split(separator: "[]", omittingEmptySubsequences: false).map(String.init)
            // What is deeper than one list, or under any key, stays JSON within the list or object around it.
            if parts.count >= 2, parts[1].hasPrefix("."), !parts[0].contains("*") {
                list = parts[0]
                (self.path, isJSON) = Self.shortened(String(parts[1].dropFirst()), parts.count > 2)
            } else {
                list = nil
                (self.path, isJSON) = Self.shortened(parts[0], parts.count > 1)
            }
        }

        init(wholeList path: String) {
            entry = nil
            list = nil
            self.path = path
            isJSON = true
        }

        private static func shortened(_ path: String, _ isCut: Bool) -> (String, Bool) {
            // Where all keys are any, there is nothing but the record.
            guard !path.hasPrefix("*") else { return ("", true) }
            guard let any = path.firstRange(of: ".*") else { return (path, isCut) }
            return (String(path[..<any.lowerBound]), true)
        }
    }

    /// Of each list of objects, the list itself as JSON.
    private static func whole(_ columns: [Column]) -> [Column] {
        Set(columns.compactMap(\.list)).sorted().map { Column(wholeList: $0) }
    }

    private static func view(_ name: String, of handler: String, list: String?, _ columns: [Column]) -> String {
        var taken: Set<String> = ["root", "path", "position"]
        var lines = ["r.root", "r.path"] + (list == nil ? [] : ["e.key + 1 AS position"])
        var remarks = list == nil ? ["", ""] : ["", "", "from 1"]
        var known: Set<String> = []
        for column in columns where known.insert(column.path).inserted && !column.path.isEmpty {
            lines.append(expression(column, isInList: list != nil) + " AS " + quoted(distinct(column.path, &taken)))
            remarks.append(remark(column))
        }
        let body = zip(lines, remarks).enumerated().map { index, line in
            let comma = index == lines.count - 1 ? "" : ","
            return "    \(line.0)\(comma)" + (line.1.isEmpty ? "" : "  -- \(line.1)")
        }
        let each = list.map { ", json_each(r.aggregate, \(literal("$." + $0))) e" } ?? ""
        return "CREATE VIEW \(quoted(name)) AS\nSELECT\n\(body.joined(separator: "\n"))\nFROM records r\(each)\n"
            + "WHERE r.handler = \(literal(handler));\n\n"
    }

    private static func expression(_ column: Column, isInList: Bool) -> String {
        let value = "json_extract(\(isInList ? "e.value" : "r.aggregate"), \(literal("$." + column.path)))"
        guard !column.isJSON, let type = type(of: column.entry) else { return value }
        return "CAST(\(value) AS \(type))"
    }

    private static func type(of entry: CatalogueEntry?) -> String? {
        let types = Set(entry?.types ?? []).subtracting(["null"])
        return switch types {
        case ["text"]: "TEXT"
        // A sum of whole numbers is exact as one, and a float beyond 64 bits.
        case ["integer"] where entry?.documented == "number": nil
        case ["integer"], ["boolean"]: "INTEGER"
        case ["number"], ["integer", "number"]: "REAL"
        default: nil
        }
    }

    private static func remark(_ column: Column) -> String {
        guard let entry = column.entry, !column.isJSON || entry.path.hasSuffix("[]") || entry.path.hasSuffix("*") else {
            return "JSON"
        }
        let unit = entry.unit.map { $0 == "1" ? "" : "[\($0)] " } ?? ""
        return TextTable.printable(unit + (entry.description ?? ""))
    }

    private static func distinct(_ path: String, _ taken: inout Set<String>) -> String {
        let name = identifier(path)
        var candidate = name
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(name)_\(number)"
            number += 1
        }
        return candidate
    }

    /// A name that needs no quotes, where there is one.
    private static func identifier(_ text: String) -> String {
        let plain = text.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
        return String(plain).split(separator: "_").joined(separator: "_")
    }

    private static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
    private static func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
