/// A small generator of reproducible bits (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014).
public struct SplitMix64: RandomNumberGenerator, Sendable, Equatable {
    /// Where the generator stands; the same start gives the same bits.
    public var state: UInt64

    /// Makes a generator that starts at `state`.
    public init(state: UInt64) { self.state = state }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}
