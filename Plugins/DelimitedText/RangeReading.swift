import ColumnProfiles
import DelimitedSyntax
import HandlerAPI

/// One pass over the rows that begin in a range of a file: text becomes records, and their values go to the columns.
struct RangeReading: ~Copyable {
    private static let leastChunk = 256 << 10
    private static let largestChunk = 4 << 20
    /// How many bytes are read behind the end of a range at once, to find the end of its last row.
    private static let overhang = 4 << 10

    private let plan: TablePlan
    private let upperBound: Int64
    /// Those that are summarised.
    private let columns: Range<Int>
    private let index: FieldIndex
    private let cleaner: FieldCleaner
    private let batch = ValueBatch()
    private var source: TextSource
    private var buffer: TextBuffer
    private var check = UTF8Check()
    private let rows = RowList()
    /// What was found.
    private(set) var part: TablePart

    /// Prepares to read the rows of `range` that begin from `begin` on, where one does.
    init(_ plan: TablePlan, _ range: TableRange, from begin: Int64, by options: DelimitedTextOptions) {
        self.plan = plan
        upperBound = range.bytes.upperBound
        columns = range.columns
        index = FieldIndex(
            delimiter: plan.dialect.delimiter, quote: plan.dialect.quote,
            columns: columns.count < plan.columnCount ? columns : nil)
        cleaner = FieldCleaner(quote: plan.dialect.quote, missing: options.missing)
        source = TextSource(encoding: plan.dialect.encoding, start: begin)
        let chunk = min(Self.largestChunk, max(Self.leastChunk, plan.columnCount << 13))
        let rest = plan.dialect.encoding.isUTF8 ? Int(max(0, plan.size - begin)) : chunk
        buffer = TextBuffer(capacity: min(chunk, rest))
        let column = ColumnProfile(sampleSize: plan.sampleSize)
        part = TablePart(
            columns: [ColumnProfile](repeating: column, count: columns.count), begin: begin, end: begin)
        if let limit = options.maximumAnomalies {
            part.candidates = [AnomalyCandidates](repeating: AnomalyCandidates(limit: limit), count: columns.count)
        }
    }

    /// Reads the rows, up to the first that cannot be read or that belies the encoding.
    mutating func read(_ file: borrowing FileContent) throws(HandlerError) {
        var hasMore = true
        while hasMore, part.end < upperBound, part.failure == nil, !part.beliesEncoding {
            hasMore = try source.fill(&buffer, from: file, limit: readLimit)
            if hasMore { takeRecords(isLast: false) } else { takeLast() }
        }
        part.sawBeyondASCII = check.sawBeyondASCII
    }

    /// How much may be read at once.
    private var readLimit: Int {
        let known = part.end + Int64(buffer.count)
        return known < upperBound ? Int(min(upperBound - known, 1 << 40)) + Self.overhang : Self.overhang + buffer.count
    }

    /// Takes the records in a text that ends with the file. If the last has no line end, it gets one.
    private mutating func takeLast() {
        guard let last = buffer.text.last else { return }
        let isOpen = last != UInt8(ascii: "\n") && last != UInt8(ascii: "\r")
        if isOpen { buffer.appendLineFeed() }
        takeRecords(isLast: true)
        guard part.failure == nil, !part.beliesEncoding else { return }
        if buffer.count > 0, part.end < upperBound {
            part.failure = HandlerError(.unterminatedQuote(offset: 0), at: part.end)
            part.endsWithinQuotes = true
        } else if buffer.count == 0, isOpen {
            part.lineEndings.remove(isReturn: false)
            part.end -= plan.dialect.encoding.sourceLength(of: UInt8(ascii: "\n"))
        }
    }

    /// Takes all complete records of the buffer that begin in the range, and drops them from it.
    private mutating func takeRecords(isLast: Bool) {
        index.find(in: buffer.text, isLast: isLast)
        let own = plan.dialect.encoding.isUTF8 ? recordsInRange() : index.recordCount
        if own < index.recordCount {
            // What follows belongs to the next range, and so do its line ends.
            let size = index.start(ofRecord: own)
            index.find(in: UnsafeRawBufferPointer(rebasing: buffer.text[..<size]), isLast: true)
        }
        if index.recordCount == 0 { return growBuffer() }
        let text = UnsafeRawBufferPointer(rebasing: buffer.text[..<index.consumed])
        checkEncoding(text)
        if !part.beliesEncoding { takeRows(of: text) }
        part.end += Int64(plan.dialect.encoding.sourceLength(ofUTF8: text))
        buffer.removeFirst(text.count)
    }

    /// How many of the records found begin in the range.
    private func recordsInRange() -> Int {
        guard part.end + Int64(index.consumed) > upperBound else { return index.recordCount }
        var (low, high) = (0, index.recordCount)
        while low < high {
            let middle = (low + high) / 2
            if part.end + Int64(index.start(ofRecord: middle)) < upperBound { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func growBuffer() {
        guard buffer.count >= TextBuffer.largestRecord else {
            if buffer.room.isEmpty { buffer.grow() }
            return
        }
        part.failure = HandlerError(.recordTooLarge(offset: 0, limit: TextBuffer.largestRecord), at: part.end)
        part.endsWithinQuotes = true
    }

    private mutating func checkEncoding(_ text: UnsafeRawBufferPointer) {
        guard plan.dialect.encoding.isUTF8 else { return }
        guard index.isBeyondASCII else { return check.skipASCII(text.count) }
        check.feed(text)
        part.encodingFault = check.firstFault.map { part.begin + $0 }
        part.sawBeyondASCII = check.sawBeyondASCII
    }
}

// MARK: - Rows

extension RangeReading {
    private mutating func takeRows(of text: UnsafeRawBufferPointer) {
        part.lineEndings.merge(index.lineEndings)
        cleaner.begin(size: text.count)
        var next = 0
        while next < index.recordCount {
            let end = min(index.recordCount, next + ValueBatch.capacity)
            takeRows(next..<end, of: text)
            next = end
        }
    }

    private mutating func takeRows(_ records: Range<Int>, of text: UnsafeRawBufferPointer) {
        guard let base = text.baseAddress else { return }
        let isRegular = listRows(records, of: text)
        let firstRow = part.rows
        part.rows += rows.count
        let group = RowGroup(
            text: base, index: index, bases: rows.bases, fieldCounts: rows.fieldCounts, count: rows.count,
            isRegular: isRegular, hasCRLF: index.lineEndings.crlf > 0)
        for column in columns {
            let isLast = column + 1 == plan.columnCount
            let number = column - columns.lowerBound
            let missing = group.values(ofColumn: column, isLast: isLast, into: batch, cleaner)
            let numbersBefore = part.columns[number].numberCount
            part.columns[number].add(batch, missing: missing, isASCII: !index.isBeyondASCII)
            guard !part.candidates.isEmpty else { continue }
            let locator = RowLocator(
                batch, of: group, column: column, isLast: isLast, cleaner, firstRow: firstRow,
                textOffset: plan.dialect.encoding.isUTF8 ? part.end : nil)
            part.candidates[number].add(
                batch, takenBy: part.columns[number], numbersBefore: numbersBefore, place: locator.place(ofValue:))
        }
    }

    /// Lists the records that are rows; returns whether all have as many fields as there are columns.
    private mutating func listRows(_ records: Range<Int>, of text: UnsafeRawBufferPointer) -> Bool {
        rows.removeAll()
        let (columnCount, recordEnds) = (plan.columnCount, index.recordEnds)
        var isRegular = true
        var base = records.lowerBound == 0 ? 0 : Int(recordEnds[records.lowerBound - 1]) + 1
        for record in records {
            let last = Int(recordEnds[record])
            let count = last - base + 1
            if count != columnCount || count == 1 {
                if count == 1, isBlank(field: base, of: text) {
                    part.blankLines += 1
                    base = last + 1
                    continue
                }
                isRegular = isRegular && count == columnCount
                part.raggedShort += count < columnCount ? 1 : 0
                part.raggedLong += count > columnCount ? 1 : 0
            }
            rows.append(base: base, fieldCount: count)
            base = last + 1
        }
        return isRegular
    }

    /// Whether a line has nothing but this field, and that no byte.
    private func isBlank(field: Int, of text: UnsafeRawBufferPointer) -> Bool {
        let start = Int(index.fieldEnds[field - 1] &+ 1)
        let end = Int(index.fieldEnds[field])
        return start == end
            || (end == start + 1 && text[end] == UInt8(ascii: "\n") && text[start] == UInt8(ascii: "\r"))
    }
}
