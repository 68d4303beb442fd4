/// A value of SQL.
public enum QueryValue: Sendable, Equatable {
    /// No value.
    case null
    /// A whole number.
    case integer(Int64)
    /// A number.
    case number(Double)
    /// Text.
    case text(String)
    /// Bytes.
    case bytes([UInt8])
}
