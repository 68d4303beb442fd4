import CColumnKernels

/// HyperLogLog's registers with Ertl's estimator; see ``DistinctCounter``.
struct HyperLogLogRegisters: Sendable, Equatable {
    private static let precision = 14
    private static let count = 1 << precision
    /// The largest value of a register: one more than the bits left after the index.
    private static let top = 64 - precision + 1

    private var registers = [UInt8](repeating: 0, count: Self.count)

    /// Notes `hash`: its first bits choose the register, the zeros that follow are its value.
    mutating func add(_ hash: UInt64) {
        let index = Int(truncatingIfNeeded: hash >> UInt64(64 - Self.precision))
        let rest = hash << UInt64(Self.precision)
        let rank = UInt8(min(Self.top, rest.leadingZeroBitCount + 1))
        if registers[index] < rank { registers[index] = rank }
    }

    /// Notes many hashes.
    mutating func add(_ hashes: UnsafeBufferPointer<UInt64>) {
        registers.withUnsafeMutableBufferPointer {
            column_registers_add($0.baseAddress, hashes.baseAddress, hashes.count)
        }
    }

    /// Takes the larger of each pair of registers.
    mutating func merge(_ other: HyperLogLogRegisters) {
        for index in registers.indices { registers[index] = max(registers[index], other.registers[index]) }
    }

    /// How many words ``packed`` has: a register takes six bits, ten a word.
    static let packedCount = (count + 9) / 10

    /// The registers in as few bits as they need.
    var packed: [UInt64] {
        stride(from: 0, to: Self.count, by: 10).map { start in
            (start..<min(start + 10, Self.count)).reduce(UInt64(0)) { word, index in
                word | UInt64(registers[index]) << UInt64(6 * (index - start))
            }
        }
    }

    /// Makes registers of nothing.
    init() {}

    /// Takes registers apart; `nil` where there are too few or too many, or one is larger than can be.
    init?(packed: [UInt64]) {
        guard packed.count == Self.packedCount else { return nil }
        for index in 0..<Self.count {
            let value = UInt8(truncatingIfNeeded: packed[index / 10] >> UInt64(6 * (index % 10))) & 0x3f
            guard value <= Self.top else { return nil }
            registers[index] = value
        }
    }

    /// The number of different hashes, by algorithm 6 of Ertl's paper.
    var estimate: Int {
        var histogram = [Int](repeating: 0, count: Self.top + 1)
        for value in registers { histogram[Int(value)] += 1 }
        let size = Double(Self.count)
        var sum = size * Self.tau(1 - Double(histogram[Self.top]) / size)
        for value in stride(from: Self.top - 1, through: 1, by: -1) {
            sum = 0.5 * (sum + Double(histogram[value]))
        }
        sum += size * Self.sigma(Double(histogram[0]) / size)
        let logarithmOfTwo = 0.693_147_180_559_945_3
        let estimate = size * size / (2 * logarithmOfTwo * sum)
        return estimate.isFinite ? Int(estimate.rounded()) : 0
    }

    /// Corrects for registers still at zero.
    private static func sigma(_ share: Double) -> Double {
        guard share < 1 else { return .infinity }
        var (power, weight, sum, before) = (share, 1.0, share, -1.0)
        while sum != before {
            power *= power
            before = sum
            sum += power * weight
            weight += weight
        }
        return sum
    }

    /// Corrects for registers at their largest value.
    private static func tau(_ share: Double) -> Double {
        guard share > 0, share < 1 else { return 0 }
        var (root, weight, sum, before) = (share, 1.0, 1 - share, -1.0)
        while sum != before {
            root = root.squareRoot()
            before = sum
            weight *= 0.5
            sum -= (1 - root) * (1 - root) * weight
        }
        return sum / 3
    }
}
