/// Cuts UTF-8 text that arrives piece by piece into records and fields (RFC 4180).
///
/// ```swift
/// var rest = chunk
/// while try reader.advance(&rest) { reader.withRecord { record in … } }   // for every chunk
/// if try reader.finish() { reader.withRecord { record in … } }            // after the last
/// ```
///
/// A record ends with LF, CRLF or CR, outside quotes. A quote opens at the start of a field only; within, a doubled
/// quote stands for one. What follows a closing quote up to the delimiter is taken as it is, as is a quote within an
/// unquoted field: such files are common, and their meaning is plain. Blank lines are counted, not returned.
///
/// The bytes of a record are kept end to end in one array that is reused, so that a field costs no allocation.
public struct RecordReader: Sendable {
    enum State: Sendable {
        case fieldStart, unquoted, quoted, quoteInQuoted
    }

    let delimiter: UInt8
    let quote: UInt8?
    let maximumRecordSize: Int
    let maximumFields: Int

    var state = State.fieldStart
    /// A line feed that comes next belongs to the carriage return just taken.
    var afterCarriageReturn = false
    /// The fields of the record, perhaps with delimiters between them.
    var bytes: [UInt8] = []
    var fields: [Record.Bounds] = []
    var currentStart = 0
    var isCurrentQuoted = false
    /// The record in `bytes` was handed out and is to be dropped before the next byte.
    var isDelivered = false
    var offset: Int64 = 0

    /// Where the record being read, or just read, begins: bytes of UTF-8 fed before it.
    public internal(set) var recordOffset: Int64 = 0
    /// How many lines held no byte.
    public internal(set) var blankLines = 0
    /// How the lines seen so far ended, outside quotes.
    public internal(set) var lineEndings = LineEndings()

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - delimiter: What separates fields.
    ///   - quote: What encloses fields.
    ///   - maximumRecordSize: The most bytes of a record, so that a quote never closed cannot fill the memory.
    ///   - maximumFields: The most fields of a record.
    public init(
        delimiter: Delimiter, quote: Quote = .double, maximumRecordSize: Int = 64 << 20, maximumFields: Int = 1 << 20
    ) {
        self.delimiter = delimiter.byte
        self.quote = quote.byte
        self.maximumRecordSize = maximumRecordSize
        self.maximumFields = maximumFields
    }

    /// Takes bytes off the front of `input` until a record is complete.
    ///
    /// - Returns: Whether ``withRecord(_:)`` now gives a record. If not, `input` is empty and more is needed.
    public mutating func advance(_ input: inout UnsafeRawBufferPointer) throws(RecordError) -> Bool {
        beginIfDelivered()
        let isComplete = try consume(&input)
        if isComplete { isDelivered = true }
        return isComplete
    }

    /// Says that nothing follows; a record without a line end is complete now.
    ///
    /// - Returns: Whether ``withRecord(_:)`` now gives a record.
    /// - Throws: ``RecordError/unterminatedQuote(offset:)``. The record begun is lost.
    public mutating func finish() throws(RecordError) -> Bool {
        beginIfDelivered()
        if state == .quoted { throw .unterminatedQuote(offset: recordOffset) }
        if state == .fieldStart, fields.isEmpty { return false }
        try endField(at: bytes.count, next: bytes.count)
        isDelivered = true
        return true
    }

    /// Calls `body` with the record just completed.
    public func withRecord<Result, Failure: Error>(
        _ body: (Record) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withUnsafeBufferPointer { (all) throws(Failure) in
            try fields.withUnsafeBufferPointer { (bounds) throws(Failure) in
                try body(Record(bytes: UnsafeRawBufferPointer(all), fields: bounds))
            }
        }
    }
}
