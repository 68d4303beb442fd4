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
        registers.withUnsafeMutableBufferPointer { own in
            other.registers.withUnsafeBufferPointer { others in
                for index in 0..<Self.count { own[index] = max(own[index], others[index]) }
            }
        }
    }

    /// How many words ``packed`` has: a register takes six bits, ten a word.
    static let packedCount = (count + 9) / 10

    /// The registers in as few bits as they need, in words whose first byte is the lowest.
    var packed: [UInt64] {
        registers.withUnsafeBufferPointer { registers in
            (0..<Self.packedCount).map { place in
                var word: UInt64 = 0
                for index in (10 * place..<min(10 * place + 10, Self.count)).reversed() {
                    word = word &<< 6 | UInt64(registers[index])
                }
                return word.littleEndian
            }
        }
    }

    /// Makes registers of nothing.
    init() {}

    /// Takes registers apart that were ``packed``; `nil` where there are too few or too many, or one is larger than can be.
    init?(packed: UnsafeRawBufferPointer) {
        guard packed.count == Self.packedCount * MemoryLayout<UInt64>.size else { return nil }
        var largest: UInt8 = 0
        registers.withUnsafeMutableBufferPointer { registers in
            for place in 0..<Self.packedCount {
                var word = UInt64(littleEndian: packed.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self))
                for index in 10 * place..<min(10 * place + 10, Self.count) {
                    registers[index] = UInt8(truncatingIfNeeded: word) & 0x3f
                    largest = max(largest, registers[index])
                    word &>>= 6
                }
            }
        }
        guard largest <= Self.top else { return nil }
    }

    /// The number of different hashes, by algorithm 6 of Ertl's paper.
    var estimate: Int {
        let histogram = histogram
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

    /// How many registers have each value.
    private var histogram: [Int] {
        // Most have one of few values. Each of four that follow each other is counted apart, as a count is not there again at
        // once after it is written.
        let size = 64
        var counts = [UInt32](repeating: 0, count: 4 * size)
        counts.withUnsafeMutableBufferPointer { counts in
            registers.withUnsafeBufferPointer { registers in
                for index in registers.indices { counts[(index & 3) &* size &+ Int(registers[index])] &+= 1 }
            }
        }
        return (0...Self.top).map { value in
            (0..<4).reduce(0) { $0 + Int(counts[$1 * size + value]) }
        }
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
