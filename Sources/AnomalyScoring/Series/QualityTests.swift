/// Tests single points of a stream in the manner of QARTOD: gap, gross range, spike, rate of change and flat line.
///
/// The spike test needs the point behind: its flag, as the manual has it, is of the point **before** the one taken, and so are the
/// flags that ``take(_:)`` returns. ``finish()`` returns those of the last point.
///
/// **Score.** Raw: the flag's number, 1 good or not evaluated, 3 suspect, 4 bad or missing. Calibrated: 0, 0.5 and 1 of them; the
/// tests are rules without a distribution.
public struct QualityTests: Sendable, Equatable, Codable {
    /// The tests.
    public enum Test: String, Sendable, Codable, CaseIterable {
        case gap
        case grossRange = "gross-range"
        case spike
        case rateOfChange = "rate-of-change"
        case flatLine = "flat-line"
    }

    /// What the tests say of a point.
    public struct Flags: Sendable, Equatable, Codable {
        /// The flag by each test.
        public internal(set) var flags: [Test: QualityFlag]
        /// What was seen and what was expected, for each flag worse than good, in the order of the tests.
        public internal(set) var reasons: [String]

        /// The worst of the flags.
        public var worst: QualityFlag { flags.values.max() ?? .notEvaluated }

        /// The flags as a score.
        public var score: SeriesScore {
            let (raw, calibrated): (Double, Double) =
                switch worst {
                case .good, .notEvaluated: (1, 0)
                case .suspect: (3, 0.5)
                case .bad, .missing: (4, 1)
                }
            let reason = reasons.isEmpty ? nil : reasons.joined(separator: "; ")
            return SeriesScore(AnomalyScore(raw: raw, calibrated: calibrated), reason: reason)
        }
    }

    private let limits: QualityLimits
    /// A point whose spike test waits for the one behind.
    private struct Waiting: Sendable, Equatable, Codable {
        let value: Double?
        var flags: Flags
    }

    private var waiting: Waiting?
    /// The value before the one that waits.
    private var earlier: Double?
    private var lastTime: Int?
    private var recent: RecentValues
    /// The last values, for the test of flat lines.
    private var latest: RecentValues

    /// Makes tests by `limits`.
    public init(_ limits: QualityLimits) {
        self.limits = limits
        recent = RecentValues(capacity: max(2, limits.rateWindow))
        latest = RecentValues(capacity: max(limits.suspectFlat, limits.badFlat) - 1)
    }

    /// Takes a point and returns the flags of the one before; `nil` for the first.
    public mutating func take(_ point: SeriesPoint) -> Flags? {
        let finished = finished(next: point.value)
        var flags = Flags(flags: [:], reasons: [])
        testGap(point, &flags)
        if point.value.isFinite {
            testRange(point.value, &flags)
            testRate(point.value, &flags)
            testFlat(point.value, &flags)
        } else {
            for test in [Test.grossRange, .rateOfChange, .flatLine] { flags.flags[test] = .missing }
            flags.reasons.append("there is no value")
        }
        earlier = waiting?.value
        waiting = Waiting(value: point.value.isFinite ? point.value : nil, flags: flags)
        if point.value.isFinite {
            recent.add(point.value)
            latest.add(point.value)
        }
        lastTime = point.time ?? lastTime
        return finished
    }

    /// The flags of the last point, whose spike test cannot be made; `nil` where there is none.
    public mutating func finish() -> Flags? {
        defer { waiting = nil }
        return finished(next: .nan)
    }

    /// The flags of the point that waits, once the value behind it is known.
    private func finished(next: Double) -> Flags? {
        guard let waiting else { return nil }
        var flags = waiting.flags
        guard let value = waiting.value else {
            flags.flags[.spike] = .missing
            return flags
        }
        guard let earlier, next.isFinite, limits.suspectSpike != nil || limits.badSpike != nil else {
            flags.flags[.spike] = .notEvaluated
            return flags
        }
        let distance = abs(value - (earlier + next) / 2)
        let bound = [limits.badSpike, limits.suspectSpike].compactMap { $0 }.first { distance > $0 }
        flags.flags[.spike] = bound == nil ? .good : bound == limits.badSpike ? .bad : .suspect
        if let bound {
            flags.reasons.append(
                "\(ShortNumber.text(value)) is \(ShortNumber.text(distance)) from the mean of its neighbours; "
                    + "expected at most \(ShortNumber.text(bound))")
        }
        return flags
    }
}

// MARK: - The tests that need no later point

extension QualityTests {
    private func testGap(_ point: SeriesPoint, _ flags: inout Flags) {
        guard let longest = limits.longestGap, let time = point.time, let lastTime else {
            flags.flags[.gap] = .notEvaluated
            return
        }
        let gap = time - lastTime
        flags.flags[.gap] = gap > longest || gap <= 0 ? .bad : .good
        if gap > longest {
            flags.reasons.append("the point comes \(gap) s after the last; expected at most \(longest) s")
        } else if gap <= 0 {
            flags.reasons.append("the point comes \(-gap) s before the last or at the same time")
        }
    }

    private func testRange(_ value: Double, _ flags: inout Flags) {
        if let range = limits.sensorRange, !range.contains(value) {
            flags.flags[.grossRange] = .bad
            flags.reasons.append(Self.outside(range, value, "what the sensor measures"))
        } else if let range = limits.expectedRange, !range.contains(value) {
            flags.flags[.grossRange] = .suspect
            flags.reasons.append(Self.outside(range, value, "what is expected"))
        } else {
            let isTested = limits.sensorRange != nil || limits.expectedRange != nil
            flags.flags[.grossRange] = isTested ? .good : .notEvaluated
        }
    }

    private static func outside(_ range: ClosedRange<Double>, _ value: Double, _ what: String) -> String {
        "\(ShortNumber.text(value)) is outside \(ShortNumber.text(range.lowerBound)) to "
            + "\(ShortNumber.text(range.upperBound)), \(what)"
    }

    private func testRate(_ value: Double, _ flags: inout Flags) {
        guard let factor = limits.rateOfChange, recent.isFull, let before = waiting?.value else {
            flags.flags[.rateOfChange] = .notEvaluated
            return
        }
        let bound = factor * recent.deviation
        let change = abs(value - before)
        flags.flags[.rateOfChange] = change > bound ? .suspect : .good
        if change > bound {
            flags.reasons.append(
                "the value changes by \(ShortNumber.text(change)); expected at most \(ShortNumber.text(bound)), "
                    + "\(ShortNumber.text(factor)) standard deviations of the last \(recent.count)")
        }
    }

    private func testFlat(_ value: Double, _ flags: inout Flags) {
        guard let tolerance = limits.flatTolerance else {
            flags.flags[.flatLine] = .notEvaluated
            return
        }
        let count = 1 + latest.inOrder.reversed().prefix { abs($0 - value) <= tolerance }.count
        flags.flags[.flatLine] = count >= limits.badFlat ? .bad : count >= limits.suspectFlat ? .suspect : .good
        if count >= min(limits.badFlat, limits.suspectFlat) {
            flags.reasons.append(
                "the last \(count) values are within \(ShortNumber.text(tolerance)) of this one; expected fewer than "
                    + "\(min(limits.suspectFlat, limits.badFlat))")
        }
    }
}
