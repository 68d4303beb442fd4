/// Finds rows whose key was there before.
///
/// It keeps 64-bit hashes, not keys: of 100,000 rows, two different ones share a hash with a probability below 1e-9.
struct DuplicateDetector {
    /// The most keys kept, some 50 MB; later rows are compared with these only.
    static let capacity = 1_000_000

    private var firstLines: [UInt64: Int32] = [:]

    /// The line of the first row with the same key, `nil` where this is the first.
    mutating func firstLine(of key: KeyHash, line: Int) -> Int? {
        if let first = firstLines[key.value] { return Int(first) }
        if firstLines.count < Self.capacity { firstLines[key.value] = Int32(clamping: line) }
        return nil
    }
}

/// A hash of the fields of a key: FNV-1a with a final mix, so that it is the same in every run.
struct KeyHash {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Takes in a field, and its end, so that `1`,`23` differs from `12`,`3`.
    mutating func add(_ field: UnsafeRawBufferPointer) {
        for byte in field { add(byte) }
        add(0x1f)
    }

    /// Takes in a byte.
    mutating func add(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
    }

    /// The hash.
    var value: UInt64 {
        let mixed = (state ^ (state >> 32)) &* 0xd6e8_feb8_6659_fd93
        return mixed ^ (mixed >> 32)
    }
}
