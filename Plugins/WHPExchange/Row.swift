/// The fields of one line, valid as long as the line's bytes.
struct Row {
    private let line: UnsafeRawBufferPointer
    private let ranges: [Range<Int>]
    /// The number of the line in the file, from 1.
    let lineNumber: Int

    init(_ line: Line, splitBy splitter: inout FieldSplitter) {
        splitter.split(line.bytes)
        self.line = line.bytes
        ranges = splitter.ranges
        lineNumber = line.number
    }

    /// The number of fields.
    var count: Int { ranges.count }

    /// The bytes of a field, empty where the row has no such field.
    subscript(index: Int) -> UnsafeRawBufferPointer {
        guard ranges.indices.contains(index) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(rebasing: line[ranges[index]])
    }

    /// A field as text.
    func text(_ index: Int) -> String { String(exchangeField: self[index]) }

    /// What a field holds.
    func value(_ index: Int) -> FieldValue { FieldValue(self[index]) }

    /// What the field of a column holds, blank where there is no such column.
    func value(at index: Int?) -> FieldValue { index.map { value($0) } ?? .blank }

    /// How many fields there are up to the last that is not empty.
    var countToLastFilled: Int { (ranges.lastIndex { !$0.isEmpty } ?? -1) + 1 }

    /// Whether more fields are numbers than are other text: so is a row of data, but no line of names or of units.
    var looksLikeData: Bool {
        var numbers = 0
        var words = 0
        for index in 0..<count {
            switch value(index) {
            case .blank: break
            case .fill, .number: numbers += 1
            case .text: words += 1
            }
        }
        return numbers > words
    }
}

/// What a field holds.
enum FieldValue: Equatable {
    /// Nothing.
    case blank
    /// The fill value -999, however many decimals it has.
    case fill
    /// A number.
    case number(Double)
    /// Anything else.
    case text

    init(_ field: UnsafeRawBufferPointer) {
        if field.isEmpty {
            self = .blank
        } else if let number = decimalNumber(field) {
            self = number == -999 ? .fill : .number(number)
        } else {
            self = .text
        }
    }

    /// Whether there is no observation.
    var isMissing: Bool { self == .blank || self == .fill }

    /// The number, if it is one.
    var number: Double? { if case .number(let value) = self { value } else { nil } }
}

extension String {
    /// How many bytes of a field become text. Nothing that is kept is as long, and a hostile file must not fill the memory
    /// with names.
    private static let longestField = 500

    /// The text of a field: UTF-8 where it is valid, else ISO-8859-1. A doubled quote stands for one.
    init(exchangeField field: UnsafeRawBufferPointer) {
        let bytes = UnsafeRawBufferPointer(rebasing: field.prefix(Self.longestField))
        let text = String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { .init($0) }))
        self =
            text.contains("\"\"")
            ? text.split(separator: "\"\"", omittingEmptySubsequences: false)
                .joined(separator: "\"") : text
    }
}
