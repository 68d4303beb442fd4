/// How a listing is printed.
public enum ListingFormat: String, Sendable, CaseIterable {
    /// Columns for a person; long values are cut.
    case table
    /// One JSON array.
    case json
    /// One JSON object a line.
    case ndjson
    /// Comma-separated values with a header line (RFC 4180).
    case csv
}
