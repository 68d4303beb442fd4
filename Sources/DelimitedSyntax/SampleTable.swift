/// The first records of a text as one candidate dialect cuts them.
struct SampleTable {
    private static let maximumRows = 1_000
    private static let maximumCells = 20_000
    /// Rows enough to know a table by in which all have the same number of fields.
    private static let enoughRows = 32
    /// What a record of one field brings to the score: little, and more than nothing.
    private static let worthOfOneField = 0.001
    /// No table of one column has a higher score.
    static let bestScoreOfOneColumn = Double(maximumRows) * worthOfOneField

    let delimiter: Delimiter
    let quote: Quote
    /// The fields of all records, the preamble's too, end to end.
    private(set) var cells: [SampleCell] = []
    /// Where in ``cells`` each record ends.
    private var ends: [Int] = []
    /// How many records come before the table.
    private(set) var preamble = 0
    /// The most frequent number of fields; the larger of equally frequent ones.
    private(set) var width = 0
    /// How well records and fields fit together; the higher the better.
    private(set) var score = 0.0

    /// How many records there are, the preamble's too.
    var recordCount: Int { ends.count }
    /// The numbers of the table's records, its header included.
    var body: Range<Int> { preamble..<ends.count }
    /// The fields of the table, its header included.
    var bodyCells: ArraySlice<SampleCell> { cells[(preamble == 0 ? 0 : ends[preamble - 1])...] }

    /// The fields of a record.
    func record(_ number: Int) -> ArraySlice<SampleCell> {
        cells[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
    }

    /// How many fields a record has.
    func width(of number: Int) -> Int { ends[number] - (number == 0 ? 0 : ends[number - 1]) }

    /// A field of a record, `nil` where it has fewer.
    func cell(_ number: Int, _ column: Int) -> SampleCell? {
        column < width(of: number) ? cells[(number == 0 ? 0 : ends[number - 1]) + column] : nil
    }

    /// Cuts `text`, which is UTF-8.
    init(of text: [UInt8], delimiter: Delimiter, quote: Quote, isWholeFile: Bool) {
        self.delimiter = delimiter
        self.quote = quote
        read(text, isWholeFile: isWholeFile)
        let comments = ends.indices.firstIndex { !isComment(record($0)) } ?? 0
        width = Self.commonest((comments..<ends.count).map(width(of:)))
        preamble = countPreamble()
        score = patternScore() * typeScore()
    }

    private mutating func read(_ text: [UInt8], isWholeFile: Bool) {
        var reader = RecordReader(delimiter: delimiter, quote: quote)
        // An open quote or a limit ends the sample; what came before is still good.
        try? text.withUnsafeBytes { bytes in
            var rest = bytes
            let limit = isRegular(bytes, isWholeFile: isWholeFile) ? Self.enoughRows : Self.maximumRows
            while ends.count < limit, cells.count < Self.maximumCells, try reader.advance(&rest) {
                take(reader)
            }
            if isWholeFile || ends.isEmpty, rest.isEmpty, try reader.finish() { take(reader) }
        }
    }

    /// Whether the text has many records, and all of them the same number of fields.
    private func isRegular(_ bytes: UnsafeRawBufferPointer, isWholeFile: Bool) -> Bool {
        let index = FieldIndex(delimiter: delimiter, quote: quote)
        withUnsafeTemporaryAllocation(byteCount: bytes.count + FieldIndex.padding, alignment: 64) { padded in
            padded.copyMemory(from: bytes)
            index.find(in: UnsafeRawBufferPointer(rebasing: padded[..<bytes.count]), isLast: isWholeFile)
        }
        guard index.recordCount > Self.enoughRows else { return false }
        let width = index.recordEnds[0] + 1
        return width > 1
            && (1..<index.recordCount).allSatisfy { index.recordEnds[$0] - index.recordEnds[$0 - 1] == width }
    }

    private mutating func take(_ reader: borrowing RecordReader) {
        reader.withRecord { record in
            for index in 0..<record.count { cells.append(SampleCell(record[index], delimiter: delimiter.byte)) }
        }
        ends.append(cells.count)
    }

    /// How often each number of fields occurs; few do, so a list is faster than a dictionary.
    private static func tally(_ counts: [Int]) -> [(key: Int, value: Int)] {
        var tally: [(key: Int, value: Int)] = []
        for count in counts {
            if let place = tally.firstIndex(where: { $0.key == count }) {
                tally[place].value += 1
            } else {
                tally.append((count, 1))
            }
        }
        return tally
    }

    private static func commonest(_ counts: [Int]) -> Int {
        tally(counts).max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }
}

// MARK: - The preamble

extension SampleTable {
    /// Lines that begin with `#` or `%`, and those with less than half the fields of the table, come before it.
    ///
    /// The last comment is the header where it has as many fields as the table and data follow.
    private func countPreamble() -> Int {
        let count = ends.indices.firstIndex { width(of: $0) * 2 >= width && !isComment(record($0)) } ?? 0
        guard count > 0, isComment(record(count - 1)), width(of: count - 1) == width, width > 1,
            record(count).contains(where: \.isTyped)
        else { return count }
        return count - 1
    }

    private func isComment(_ row: ArraySlice<SampleCell>) -> Bool {
        guard let first = row.first, !first.isQuoted else { return false }
        return first.first == UInt8(ascii: "#") || first.first == UInt8(ascii: "%")
    }
}

// MARK: - The score

extension SampleTable {
    /// High where few numbers of fields are shared by many records.
    private func patternScore() -> Double {
        let tally = Self.tally(body.map(width(of:)))
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
        let cells = bodyCells
        guard !cells.isEmpty else { return 0 }
        return max(0.001, Double(cells.count(where: \.isClean)) / Double(cells.count))
    }
}
