/// Counters by hash: open addressing over hashes and counts side by side, with the values' bytes end to end in one array,
/// so that counting a value that is there already touches two words and allocates nothing.
///
/// Two values of the same 64-bit hash, which has their lengths in it, count as one.
struct CounterTable: Sendable {
    /// What is known of a value beside its hash and count.
    struct Text: Sendable {
        private let lengthBits: UInt32
        private let startBits: UInt32

        /// Makes a text of `length` bytes, below 2^32, of which the first are held from `start` on.
        init(length: Int, start: Int) {
            lengthBits = UInt32(truncatingIfNeeded: length)
            startBits = UInt32(truncatingIfNeeded: start)
        }

        /// How many bytes the value has.
        var length: Int { Int(lengthBits) }
        /// Where its bytes begin among those held.
        var start: Int { Int(startBits) }
        /// How many bytes are held.
        var kept: Int { min(length, FrequentValues.keptBytes) }
    }

    /// 0 is free; a hash of 0 is kept as 1.
    private(set) var hashes: [UInt64] = []
    private(set) var counts: [Int] = []
    private(set) var texts: [Text] = []
    /// The bytes of the values up to `end`, and room for more.
    private var bytes: [UInt8] = []
    private var end = 0
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

    /// Calls `body` with the bytes of all values, which ``texts`` points into.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { bytes.withUnsafeBytes(body) }

    /// Makes room for `wanted` counters.
    mutating func reserve(_ wanted: Int) {
        var size = 16
        while wanted * 3 > size * 2 { size *= 2 }
        if size > hashes.count { rebuild(size) }
        makeRoom(8 * wanted)
    }

    /// Makes room for `size` bytes of values.
    private mutating func makeRoom(_ size: Int) {
        guard bytes.count - end < size else { return }
        bytes.append(contentsOf: repeatElement(0, count: max(size, bytes.count)))
    }

    /// Counts values, and makes counters of those that are new as long as there are fewer than `limit`; returns the index
    /// of the first that would be one too many.
    mutating func count(_ values: HashedValues, upTo limit: Int) -> Int {
        if count == 0 { reserve(min(values.count, limit)) }
        var index = take(values, from: 0, upTo: limit)
        while index < values.count, count < limit {
            if (count + 1) * 3 > hashes.count * 2 { rebuild(hashes.count * 2) }
            makeRoom(min(Int(values.lengths[index]), FrequentValues.keptBytes))
            index = take(values, from: index, upTo: limit)
        }
        return index
    }

    /// Counts values from `start` on as far as there is room for those that are new; returns the index of the first for
    /// which there is none.
    private mutating func take(_ values: HashedValues, from start: Int, upTo limit: Int) -> Int {
        let most = min(limit, hashes.count * 2 / 3)
        var (index, count, end) = (start, count, end)
        hashes.withUnsafeMutableBufferPointer { hashes in
            counts.withUnsafeMutableBufferPointer { counts in
                texts.withUnsafeMutableBufferPointer { texts in
                    bytes.withUnsafeMutableBytes { bytes in
                        while index < values.count {
                            let key = Self.key(values.hashes[index])
                            let slot = Self.slot(of: key, in: UnsafeBufferPointer(hashes))
                            if hashes[slot] != key {
                                let text = Text(length: Int(values.lengths[index]), start: end)
                                guard count < most, bytes.count - end >= text.kept else { return }
                                let kept = UnsafeRawBufferPointer(start: values.starts[index], count: text.kept)
                                UnsafeMutableRawBufferPointer(rebasing: bytes[end...]).copyMemory(from: kept)
                                (hashes[slot], counts[slot], texts[slot]) = (key, 0, text)
                                (count, end) = (count &+ 1, end &+ text.kept)
                            }
                            counts[slot] &+= 1
                            index &+= 1
                        }
                    }
                }
            }
        }
        (self.count, self.end) = (count, end)
        return index
    }

    /// Counts those of the values at `places` behind `start` that have a counter. Moves the places of the others to the
    /// front, and returns how many they are.
    mutating func countHeld(
        _ values: HashedValues, from start: Int, at places: UnsafeMutableBufferPointer<UInt32>
    ) -> Int {
        guard count > 0 else { return places.count }
        return hashes.withUnsafeBufferPointer { hashes in
            counts.withUnsafeMutableBufferPointer { counts in
                var others = 0
                for place in places {
                    let key = Self.key(values.hashes[start &+ Int(place)])
                    let slot = Self.slot(of: key, in: hashes)
                    places[others] = place
                    others &+= hashes[slot] == key ? 0 : 1
                    counts[slot] &+= hashes[slot] == key ? 1 : 0
                }
                return others
            }
        }
    }

    /// Adds `amount` to the counter of a value, making it where there is none.
    mutating func add(_ amount: Int, to value: UnsafeRawBufferPointer, length: Int, key: UInt64) {
        if (count + 1) * 3 > hashes.count * 2 { rebuild(max(16, hashes.count * 2)) }
        let slot = slot(of: key)
        if hashes[slot] == 0 {
            hashes[slot] = key
            counts[slot] = 0
            let text = Text(length: length, start: end)
            makeRoom(text.kept)
            bytes.withUnsafeMutableBytes {
                UnsafeMutableRawBufferPointer(rebasing: $0[end...])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: value[..<text.kept]))
            }
            texts[slot] = text
            (count, end) = (count + 1, end + text.kept)
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

    /// Whether a value of this key is there.
    func contains(_ key: UInt64) -> Bool { !hashes.isEmpty && hashes[slot(of: key)] != 0 }

    /// Where `key` is, or would be.
    private func slot(of key: UInt64) -> Int { hashes.withUnsafeBufferPointer { Self.slot(of: key, in: $0) } }

    @inline(__always)
    private static func slot(of key: UInt64, in hashes: UnsafeBufferPointer<UInt64>) -> Int {
        let mask = hashes.count &- 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while hashes[slot] != key, hashes[slot] != 0 { slot = (slot &+ 1) & mask }
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
