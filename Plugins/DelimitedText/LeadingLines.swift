import ColumnProfiles
import DelimitedSyntax
import HandlerAPI

/// Reads the lines of a file up to the first row: preamble and header, and how many fields the first record has.
struct LeadingLines {
    private static let chunkSize = 16 << 10

    private let dialect: Dialect
    private var reader: RecordReader
    private var source: TextSource
    /// All UTF-8 read so far.
    private var text: [UInt8] = []
    /// The fields of the first record of the table, once it was read.
    private var first: [String]?
    /// Whether the last record read ended with CR, so that an LF that follows belongs to it.
    private var awaitsLineFeed = false

    private(set) var preambleRecords = 0
    /// Where the first row begins, in bytes of the file.
    private(set) var start: Int64 = 0
    private(set) var lineEndings = LineEndings()
    private(set) var failure: HandlerError?

    /// How many fields the first record has.
    var columnCount: Int { first?.count ?? 0 }
    /// The texts of the header.
    var names: [String] { dialect.hasHeader ? first ?? [] : [] }
    /// Lines without a byte before the first row.
    var blankLines: Int { reader.blankLines }

    /// Prepares to read.
    init(dialect: Dialect) {
        self.dialect = dialect
        reader = RecordReader(
            delimiter: dialect.delimiter, quote: dialect.quote, maximumRecordSize: TextBuffer.largestRecord)
        source = TextSource(encoding: dialect.encoding, start: 0)
    }

    /// Reads as much of `file` as it takes.
    mutating func read(_ file: borrowing FileContent) throws(HandlerError) {
        var buffer = TextBuffer(capacity: Self.chunkSize)
        while !isComplete {
            let isEnd = try !source.fill(&buffer, from: file)
            text += buffer.text
            try take(buffer.text)
            buffer.removeAll()
            if isEnd, !isComplete { return finish() }
        }
    }

    private var isComplete: Bool { failure != nil || (first != nil && !awaitsLineFeed) }

    private mutating func take(_ piece: UnsafeRawBufferPointer) throws(HandlerError) {
        var rest = piece
        if awaitsLineFeed { return skipLineFeed(rest) }
        do throws(RecordError) {
            while first == nil, try reader.advance(&rest) { takeRecord(before: rest) }
        } catch {
            fail(error)
        }
        if awaitsLineFeed { skipLineFeed(rest) }
    }

    private mutating func takeRecord(before rest: UnsafeRawBufferPointer) {
        guard preambleRecords == dialect.preambleRecords else {
            preambleRecords += 1
            return
        }
        first = reader.withRecord { record in
            (0..<record.count).map { Characters.kept(of: record[$0].bytes.trimmingBlanks()) }
        }
        lineEndings = reader.lineEndings
        let end = text.count - rest.count
        let endsWithReturn = end > 0 && text[end - 1] == UInt8(ascii: "\r")
        if dialect.hasHeader {
            start = sourceOffset(of: end)
            awaitsLineFeed = endsWithReturn
        } else {
            start = sourceOffset(of: Int(reader.recordOffset))
            lineEndings.remove(isReturn: endsWithReturn)
        }
    }

    private mutating func skipLineFeed(_ rest: UnsafeRawBufferPointer) {
        guard let next = rest.first else { return }
        awaitsLineFeed = false
        guard next == UInt8(ascii: "\n") else { return }
        start += dialect.encoding.sourceLength(of: next)
        lineEndings.joinLast()
    }

    /// Nothing follows.
    private mutating func finish() {
        guard !awaitsLineFeed else { return awaitsLineFeed = false }
        do throws(RecordError) {
            guard try reader.finish() else { return start = sourceOffset(of: text.count) }
            let hadLineEnds = reader.lineEndings
            takeRecord(before: UnsafeRawBufferPointer(start: nil, count: 0))
            lineEndings = hadLineEnds
            awaitsLineFeed = false
            if first == nil { start = sourceOffset(of: text.count) }
        } catch {
            fail(error)
        }
    }

    private mutating func fail(_ error: RecordError) {
        failure = HandlerError(error, at: sourceOffset(of: Int(reader.recordOffset)))
    }

    private func sourceOffset(of offset: Int) -> Int64 {
        source.markLength
            + text.withUnsafeBytes { bytes in
                Int64(dialect.encoding.sourceLength(ofUTF8: UnsafeRawBufferPointer(rebasing: bytes[..<offset])))
            }
    }
}

extension HandlerError {
    /// What a record that begins at `offset` of the file failed for.
    init(_ error: RecordError, at offset: Int64) {
        switch error {
        case .unterminatedQuote:
            self = .corrupt("the record that begins here has a quote that is never closed", at: offset)
        case .recordTooLarge(_, let limit):
            self = .limitExceeded(
                "the record that begins here has more than \(ByteCount(Int64(limit))); is a quote never closed?",
                at: offset)
        case .tooManyFields(_, let limit):
            self = .limitExceeded("the record that begins here has more than \(limit) fields", at: offset)
        }
    }
}
