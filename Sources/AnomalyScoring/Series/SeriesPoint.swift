/// A value of a series at a time.
public struct SeriesPoint: Sendable, Equatable, Codable {
    /// Seconds since 1970-01-01T00:00, on any clock that the series keeps to; `nil` where the series has only an order.
    public var time: Int?
    /// The value; not a number where it is missing.
    public var value: Double

    /// Makes a point.
    public init(time: Int? = nil, value: Double) {
        self.time = time
        self.value = value
    }
}
