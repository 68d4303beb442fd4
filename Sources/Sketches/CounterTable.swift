/// Counters by hash: open addressing over hashes and counts side by side, with the values' bytes end to end in one array,
/// so that counting a value that is there already touches two words and allocates nothing.
///
/// Two values of the same 64-bit hash, which has their lengths in it, count as one.
struct CounterTable: Sendable {
    /// What is known of a value beside its hash and count.
    struct Text: Sendable {
        var length: Int
        var start: Int

        /// How many bytes are held.
        var kept: Int { min(length, FrequentValues.keptBytes) }
    }

    /// 0 is free; a hash of 0 is kept as 1.
    private(set) var hashes: [UInt64] = []
    private(set) var counts: [Int] = []
    private var texts: [Text] = []
    private var bytes: [UInt8] = []
    /// How many counters there are.
    private(set) var count = 0

    /// The hash that stands for a value in the table.
    @inline(__always)
    static func key(_ hash: UInt64) -> UInt64 { hash == 0 ? 1 : hash }

    /// Calls `body` with the bytes held, the length, the count and the key of each value.
    func forEach(_ body: (UnsafeRawBufferPointer, _ length: Int, _ count: Int, _ key: UInt64) -> Void) {
        bytes.withUnsafeBytes { all in
            for slot in hashes.indices where hashes[slot] != 0 {
                let text = texts[slot]
                let held = UnsafeRawBufferPointer(rebasing: all[text.start..<text.start + text.kept])
                body(held, text.length, counts[slot], hashes[slot])
            }
        }
    }

    /// Counts values from `start` on that are there already; returns the index of the first that is not.
    mutating func countKnown(_ values: HashedValues, from start: Int) -> Int {
        guard !hashes.isEmpty else { return start }
        let mask = hashes.count - 1
        return hashes.withUnsafeBufferPointer { hashes in
            counts.withUnsafeMutableBufferPointer { counts in
                var index = start
                while index < values.count {
                    let key = Self.key(values.hashes[index])
                    var slot = Int(truncatingIfNeeded: key) & mask
                    while hashes[slot] != key {
                        if hashes[slot] == 0 { return index }
                        slot = (slot &+ 1) & mask
                    }
                    counts[slot] &+= 1
                    index &+= 1
                }
                return index
            }
        }
    }

    /// Adds `amount` to the counter of a value, making it where there is none.
    mutating func add(_ amount: Int, to value: UnsafeRawBufferPointer, length: Int, key: UInt64) {
        if count * 2 >= hashes.count { rebuild(max(16, hashes.count * 2)) }
        let slot = slot(of: key)
        if hashes[slot] == 0 {
            hashes[slot] = key
            counts[slot] = 0
            texts[slot] = Text(length: length, start: bytes.count)
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: value.prefix(texts[slot].kept)))
            count += 1
        }
        counts[slot] += amount
    }

    /// Takes the median count off every counter, drops those that reach zero, and returns what was taken off.
    mutating func takeOffMedian() -> Int {
        let median = hashes.indices.filter { hashes[$0] != 0 }.map { counts[$0] }.sorted()[count / 2]
        var rest = CounterTable()
        forEach { bytes, length, count, key in
            if count > median { rest.add(count - median, to: bytes, length: length, key: key) }
        }
        self = rest
        return median
    }

    /// Where `key` is, or would be.
    private func slot(of key: UInt64) -> Int {
        let mask = hashes.count - 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while hashes[slot] != 0, hashes[slot] != key { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func rebuild(_ size: Int) {
        let (oldHashes, oldCounts, oldTexts) = (hashes, counts, texts)
        hashes = [UInt64](repeating: 0, count: size)
        counts = [Int](repeating: 0, count: size)
        texts = [Text](repeating: Text(length: 0, start: 0), count: size)
        for old in oldHashes.indices where oldHashes[old] != 0 {
            let slot = slot(of: oldHashes[old])
            (hashes[slot], counts[slot], texts[slot]) = (oldHashes[old], oldCounts[old], oldTexts[old])
        }
    }
}
