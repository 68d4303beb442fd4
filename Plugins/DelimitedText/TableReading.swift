import DelimitedSyntax
import HandlerAPI

/// One pass over a file: bytes become text, text becomes records, records go to the columns.
struct TableReading {
    private static let chunkSize = 256 << 10

    private let dialect: Dialect
    private var reader: RecordReader
    private var check = UTF8Check()
    private var table: TableSummary
    /// Bytes read, and bytes of UTF-8 made of them, before the current chunk.
    private var position: (source: Int64, text: Int64) = (0, 0)
    /// Where the record begun last begins in the file, for encodings whose offsets differ from those of UTF-8.
    private var recordStart: Int64 = 0
    /// Why the pass ended early; what came before is good.
    private(set) var failure: HandlerError?
    /// Whether that is a quote that is never closed, or a record too large for one.
    private(set) var endsWithinQuotes = false

    /// Prepares a pass.
    init(dialect: Dialect, options: DelimitedTextOptions) {
        self.dialect = dialect
        reader = RecordReader(delimiter: dialect.delimiter, quote: dialect.quote)
        table = TableSummary(dialect: dialect, options: options)
    }

    /// Where the file stopped being UTF-8, `nil` if it never did or never was.
    var encodingFault: Int64? { check.firstFault }
    /// Whether there were characters beyond ASCII before that.
    var sawBeyondASCII: Bool { check.sawBeyondASCII }

    /// What was found.
    var aggregate: DelimitedTextAggregate { table.aggregate(of: reader) }

    /// Reads `file` to its end, to a record that cannot be read, or to the first byte that belies the encoding.
    mutating func read(_ file: borrowing FileContent) throws(HandlerError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkSize, alignment: 64)
        defer { buffer.deallocate() }
        var transcoder = Transcoder(from: dialect.encoding)
        while failure == nil {
            let count = try file.read(into: buffer, at: position.source)
            if count == 0 { break }
            let chunk = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            if dialect.encoding.isUTF8 { check.feed(chunk) }
            if check.firstFault != nil, !check.sawBeyondASCII { return }
            try transcoder.transcode(chunk) { (text, offset) throws(HandlerError) in try take(text, from: offset) }
            position.source += Int64(count)
        }
        if failure == nil {
            try transcoder.finish { (text, offset) throws(HandlerError) in try take(text, from: offset) }
        }
        if failure == nil { try finish() }
    }

    /// Takes a piece of text that begins at byte `source` of the file.
    private mutating func take(_ text: UnsafeRawBufferPointer, from source: Int64) throws(HandlerError) {
        do throws(RecordError) {
            try Self.feed(text, to: &reader, and: &table)
        } catch {
            fail(error)
        }
        let begun = Int(reader.recordOffset - position.text)
        if begun >= 0, begun <= text.count {
            let before = UnsafeRawBufferPointer(rebasing: text[..<begun])
            recordStart = source + Int64(dialect.encoding.sourceLength(ofUTF8: before))
        }
        position.text += Int64(text.count)
        if failure != nil { failure?.offset = recordStart }
        if let refusal = table.refusal { throw refusal }
    }

    private mutating func finish() throws(HandlerError) {
        do throws(RecordError) {
            if try reader.finish() { Self.add(reader, to: &table) }
        } catch {
            fail(error)
            failure?.offset = recordStart
        }
        if let refusal = table.refusal { throw refusal }
    }

    private mutating func fail(_ error: RecordError) {
        failure = HandlerError(error)
        switch error {
        case .unterminatedQuote, .recordTooLarge: endsWithinQuotes = true
        case .tooManyFields: break
        }
    }

    /// Static, so that reader and table are two exclusive accesses rather than one to the whole.
    private static func feed(
        _ text: UnsafeRawBufferPointer, to reader: inout RecordReader, and table: inout TableSummary
    ) throws(RecordError) {
        var rest = text
        while table.refusal == nil, try reader.advance(&rest) { add(reader, to: &table) }
    }

    private static func add(_ reader: borrowing RecordReader, to table: inout TableSummary) {
        reader.withRecord { record in table.add(record) }
    }
}

extension HandlerError {
    fileprivate init(_ error: RecordError) {
        switch error {
        case .unterminatedQuote:
            self = .corrupt("the record that begins here has a quote that is never closed")
        case .recordTooLarge(_, let limit):
            self = .limitExceeded(
                "the record that begins here has more than \(ByteCount(Int64(limit))); is a quote never closed?")
        case .tooManyFields(_, let limit):
            self = .limitExceeded("the record that begins here has more than \(limit) fields")
        }
    }
}
