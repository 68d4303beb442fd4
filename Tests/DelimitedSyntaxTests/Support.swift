import DelimitedSyntax

/// The records of `text`, fed in pieces of at most `piece` bytes.
func records(
    _ text: [UInt8], delimiter: Delimiter = .comma, quote: Quote = .double, piece: Int = .max, limit: Int = 64 << 20
) throws(RecordError) -> (rows: [[String]], reader: RecordReader) {
    var reader = RecordReader(delimiter: delimiter, quote: quote, maximumRecordSize: limit)
    var rows: [[String]] = []
    let take = { (record: Record) in rows.append((0..<record.count).map { record[$0].text }) }
    try text.withUnsafeBufferPointer { (all) throws(RecordError) in
        var start = 0
        while start < all.count {
            let end = start + min(piece, all.count - start)
            var rest = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: all[start..<end]))
            while try reader.advance(&rest) { reader.withRecord(take) }
            start = end
        }
    }
    if try reader.finish() { reader.withRecord(take) }
    return (rows, reader)
}

/// Calls `body` with the bytes of `text`.
func withBytes<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    Array(text.utf8).withUnsafeBytes(body)
}
