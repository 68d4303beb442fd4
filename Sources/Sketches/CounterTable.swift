/// Counters by byte string: an open-addressing index over counters whose bytes lie end to end in one array, so that
/// counting a value that is there already allocates nothing.
struct CounterTable: Sendable {
    /// One counter; its bytes start at `start` in the table's array.
    struct Counter: Sendable {
        var hash: UInt64
        var length: Int
        var start: Int
        var count: Int

        /// How many bytes are held.
        var kept: Int { min(length, FrequentValues.keptBytes) }
    }

    private var counters: [Counter] = []
    private var bytes: [UInt8] = []
    /// Positions in `counters` plus one; 0 is free.
    private var slots: [UInt32] = []

    /// How many counters there are.
    var count: Int { counters.count }

    /// Calls `body` with the bytes held and the counter of each value, in the order they came.
    func forEach(_ body: (UnsafeRawBufferPointer, Counter) -> Void) {
        bytes.withUnsafeBytes { all in
            for counter in counters {
                body(UnsafeRawBufferPointer(rebasing: all[counter.start..<counter.start + counter.kept]), counter)
            }
        }
    }

    /// Adds `amount` to the counter of a value, making it where there is none.
    mutating func add(_ amount: Int, to value: UnsafeRawBufferPointer, length: Int, hash: UInt64) {
        if counters.count * 2 >= slots.count { rebuildIndex(max(16, slots.count * 2)) }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if counters[index].hash == hash, isSame(counters[index], value, length) {
                counters[index].count += amount
                return
            }
            slot = (slot + 1) & mask
        }
        let counter = Counter(hash: hash, length: length, start: bytes.count, count: amount)
        counters.append(counter)
        slots[slot] = UInt32(counters.count)
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: value[..<counter.kept]))
    }

    /// Takes the median count off every counter, drops those that reach zero, and returns what was taken off.
    mutating func takeOffMedian() -> Int {
        let median = counters.map(\.count).sorted()[counters.count / 2]
        var rest: [Counter] = []
        var restBytes: [UInt8] = []
        for var counter in counters where counter.count > median {
            restBytes.append(contentsOf: bytes[counter.start..<counter.start + counter.kept])
            counter.start = restBytes.count - counter.kept
            counter.count -= median
            rest.append(counter)
        }
        counters = rest
        bytes = restBytes
        rebuildIndex(slots.count)
        return median
    }

    private func isSame(_ counter: Counter, _ value: UnsafeRawBufferPointer, _ length: Int) -> Bool {
        guard counter.length == length else { return false }
        for index in 0..<counter.kept where bytes[counter.start + index] != value[index] { return false }
        return true
    }

    private mutating func rebuildIndex(_ size: Int) {
        slots = [UInt32](repeating: 0, count: size)
        let mask = size - 1
        for (index, counter) in counters.enumerated() {
            var slot = Int(truncatingIfNeeded: counter.hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(index + 1)
        }
    }
}
