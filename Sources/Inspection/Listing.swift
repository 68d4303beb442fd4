import Orchestration

/// The columns of a listing. Their keys are promised to users: JSON objects and CSV headers use them as they are.
public struct Listing: Sendable {
    /// A column.
    public struct Column: Sendable {
        /// The key in JSON and CSV.
        public let key: String
        /// Whether a table shows it.
        public let isInTable: Bool
        /// The widest a table shows it, in characters.
        public let width: Int
    }

    /// The columns, in order.
    public let columns: [Column]

    /// Makes columns of `keys`; a table shows `inTable`, or all.
    public init(_ keys: [String], inTable: Set<String>? = nil, widths: [String: Int] = [:]) {
        columns = keys.map {
            Column(key: $0, isInTable: inTable?.contains($0) ?? true, width: widths[$0] ?? 60)
        }
    }
}

/// Prints the rows of a listing in one of the formats.
public struct ListingPrinter {
    /// Rows a table looks at to choose its widths.
    private static let sample = 500

    private let listing: Listing
    private let format: ListingFormat
    private let print: (String) -> Void
    private var waiting: [[String]] = []
    private var widths: [Int]?
    private var count = 0

    /// Makes a printer that hands whole lines to `print`.
    public init(_ listing: Listing, as format: ListingFormat, to print: @escaping (String) -> Void) {
        self.listing = listing
        self.format = format
        self.print = print
    }

    /// Prints a row: one cell for each column.
    public mutating func add(_ cells: [Cell]) {
        switch format {
        case .table: addToTable(cells)
        case .json: print((count == 0 ? "[\n" : ",\n") + object(cells).description)
        case .ndjson: print(object(cells).description + "\n")
        case .csv:
            if count == 0 { print(csvLine(listing.columns.map(\.key))) }
            print(csvLine(cells.map(\.plain)))
        }
        count += 1
    }

    /// Prints what is still to come. A table says so where it has no rows.
    public mutating func finish(ifEmpty remark: String) {
        switch format {
        case .table:
            flush()
            if count == 0 { print(remark + "\n") }
        case .json: print(count == 0 ? "[]\n" : "\n]\n")
        case .csv where count == 0: print(csvLine(listing.columns.map(\.key)))
        case .ndjson, .csv: break
        }
    }

    private func object(_ cells: [Cell]) -> JSONObject {
        var object = JSONObject()
        for (column, cell) in zip(listing.columns, cells) { cell.add(to: &object, as: column.key) }
        return object
    }

    private func csvLine(_ values: [String]) -> String {
        values.map { value in
            let isSpecial = value.utf8.contains { "\",\r\n".utf8.contains($0) }
            return isSpecial ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
        }.joined(separator: ",") + "\r\n"
    }

    private mutating func addToTable(_ cells: [Cell]) {
        let shown = zip(listing.columns, cells).filter(\.0.isInTable).map { column, cell in
            TextTable.cut(cell.plain, to: column.width)
        }
        waiting.append(shown)
        if widths != nil || waiting.count >= Self.sample { flush() }
    }

    private mutating func flush() {
        guard !waiting.isEmpty else { return }
        let headers = listing.columns.filter(\.isInTable).map(\.key)
        if widths == nil {
            let chosen = TextTable.widths(of: [headers] + waiting)
            print(TextTable.line(headers, widths: chosen))
            print(TextTable.line(chosen.map { String(repeating: "-", count: $0) }, widths: chosen))
            widths = chosen
        }
        for row in waiting { print(TextTable.line(row, widths: widths ?? [])) }
        waiting.removeAll()
    }
}
