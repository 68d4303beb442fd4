/// The smallest box on the globe that holds some positions, in degrees; `west` is larger than `east` where it crosses the
/// 180th meridian (as in GeoJSON, RFC 7946 section 5.2).
public struct BoundingBox: Codable, Sendable, Equatable {
    /// The southernmost latitude, -90…90.
    public private(set) var south: Double
    /// The northernmost latitude, -90…90.
    public private(set) var north: Double
    /// The westernmost longitude, -180…180.
    public private(set) var west: Double
    /// The easternmost longitude, -180…180.
    public private(set) var east: Double

    enum CodingKeys: String, CodingKey {
        case south, north, west, east
    }

    /// The box of one position; `nil` where it is none on the globe. Longitudes up to 360 are taken.
    init?(latitude: Double, longitude: Double) {
        guard (-90...90).contains(latitude), (-180...360).contains(longitude) else { return nil }
        let wrapped = longitude > 180 ? longitude - 360 : longitude
        (south, north, west, east) = (latitude, latitude, wrapped, wrapped)
    }

    /// Widens the box to hold `other`, on the side where it grows less.
    mutating func formUnion(_ other: BoundingBox) {
        south = min(south, other.south)
        north = max(north, other.north)
        if holds(other) { return }
        if other.holds(self) {
            (west, east) = (other.west, other.east)
            return
        }
        let toEast = Self.width(west, other.east)
        let toWest = Self.width(other.west, east)
        let (low, high) = toEast <= toWest ? (west, other.east) : (other.west, east)
        let isWholeCircle = !Self.holds(low, high, other) || !Self.holds(low, high, self)
        (west, east) = isWholeCircle ? (-180, 180) : (low, high)
    }

    private func holds(_ other: BoundingBox) -> Bool { Self.holds(west, east, other) }

    /// Whether the arc from `west` to `east` holds that of `box`.
    private static func holds(_ west: Double, _ east: Double, _ box: BoundingBox) -> Bool {
        if west == -180 && east == 180 { return true }
        // Both ends are measured from `west`: a sum of widths would be off by a rounding error.
        let start = width(west, box.west)
        let end = width(west, box.east)
        return start <= end && end <= width(west, east)
    }

    /// How far `east` lies to the east of `west`, 0..<360 degrees.
    private static func width(_ west: Double, _ east: Double) -> Double {
        east >= west ? east - west : east - west + 360
    }
}

/// The time from the first observation to the last, in ISO 8601 (UTC).
public struct TimeSpan: Codable, Sendable, Equatable {
    /// The first time, for example `2008-02-05T22:07:00Z`, or a day where the file gives no time.
    public private(set) var start: String
    /// The last time, likewise.
    public private(set) var end: String

    enum CodingKeys: String, CodingKey {
        case start, end
    }

    init(_ times: ClosedRange<ExchangeTime>) {
        start = times.lowerBound.iso8601
        end = times.upperBound.iso8601
    }

    /// Widens the span to hold `other`. ISO 8601 sorts as text.
    mutating func formUnion(_ other: TimeSpan) {
        start = min(start, other.start)
        end = max(end, other.end)
    }
}
