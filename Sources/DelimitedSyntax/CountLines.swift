/// The lines of a text in memory, without their line feeds; a byte order mark of UTF-8 is left away.
public struct CountLines {
    /// A line.
    public struct Line {
        /// The bytes.
        public let bytes: UnsafeRawBufferPointer
        /// The line's number, from 1.
        public let number: Int
        /// Where the line begins in the text.
        public let offset: Int
    }

    private let text: UnsafeRawBufferPointer
    private let isWhole: Bool
    private var offset: Int
    private var number = 0

    /// Takes a text; a last line without an end counts only if it `isWhole`. The lines are valid as long as the text.
    public init(_ text: UnsafeRawBufferPointer, isWhole: Bool) {
        self.text = text
        self.isWhole = isWhole
        offset = text.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    /// The next line; `nil` at the end.
    public mutating func next() -> Line? {
        guard offset < text.count else { return nil }
        let start = offset
        let end = text[start...].firstIndex(of: UInt8(ascii: "\n"))
        if end == nil, !isWhole { return nil }
        offset = end.map { $0 + 1 } ?? text.count
        number += 1
        let bytes = UnsafeRawBufferPointer(rebasing: text[start..<(end ?? text.count)])
        return Line(bytes: bytes, number: number, offset: start)
    }
}
