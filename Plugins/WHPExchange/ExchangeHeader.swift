import HandlerAPI

/// The lines of a CTD file between its stamp and its columns: `NUMBER_HEADERS = n` and `NAME = value`.
struct ExchangeHeader {
    private(set) var values: [String: String] = [:]
    /// What `NUMBER_HEADERS` says.
    private var declaredCount: Int?
    private var lineCount = 0
    private var isCountReadable = true

    /// How many names a header may have; others are left out.
    private static let capacity = 1_000

    /// Takes in a line; returns `false` where it is none of the header, but the line of column names.
    mutating func take(_ line: Line) -> Bool {
        guard let equals = line.bytes.firstIndex(of: UInt8(ascii: "=")) else { return takeDamaged(line) }
        let name = Self.text(line, 0..<equals)
        let value = Self.text(line, (equals + 1)..<line.bytes.count)
        lineCount += 1
        if name.uppercased() == "NUMBER_HEADERS" {
            declaredCount = Int(value)
            isCountReadable = declaredCount != nil
        } else if values.count < Self.capacity {
            values[name] = value
        }
        return true
    }

    /// A line without `=` within the declared count is a damaged header where it cannot be column names.
    private mutating func takeDamaged(_ line: Line) -> Bool {
        guard let declaredCount, lineCount < declaredCount, !line.bytes.contains(UInt8(ascii: ",")) else {
            return false
        }
        lineCount += 1
        return true
    }

    private static func text(_ line: Line, _ range: Range<Int>) -> String {
        let trimmed = FieldSplitter.trimmed(line.bytes, range)
        return String(exchangeField: UnsafeRawBufferPointer(rebasing: line.bytes[trimmed]))
    }

    /// The text of a header; `nil` where it is absent, blank or the fill value.
    func text(_ name: String) -> String? {
        guard let text = values[name], !FieldValue(text).isMissing else { return nil }
        return text
    }

    /// The number in a header, if it is one.
    func number(_ name: String) -> Double? { values[name].flatMap { FieldValue($0).number } }

    /// Why the number of header lines is not what it should be, if so.
    var countFault: String? {
        guard isCountReadable else { return "NUMBER_HEADERS is not a whole number" }
        guard let declaredCount else { return "there is no NUMBER_HEADERS line; \(lineCount) header lines found" }
        guard declaredCount != lineCount else { return nil }
        return "NUMBER_HEADERS says \(declaredCount) lines, itself included; \(lineCount) found"
    }
}

extension FieldValue {
    /// What a text holds.
    init(_ text: String) {
        var text = text
        self = text.withUTF8 { FieldValue(UnsafeRawBufferPointer($0)) }
    }
}
