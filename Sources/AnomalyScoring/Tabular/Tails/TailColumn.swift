import Glibc

/// A column as ECOD and COPOD know it: its values in order.
struct TailColumn: Sendable, Equatable {
    /// The values that are not missing, ascending; an infinity is held as the largest finite number.
    let values: ArraySlice<Double>
    /// The sign of the skewness: -1, 0 or 1.
    let skew: Int
    /// What the values learned from contribute on average, which is what a missing value contributes.
    let mean: Double

    /// What a value contributes. One beyond all values learned from stands for half a value.
    func contribution(of value: Double, _ rule: TailRule) -> Double {
        guard !value.isNaN, !values.isEmpty else { return mean }
        let bounded = Self.bounded(value)
        let below = place { $0 < bounded }
        let upTo = place { $0 <= bounded }
        let count = Double(values.count)
        return TailRule.Weighing(rule, skew: skew).contribution(
            left: -log(max(Double(upTo), 0.5) / count), right: -log(max(count - Double(below), 0.5) / count))
    }

    /// Whether a stored column can be.
    var isSound: Bool {
        mean.isFinite && (-1...1).contains(skew) && values.allSatisfy(\.isFinite)
            && zip(values, values.dropFirst()).allSatisfy(<=)
    }

    /// A value with the largest finite number for an infinity.
    @inline(__always)
    static func bounded(_ value: Double) -> Double {
        min(max(value, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    }

    /// How many values are before the first that does not answer `isBefore`.
    @inline(__always)
    private func place(_ isBefore: (Double) -> Bool) -> Int {
        values.withUnsafeBufferPointer { values in
            var (low, high) = (0, values.count)
            while low < high {
                let middle = (low &+ high) &>> 1
                if isBefore(values[middle]) { low = middle &+ 1 } else { high = middle }
            }
            return low
        }
    }
}

extension TailColumn: Codable {
    private enum CodingKeys: String, CodingKey {
        case values, skew, mean
    }

    /// Reads a column.
    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            values: try fields.decode([Double].self, forKey: .values)[...],
            skew: try fields.decode(Int.self, forKey: .skew), mean: try fields.decode(Double.self, forKey: .mean))
    }

    /// Writes a column.
    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(Array(values), forKey: .values)
        try fields.encode(skew, forKey: .skew)
        try fields.encode(mean, forKey: .mean)
    }
}
