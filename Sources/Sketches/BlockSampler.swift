/// Chooses one number at random from every block of `2^height`; see ``QuantileSketch``.
struct BlockSampler: Sendable, Equatable {
    /// Blocks have 2 to the power of this many numbers; 0 means that no number is left out.
    private(set) var height = 0
    private var filled = 0
    /// Which number of the block is the one, drawn when the block begins.
    private var drawn = 0
    private var chosen = 0.0

    private var size: Int { 1 << height }

    /// The number chosen of a block not yet full, standing for what there is of it; `nil` while none is.
    var pending: (value: Double, weight: Int)? { filled > drawn ? (chosen, filled) : nil }

    /// Doubles the size of the blocks. The current one goes on as the first half of a larger.
    mutating func rise(_ coins: inout SplitMix64) {
        if coins.next() & 1 == 1, filled <= drawn || height == 0 { drawn += size }
        height += 1
    }

    /// Takes the next number and returns the one chosen if that fills a block.
    mutating func add(_ value: Double, _ coins: inout SplitMix64) -> Double? {
        if filled == drawn { chosen = value }
        filled += 1
        guard filled == size else { return nil }
        filled = 0
        drawn = Int(truncatingIfNeeded: coins.next()) & (size - 1)
        return chosen
    }

    /// Takes a number that stands for `weight` and returns those chosen of the blocks it fills.
    mutating func add(_ value: Double, weight: Int, _ coins: inout SplitMix64) -> [Double] {
        var full: [Double] = []
        var rest = weight
        while rest > 0 {
            let part = min(rest, size - filled)
            if drawn >= filled, drawn < filled + part { chosen = value }
            filled += part
            rest -= part
            guard filled == size else { break }
            full.append(chosen)
            filled = 0
            drawn = Int(truncatingIfNeeded: coins.next()) & (size - 1)
        }
        return full
    }
}
