import Orchestration

/// A catalogue as a listing, as JSON and as Markdown.
public enum CatalogueText {
    /// The columns of the listing: a row for each place.
    public static let listing = Listing(
        ["handler", "path", "types", "unit", "present", "description", "examples"],
        widths: ["path": 48, "description": 64, "examples": 48])

    /// The rows of a handler.
    public static func rows(of catalogue: HandlerCatalogue) -> [[Cell]] {
        catalogue.entries.map { entry in
            [
                .text(catalogue.handler), .text(entry.path), .text(entry.types.joined(separator: " ")),
                .optional(entry.unit), .text(percentage(entry, catalogue)), .optional(entry.description),
                .text(entry.examples.joined(separator: " ")),
            ]
        }
    }

    /// A handler as one JSON object.
    public static func json(of catalogue: HandlerCatalogue) -> JSONObject {
        var object = JSONObject()
        object.add("handler", catalogue.handler)
        object.add("versions", catalogue.versions)
        object.add("summary", catalogue.summary)
        object.add("records", catalogue.records)
        let entries = catalogue.entries.map { entry in
            var object = JSONObject()
            object.add("path", entry.path)
            object.add("types", entry.types)
            object.add("unit", entry.unit)
            object.add("description", entry.description)
            object.add("present", entry.present)
            object.add("values", entry.values)
            object.addRaw("examples", "[" + entry.examples.joined(separator: ",") + "]")
            return object.description
        }
        object.addRaw("outputs", "[" + entries.joined(separator: ",") + "]")
        return object
    }

    /// A handler as a chapter of Markdown.
    public static func markdown(of catalogue: HandlerCatalogue) -> String {
        var text = "## \(catalogue.handler)\n"
        if let summary = catalogue.summary { text += escaped(summary) + ". " }
        text += "Version \(catalogue.versions.joined(separator: ", ")); \(catalogue.records) records.\n\n"
        text += "| path | type | unit | present | description | examples |\n|---|---|---|---|---|---|\n"
        for entry in catalogue.entries {
            let examples = entry.examples.map { "`" + escaped($0).replacing("`", with: "'") + "`" }.joined(
                separator: " ")
            let cells = [
                "`\(escaped(entry.path))`", entry.types.joined(separator: ", "), entry.unit ?? "",
                percentage(entry, catalogue), escaped(entry.description ?? ""), examples,
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return text + "\n"
    }

    /// In which share of the records a place is; one that is rare or not quite everywhere never looks like none or all.
    private static func percentage(_ entry: CatalogueEntry, _ catalogue: HandlerCatalogue) -> String {
        guard entry.present > 0, catalogue.records > 0 else { return "0 %" }
        guard entry.present < catalogue.records else { return "100 %" }
        let share = 100 * Double(entry.present) / Double(catalogue.records)
        return share < 1 ? "< 1 %" : "\(Int(min(99, share.rounded()))) %"
    }

    private static func escaped(_ text: String) -> String { TextTable.printable(text).replacing("|", with: "\\|") }
}
