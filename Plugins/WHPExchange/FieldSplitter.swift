/// Finds the comma-separated fields of a line.
///
/// Blanks around a field are dropped. A field in double quotes may hold commas; a doubled quote in it stands for one. A
/// quote that is never closed holds the rest of the line.
struct FieldSplitter {
    /// Where the fields of the last line lie in it.
    private(set) var ranges: [Range<Int>] = []

    /// Splits `line`; the ranges are kept until the next call.
    mutating func split(_ line: UnsafeRawBufferPointer) {
        ranges.removeAll(keepingCapacity: true)
        var start = 0
        var isQuoted = false
        for index in 0..<line.count {
            switch line[index] {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted:
                ranges.append(Self.trimmed(line, start..<index))
                start = index + 1
            default: break
            }
        }
        ranges.append(Self.trimmed(line, start..<line.count))
    }

    /// The part of `range` without blanks and one pair of quotes around it.
    static func trimmed(_ line: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int> {
        let inner = withoutBlanks(line, range)
        guard let first = inner.first, line[first] == UInt8(ascii: "\"") else { return inner }
        let isClosed = inner.count > 1 && line[inner.upperBound - 1] == UInt8(ascii: "\"")
        return withoutBlanks(line, (first + 1)..<(isClosed ? inner.upperBound - 1 : inner.upperBound))
    }

    private static func withoutBlanks(_ line: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int> {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, isBlank(line[low]) { low += 1 }
        while high > low, isBlank(line[high - 1]) { high -= 1 }
        return low..<high
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
