import DelimitedSyntax
import HandlerAPI

/// What is known of a table while its records pass by.
struct TableSummary {
    private let dialect: Dialect
    private let options: DelimitedTextOptions
    private var preambleLeft: Int
    private var names: [String]?
    private var columns: [ColumnSummary] = []
    private var hasBegun = false
    private var rows = 0
    private var ragged = (short: 0, long: 0)
    /// Why the file is not taken at all.
    private(set) var refusal: HandlerError?

    /// Makes a summary of no records.
    init(dialect: Dialect, options: DelimitedTextOptions) {
        self.dialect = dialect
        self.options = options
        preambleLeft = dialect.preambleRecords
    }

    /// Takes the next record. The first after the preamble decides how many columns there are.
    mutating func add(_ record: Record) {
        if preambleLeft > 0 {
            preambleLeft -= 1
        } else if hasBegun {
            addRow(record)
        } else {
            begin(record)
        }
    }

    private mutating func begin(_ record: Record) {
        hasBegun = true
        guard record.count <= options.maximumColumns else {
            refusal = .limitExceeded("the first record has \(record.count) fields; at most \(options.maximumColumns)")
            return
        }
        columns = (0..<record.count).map { _ in ColumnSummary() }
        if dialect.hasHeader {
            names = (0..<record.count).map { Characters.kept(of: record[$0].bytes.trimmingBlanks()) }
        } else {
            addRow(record)
        }
    }

    private mutating func addRow(_ record: Record) {
        rows += 1
        let shared = min(record.count, columns.count)
        for index in 0..<shared { columns[index].add(record[index].bytes, missing: options.missing) }
        if shared < columns.count {
            ragged.short += 1
            for index in shared..<columns.count { columns[index].addMissing() }
        } else if record.count > shared {
            ragged.long += 1
        }
    }

    /// The results, once `reader` has seen the whole file.
    func aggregate(of reader: borrowing RecordReader) -> DelimitedTextAggregate {
        DelimitedTextAggregate(
            dialect: DialectAggregate(
                delimiter: dialect.delimiter.rawValue, quote: dialect.quote.rawValue, header: dialect.hasHeader,
                encoding: dialect.encoding.rawValue, lineEnding: reader.lineEndings.summary),
            rows: rows, columnCount: columns.count, raggedShort: ragged.short, raggedLong: ragged.long,
            blankLines: reader.blankLines, preambleRecords: dialect.preambleRecords - preambleLeft,
            columns: columns.indices.map { index in
                columns[index].aggregate(index: index + 1, name: name(index), frequentValues: options.frequentValues)
            })
    }

    private func name(_ index: Int) -> String {
        guard let names, !names[index].isEmpty else { return "column_\(index + 1)" }
        return names[index]
    }
}
