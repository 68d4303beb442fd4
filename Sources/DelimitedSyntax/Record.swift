/// One record of a delimited text: its fields as bytes, without quotes.
///
/// It borrows the memory of a ``RecordReader`` and must not be kept beyond the call it is handed to; that is why its
/// members are unsafe pointers, which cost neither copies nor reference counts for millions of fields.
public struct Record {
    /// Where a field lies in the record's bytes.
    struct Bounds: Sendable {
        var start: Int
        var end: Int
        var isQuoted: Bool
    }

    let bytes: UnsafeRawBufferPointer
    let fields: UnsafeBufferPointer<Bounds>

    /// The number of fields, at least 1.
    public var count: Int { fields.count }

    /// The field at `index`, counted from 0.
    public subscript(index: Int) -> Field {
        let bounds = fields[index]
        return Field(
            bytes: UnsafeRawBufferPointer(rebasing: bytes[bounds.start..<bounds.end]), isQuoted: bounds.isQuoted)
    }
}

/// One field of a ``Record``, valid as long as the record is.
public struct Field {
    /// The bytes, without the quotes around them and with doubled quotes made one.
    public let bytes: UnsafeRawBufferPointer
    /// Whether the field began with a quote.
    public let isQuoted: Bool

    /// The bytes as text; what is not UTF-8 becomes U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Why a text could not be cut into records.
public enum RecordError: Error, Sendable, Equatable {
    /// The text ends within quotes; the record begins at `offset`.
    case unterminatedQuote(offset: Int64)
    /// The record that begins at `offset` has more bytes than `limit`.
    case recordTooLarge(offset: Int64, limit: Int)
    /// The record that begins at `offset` has more fields than `limit`.
    case tooManyFields(offset: Int64, limit: Int)
}

/// How many lines ended in each way.
public struct LineEndings: Sendable, Equatable {
    /// Line feeds alone.
    public internal(set) var lf = 0
    /// Carriage returns with a line feed.
    public internal(set) var crlf = 0
    /// Carriage returns alone.
    public internal(set) var cr = 0

    /// Counts lines, by default none.
    public init(lf: Int = 0, crlf: Int = 0, cr: Int = 0) {
        self.lf = lf
        self.crlf = crlf
        self.cr = cr
    }

    /// Takes off the line counted last, which ended with a carriage return or a line feed alone.
    public mutating func remove(isReturn: Bool) {
        if isReturn { cr -= 1 } else { lf -= 1 }
    }

    /// Says that the carriage return counted last is followed by a line feed.
    public mutating func joinLast() {
        cr -= 1
        crlf += 1
    }

    /// Adds the lines of a text that follows.
    public mutating func merge(_ other: LineEndings) {
        lf += other.lf
        crlf += other.crlf
        cr += other.cr
    }

    /// `lf`, `crlf`, `cr`, `mixed`, or `none` where there is a single line without an end.
    public var summary: String {
        let seen = [("lf", lf), ("crlf", crlf), ("cr", cr)].filter { $0.1 > 0 }.map(\.0)
        return seen.count > 1 ? "mixed" : seen.first ?? "none"
    }
}
