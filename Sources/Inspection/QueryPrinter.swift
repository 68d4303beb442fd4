import Foundation
import Orchestration

/// Prints the rows of a query like those of a listing.
public struct QueryPrinter {
    /// The columns of the tables and views that hold JSON: it stays JSON within JSON, and is text elsewhere.
    public static let jsonColumns: Set<String> = ["aggregate", "notes", "pairings", "rest", "roots", "summary"]

    private var printer: ListingPrinter
    /// Of each column, whether its texts are JSON.
    private let isJSON: [Bool]

    /// Makes a printer of rows with these columns.
    ///
    /// - Parameters:
    ///   - columns: Their names; one that comes twice gets a number, as a key of an object may come once only.
    ///   - json: The names of those that hold JSON.
    ///   - print: Takes whole lines.
    public init(
        columns: [String], as format: ListingFormat, json: Set<String> = jsonColumns,
        to print: @escaping (String) -> Void
    ) {
        let isNested = format == .json || format == .ndjson
        isJSON = columns.map { isNested && json.contains($0) }
        printer = ListingPrinter(Listing(Self.distinct(columns)), as: format, to: print)
    }

    /// Prints a row.
    public mutating func add(_ row: [QueryValue]) {
        printer.add(zip(row, isJSON).map { Self.cell($0, isJSON: $1) })
    }

    /// Prints what is still to come.
    public mutating func finish() { printer.finish(ifEmpty: "No rows.") }

    private static func cell(_ value: QueryValue, isJSON: Bool) -> Cell {
        if isJSON, case .text(let text) = value, Self.isJSON(text) { return .json(text) }
        return Cell(value)
    }

    /// Whether a text is one JSON value on one line: a query may give a column of such a name anything.
    private static func isJSON(_ text: String) -> Bool {
        guard !text.utf8.contains(UInt8(ascii: "\n")) else { return false }
        return (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil
    }

    private static func distinct(_ names: [String]) -> [String] {
        var known: Set<String> = []
        return names.map { name in
            var candidate = name
            var number = 2
            while !known.insert(candidate).inserted {
                candidate = "\(name)_\(number)"
                number += 1
            }
            return candidate
        }
    }
}
