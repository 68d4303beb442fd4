import CTextIndex

/// Where the fields and records of a piece of UTF-8 text end, found many bytes at a time.
///
/// It cuts exactly as ``RecordReader`` does. Text whose quotes do not all stand at the ends of fields is gone through byte
/// by byte, all other text 64 bytes at once.
///
/// A class, as it owns memory that is used again for each piece.
public final class FieldIndex {
    /// How many bytes before and behind a text must be readable, whatever they hold.
    public static let padding = Int(TEXT_INDEX_PADDING)

    private let dialect: text_index_dialect
    private let columns: Range<Int>?
    private var memory: UnsafeMutablePointer<UInt32>
    private var recordMemory: UnsafeMutablePointer<UInt32>
    private var capacity: Int
    private var result = text_index_result()

    /// Makes an index for text of a dialect.
    ///
    /// - Parameter columns: Which fields of each record are asked for, counted from 0; `nil` for all. The ends of others, but
    ///   for the last of a record, need not be right.
    public init(delimiter: Delimiter, quote: Quote, columns: Range<Int>? = nil) {
        self.columns = columns
        dialect = text_index_dialect(
            delimiter: delimiter.byte, quote: quote.byte ?? 0, has_quote: quote.byte != nil)
        capacity = 0
        memory = .allocate(capacity: 1)
        recordMemory = .allocate(capacity: 1)
    }

    deinit {
        memory.deallocate()
        recordMemory.deallocate()
    }

    /// How many complete records there are.
    public var recordCount: Int { result.records }
    /// How many bytes they take up, line ends included.
    public var consumed: Int { result.consumed }
    /// How they end.
    public var lineEndings: LineEndings {
        LineEndings(lf: result.lf, crlf: result.crlf, cr: result.cr)
    }
    /// Whether there are quotes, in a dialect that has them.
    public var hasQuotes: Bool { result.has_quotes }
    /// Whether any byte is beyond ASCII.
    public var isBeyondASCII: Bool { result.is_beyond_ascii }

    /// The offset of the delimiter or line end behind each field; of CRLF that of the LF. The element before the first is
    /// `UInt32.max`, so that a field always begins at the element before its own, plus one with overflow.
    public var fieldEnds: UnsafePointer<UInt32> { UnsafePointer(memory + 1) }
    /// The index in ``fieldEnds`` of each record's last field.
    public var recordEnds: UnsafePointer<UInt32> { UnsafePointer(recordMemory) }

    /// Where record `number` begins, for `number` up to ``recordCount``.
    public func start(ofRecord number: Int) -> Int {
        number == 0 ? 0 : Int(fieldEnds[Int(recordEnds[number - 1])]) + 1
    }

    /// Looks through `text`, which begins with a record.
    ///
    /// - Parameters:
    ///   - text: Fewer than 2^32 bytes with ``padding`` readable bytes behind.
    ///   - isLast: Whether nothing follows, so that a CR at the very end is a line end rather than half of one.
    public func find(in text: UnsafeRawBufferPointer, isLast: Bool) {
        reserve(text.count)
        result = text_index_result()
        guard let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        if let columns {
            var wanted = text_index_columns(first: columns.lowerBound, end: columns.upperBound)
            text_index_find(base, text.count, isLast, dialect, &wanted, memory + 1, recordMemory, &result)
        } else {
            text_index_find(base, text.count, isLast, dialect, nil, memory + 1, recordMemory, &result)
        }
        guard result.is_irregular else { return }
        text_index_find_irregular(base, text.count, isLast, dialect, memory + 1, recordMemory, &result)
    }

    private func reserve(_ size: Int) {
        guard size > capacity || capacity == 0 else { return }
        memory.deallocate()
        recordMemory.deallocate()
        capacity = size
        memory = .allocate(capacity: size + 65)
        recordMemory = .allocate(capacity: size + 64)
        memory[0] = .max
    }
}
