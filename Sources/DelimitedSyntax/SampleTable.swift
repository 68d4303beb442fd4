/// The first records of a text as one candidate dialect cuts them.
struct SampleTable {
    private static let maximumRows = 1_000
    private static let maximumCells = 20_000
    /// What a record of one field brings to the score: little, and more than nothing.
    private static let worthOfOneField = 0.001
    /// No table of one column has a higher score.
    static let bestScoreOfOneColumn = Double(maximumRows) * worthOfOneField

    let delimiter: Delimiter
    let quote: Quote
    /// All records, the preamble's too.
    private(set) var rows: [[SampleCell]] = []
    /// How many records come before the table.
    private(set) var preamble = 0
    /// The most frequent number of fields; the larger of equally frequent ones.
    private(set) var width = 0
    /// How well records and fields fit together; the higher the better.
    private(set) var score = 0.0

    /// The records of the table, its header included.
    var body: ArraySlice<[SampleCell]> { rows[preamble...] }

    /// Cuts `text`, which is UTF-8.
    init(of text: [UInt8], delimiter: Delimiter, quote: Quote, isWholeFile: Bool) {
        self.delimiter = delimiter
        self.quote = quote
        read(text, isWholeFile: isWholeFile)
        let uncommented = rows.drop { isComment($0) }
        width = Self.commonest((uncommented.isEmpty ? rows[...] : uncommented).map(\.count))
        preamble = countPreamble()
        score = patternScore() * typeScore()
    }

    private mutating func read(_ text: [UInt8], isWholeFile: Bool) {
        var reader = RecordReader(delimiter: delimiter, quote: quote)
        var cells = 0
        // An open quote or a limit ends the sample; what came before is still good.
        try? text.withUnsafeBytes { bytes in
            var rest = bytes
            while rows.count < Self.maximumRows, cells < Self.maximumCells, try reader.advance(&rest) {
                cells += take(reader)
            }
            if isWholeFile || rows.isEmpty, rest.isEmpty, try reader.finish() { cells += take(reader) }
        }
    }

    private mutating func take(_ reader: borrowing RecordReader) -> Int {
        let row = reader.withRecord { record in
            (0..<record.count).map { SampleCell(record[$0], delimiter: delimiter.byte) }
        }
        rows.append(row)
        return row.count
    }

    private static func commonest(_ counts: [Int]) -> Int {
        let tally = Dictionary(counts.map { ($0, 1) }, uniquingKeysWith: +)
        return tally.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }
}

// MARK: - The preamble

extension SampleTable {
    /// Lines that begin with `#` or `%`, and those with less than half the fields of the table, come before it.
    ///
    /// The last comment is the header where it has as many fields as the table and data follow.
    private func countPreamble() -> Int {
        let count = rows.firstIndex { !isComment($0) && $0.count * 2 >= width } ?? 0
        guard count > 0, isComment(rows[count - 1]), rows[count - 1].count == width, width > 1,
            rows[count].contains(where: \.isTyped)
        else { return count }
        return count - 1
    }

    private func isComment(_ row: [SampleCell]) -> Bool {
        guard let first = row.first, !first.isQuoted else { return false }
        return first.key.first == UInt8(ascii: "#") || first.key.first == UInt8(ascii: "%")
    }
}

// MARK: - The score

extension SampleTable {
    /// High where few numbers of fields are shared by many records.
    private func patternScore() -> Double {
        let tally = Dictionary(body.map { ($0.count, 1) }, uniquingKeysWith: +)
        guard !tally.isEmpty else { return 0 }
        // In order, as a dictionary's own differs from run to run, and with it the last digits of the sum.
        let sum = tally.sorted { $0.key < $1.key }.reduce(0.0) { sum, pattern in
            let fields = Double(pattern.key)
            return sum + Double(pattern.value) * max(Self.worthOfOneField, fields - 1) / fields
        }
        return sum / Double(tally.count)
    }

    /// The share of fields that look like values.
    private func typeScore() -> Double {
        let cells = body.joined()
        guard !cells.isEmpty else { return 0 }
        return max(0.001, Double(cells.count(where: \.isClean)) / Double(cells.count))
    }
}
