import ColumnProfiles
import HandlerAPI
import Sketches

/// What several tables are together.
public struct DelimitedTextRollUp: Codable, Sendable, Equatable {
    /// How many there are.
    public var files: Int
    /// Records of data of all of them.
    public var rows: Int
    /// Different columns: those of one name are one.
    public var columnCount: Int
    /// Rows with fewer fields than their table has columns.
    public var raggedShort: Int
    /// Rows with more fields than their table has columns.
    public var raggedLong: Int
    /// Lines without a byte.
    public var blankLines: Int
    /// Records before the tables.
    public var preambleRecords: Int
    /// The columns in the order in which they were first met. Where a table has no such column, nothing of it counts, also
    /// not as missing.
    public var columns: [ColumnAggregate]

    enum CodingKeys: String, CodingKey {
        case files, rows, columns
        case columnCount = "column_count"
        case raggedShort = "ragged_short"
        case raggedLong = "ragged_long"
        case blankLines = "blank_lines"
        case preambleRecords = "preamble_records"
    }
}

extension DelimitedTextHandler: RollUpHandler {
    /// What is known of no tables.
    public func emptyTotal() -> TableTotal { TableTotal() }

    /// Adds a table.
    public func add(_ state: [UInt8], to total: inout TableTotal) throws(HandlerError) {
        do throws(StateError) {
            try total.add(state)
        } catch {
            throw .corrupt("what was kept of it to be added up cannot be read: \(error)")
        }
    }

    /// The result for all tables.
    public func aggregate(of total: TableTotal) -> DelimitedTextRollUp {
        let tally = total.tally
        let columns = total.columns.enumerated().map { index, column in
            var aggregate = column.profile.aggregate(
                index: index + 1, name: column.name, frequentValues: options.frequentValues)
            aggregate.files = column.files
            return aggregate
        }
        return DelimitedTextRollUp(
            files: total.files, rows: tally.rows, columnCount: columns.count, raggedShort: tally.raggedShort,
            raggedLong: tally.raggedLong, blankLines: tally.blankLines, preambleRecords: tally.preambleRecords,
            columns: columns)
    }
}
