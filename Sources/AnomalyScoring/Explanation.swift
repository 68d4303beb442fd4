/// Why something is strange: what drove its score, the strongest first.
public struct Explanation: Sendable, Equatable, Codable {
    /// A feature that drove a score.
    public struct Driver: Sendable, Equatable, Codable {
        /// The feature's name.
        public var feature: String
        /// Its value here; absent where it is missing.
        public var value: Double?
        /// Where it usually lies.
        public var expected: ClosedRange<Double>
        /// Its part in the score, from 0 to 1; the parts of all features make 1.
        public var weight: Double

        /// Makes a driver.
        public init(feature: String, value: Double?, expected: ClosedRange<Double>, weight: Double) {
            self.feature = feature
            self.value = value
            self.expected = expected
            self.weight = weight
        }
    }

    /// What drove the score, the strongest first.
    public var drivers: [Driver]

    /// Makes an explanation.
    public init(drivers: [Driver]) { self.drivers = drivers }
}
