/// The bounds that the tests of ``QualityTests`` work by; a test whose bounds are absent is not made.
///
/// U.S. Integrated Ocean Observing System, "Manual for Real-Time Quality Control of In-situ Temperature and Salinity Data
/// Version 2.1", 2020 (QARTOD); the numbers of the tests are the manual's.
public struct QualityLimits: Sendable, Equatable, Codable {
    /// Test 1: the longest time between points, in seconds.
    public var longestGap: Int?
    /// Test 4: what the sensor can measure; beyond it a point fails.
    public var sensorRange: ClosedRange<Double>?
    /// Test 4: what is expected; beyond it a point is suspect.
    public var expectedRange: ClosedRange<Double>?
    /// Test 6: from which distance to the mean of its neighbours on a point is suspect.
    public var suspectSpike: Double?
    /// Test 6: from which distance on it fails.
    public var badSpike: Double?
    /// Test 7: how many standard deviations of the last points a point may differ from the one before.
    public var rateOfChange: Double?
    /// Test 7: how many last points these are.
    public var rateWindow: Int
    /// Test 8: by how much values may differ that count as the same.
    public var flatTolerance: Double?
    /// Test 8: how many points in a row that are the same are suspect.
    public var suspectFlat: Int
    /// Test 8: how many fail.
    public var badFlat: Int

    /// Makes bounds; without arguments no test is made. The numbers of points are the manual's examples.
    public init(
        longestGap: Int? = nil, sensorRange: ClosedRange<Double>? = nil, expectedRange: ClosedRange<Double>? = nil,
        suspectSpike: Double? = nil, badSpike: Double? = nil, rateOfChange: Double? = nil, rateWindow: Int = 25,
        flatTolerance: Double? = nil, suspectFlat: Int = 3, badFlat: Int = 5
    ) {
        self.longestGap = longestGap
        self.sensorRange = sensorRange
        self.expectedRange = expectedRange
        self.suspectSpike = suspectSpike
        self.badSpike = badSpike
        self.rateOfChange = rateOfChange
        self.rateWindow = rateWindow
        self.flatTolerance = flatTolerance
        self.suspectFlat = suspectFlat
        self.badFlat = badFlat
    }
}
