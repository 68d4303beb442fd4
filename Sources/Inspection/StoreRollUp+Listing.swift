import Foundation

extension StoreRollUp {
    /// The columns of a listing of sums.
    public static let listing = Listing(
        ["handler", "group", "files", "partial_files", "left_out", "aggregate"],
        widths: ["group": 48, "aggregate": 100])

    /// A sum as a row of ``listing``.
    ///
    /// - Parameter digested: Whether the gist of the sum stands for it.
    public static func cells(of sum: Sum, digested: Bool) -> [Cell] {
        let aggregate = sum.aggregate.map { digested ? Cell.text(AggregateDigest.of($0)) : .json($0) }
        return [
            .text(sum.handler), .text(sum.group), .integer(Int64(sum.files)), .integer(Int64(sum.partialFiles)),
            .integer(Int64(sum.leftOut.count)), aggregate ?? .missing,
        ]
    }
}

/// The columns that a sum tells of, as people want to see them.
public struct RolledUpColumns {
    private static let keys = ["name", "type", "files", "present", "missing", "minimum", "mean", "maximum"]

    /// The columns of the listing.
    public static let listing = Listing(keys + ["distinct"], widths: ["name": 40, "minimum": 24, "maximum": 24])

    /// One row for each column; none where the sum has no columns.
    public let rows: [[Cell]]

    /// Finds the columns of a sum.
    public init(_ sum: StoreRollUp.Sum) {
        let object = sum.aggregate.flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) }
        let columns = (object as? [String: Any])?["columns"] as? [[String: Any]] ?? []
        rows = columns.map { column in
            let distinct = (column["distinct"] as? [String: Any])?["estimate"]
            return (Self.keys.map { column[$0] } + [distinct]).map(Self.cell)
        }
    }

    private static func cell(_ value: Any?) -> Cell {
        switch value {
        case let text as String: .text(text)
        case let number as NSNumber where number.doubleValue.rounded() == number.doubleValue:
            .integer(number.int64Value)
        case let number as NSNumber: .text(FactText.number(number.doubleValue))
        default: .missing
        }
    }
}
