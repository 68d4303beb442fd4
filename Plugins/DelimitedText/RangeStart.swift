import DelimitedSyntax
import HandlerAPI

/// Finds where the first row of a range begins without having read what comes before.
///
/// Whether a line end is within quotes depends on all the quotes before it. So it is guessed from the next quote that can
/// only open or only close: one behind a delimiter or line end but not before one opens, and the other way round it closes
/// (Ge, Li, Eilebrecht, Chandramouli and Kossmann, "Speculative Distributed CSV Data Parsing for Big Data Analytics",
/// SIGMOD 2019). Where ranges are joined, a wrong guess shows, as the rows before end elsewhere, and the range is read again.
enum RangeStart {
    private static let firstWindow = 16 << 10
    private static let largestWindow = 1 << 20

    /// The offset at which the first row at or behind the beginning of `range` seems to begin; its end if none does.
    static func guess(
        _ range: Range<Int64>, in file: borrowing FileContent, _ dialect: Dialect
    ) throws(HandlerError) -> Int64 {
        var size = firstWindow
        while true {
            var window = TextBuffer(capacity: size)
            var source = TextSource(encoding: .utf8, start: range.lowerBound - 1)
            let hasMore = try source.fill(&window, from: file)
            if let offset = rowStart(in: window.text, dialect) {
                return min(range.lowerBound - 1 + Int64(offset), range.upperBound)
            }
            guard hasMore, size < largestWindow else { return range.upperBound }
            size *= 4
        }
    }

    /// Where the first row behind the first line end begins; `nil` where that is not in `text`.
    static func rowStart(in text: UnsafeRawBufferPointer, _ dialect: Dialect) -> Int? {
        var isInside = dialect.quote.byte.map { beginsInside(text, quote: $0, dialect.delimiter.byte) } ?? false
        for (offset, byte) in text.enumerated() {
            if byte == dialect.quote.byte {
                isInside.toggle()
            } else if !isInside, byte == UInt8(ascii: "\n") {
                return offset + 1
            } else if !isInside, byte == UInt8(ascii: "\r") {
                guard offset + 1 < text.count else { return nil }
                if text[offset + 1] != UInt8(ascii: "\n") { return offset + 1 }
            }
        }
        return nil
    }

    /// Whether the text seems to begin within quotes.
    private static func beginsInside(_ text: UnsafeRawBufferPointer, quote: UInt8, _ delimiter: UInt8) -> Bool {
        func isEdge(_ byte: UInt8) -> Bool {
            byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        }
        var isOdd = false
        for offset in 0..<max(0, text.count - 1) where text[offset] == quote {
            if offset > 0 {
                let (before, behind) = (text[offset - 1], text[offset + 1])
                if isEdge(before), !isEdge(behind), behind != quote { return isOdd }
                if !isEdge(before), before != quote, isEdge(behind) { return !isOdd }
            }
            isOdd.toggle()
        }
        return false
    }
}
