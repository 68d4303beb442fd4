@testable import DelimitedSyntax

extension FuzzTarget {
    /// Records are those of a plain reading of RFC 4180, however the bytes arrive.
    static let records = FuzzTarget(
        "records",
        seeds: Seeds(examples: ["delimited-text"], corpus: ["hostile/csv_spectrum/csvs", "hostile/go_fuzz/csv"])
    ) { input in
        var input = input
        let size = 1 + input.choice(17)
        let delimiter = Delimiter.allCases[input.choice(Delimiter.allCases.count)]
        let quote = Quote.allCases[input.choice(Quote.allCases.count)]
        let limits = [(1 << 20, 1 << 20), (40, 1 << 20), (1 << 20, 3)][input.choice(3)]
        func read(_ pieces: [ArraySlice<UInt8>], _ limits: (Int, Int)) -> CutText {
            CutText(
                pieces,
                RecordReader(
                    delimiter: delimiter, quote: quote, maximumRecordSize: limits.0, maximumFields: limits.1))
        }
        try requireEqual(read([input.bytes], limits), read(input.pieces(of: size), limits), "in pieces of \(size)")
        let plain = PlainReading(Array(input.bytes), delimiter: delimiter.byte, quote: quote.byte)
        let whole = read([input.bytes], (1 << 20, 1 << 20))
        try requireEqual(whole.records, plain.records, "the records of \(delimiter), \(quote)")
        try requireEqual(whole.error != nil, plain.isOpen, "whether a quote is left open")
        try requireEqual(whole.blankLines, plain.blankLines, "blank lines")
    }
}

/// A record by its fields, and where it begins.
private struct PlainRecord: Equatable {
    var fields: [[UInt8]]
    var offset: Int64
}

/// All that a ``RecordReader`` says of a text.
private struct CutText: Equatable {
    var records: [PlainRecord] = []
    var error: RecordError?
    var blankLines = 0
    var lineEndings = LineEndings()

    init(_ pieces: [ArraySlice<UInt8>], _ reader: RecordReader) {
        var reader = reader
        do throws(RecordError) {
            for piece in pieces {
                try piece.withUnsafeBufferPointer { (bytes) throws(RecordError) in
                    var rest = UnsafeRawBufferPointer(bytes)
                    while try reader.advance(&rest) { take(reader) }
                }
            }
            if try reader.finish() { take(reader) }
        } catch {
            self.error = error
        }
        blankLines = reader.blankLines
        lineEndings = reader.lineEndings
    }

    private mutating func take(_ reader: RecordReader) {
        let fields = reader.withRecord { record in (0..<record.count).map { Array(record[$0].bytes) } }
        records.append(PlainRecord(fields: fields, offset: reader.recordOffset))
    }
}

/// RFC 4180 byte by byte, as plain as can be.
private struct PlainReading {
    private(set) var records: [PlainRecord] = []
    private(set) var blankLines = 0
    /// Whether the text ends within quotes.
    private(set) var isOpen = false
    private var fields: [[UInt8]] = []
    private var field: [UInt8] = []
    private var isUntouched = true
    private var start = 0

    init(_ text: [UInt8], delimiter: UInt8, quote: UInt8?) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            let next = index + 1 < text.count ? text[index + 1] : nil
            index += 1
            if isOpen {
                if byte != quote {
                    field.append(byte)
                } else if next == quote {
                    field.append(byte)
                    index += 1
                } else {
                    isOpen = false
                }
            } else if byte == delimiter {
                endField()
            } else if byte == 10 || byte == 13 {
                if byte == 13, next == 10 { index += 1 }
                endLine(next: index)
            } else if byte == quote, isUntouched {
                (isOpen, isUntouched) = (true, false)
            } else {
                field.append(byte)
                isUntouched = false
            }
        }
        if !isOpen, !fields.isEmpty || !isUntouched { endLine(next: index) }
    }

    private mutating func endField() {
        fields.append(field)
        field = []
        isUntouched = true
    }

    private mutating func endLine(next: Int) {
        if fields.isEmpty, isUntouched {
            blankLines += 1
        } else {
            endField()
            records.append(PlainRecord(fields: fields, offset: Int64(start)))
        }
        fields = []
        start = next
    }
}
