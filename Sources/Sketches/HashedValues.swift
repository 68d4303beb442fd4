/// Byte strings with their hashes, side by side in memory that somebody else owns.
///
/// Sketches take many values at once: what they keep stays in registers and in the nearest cache meanwhile.
public struct HashedValues {
    /// Where each value begins.
    public let starts: UnsafePointer<UnsafeRawPointer>
    /// How many bytes each value has.
    public let lengths: UnsafePointer<UInt32>
    /// The hash of each value by ``StableHash``.
    public let hashes: UnsafePointer<UInt64>
    /// How many values there are.
    public let count: Int

    /// Makes a view of `count` values, valid as long as the memory is.
    public init(
        starts: UnsafePointer<UnsafeRawPointer>, lengths: UnsafePointer<UInt32>, hashes: UnsafePointer<UInt64>,
        count: Int
    ) {
        self.starts = starts
        self.lengths = lengths
        self.hashes = hashes
        self.count = count
    }

    /// The bytes of the value at `index`.
    subscript(index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: starts[index], count: Int(lengths[index]))
    }
}
