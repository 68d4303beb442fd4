/// Orders numbers by radix: three passes over the upper 33 bits of keys that ascend as the numbers do, then what is left to
/// order among equal upper bits.
enum KeyOrder {
    /// Numbers and the rows they stand in, in ascending order; NaNs are left out.
    struct Ordered {
        /// The numbers.
        var values: [Double]
        /// The rows, as many as the numbers.
        var rows: [UInt32]
    }

    private struct Entry {
        var key: UInt64
        var row: UInt32
    }

    private static let digitBits: UInt64 = 11
    private static let digits = 1 << 11
    private static let lowestBit: UInt64 = 31
    private static let passes = 3
    /// Up to here an insertion sort is used.
    private static let few = 24

    /// Finite numbers in ascending order.
    static func sorted(_ numbers: [Double]) -> [Double] {
        numbers.withUnsafeBufferPointer { ordered($0).values }
    }

    /// Numbers in ascending order. The two zeroes count as one.
    static func ordered(_ numbers: UnsafeBufferPointer<Double>) -> Ordered {
        let capacity = numbers.count
        return withUnsafeTemporaryAllocation(of: Entry.self, capacity: 2 * capacity) { entries in
            guard let base = entries.baseAddress else { return Ordered(values: [], rows: []) }
            var count = 0
            for (row, number) in numbers.enumerated() where !number.isNaN {
                base[count] = Entry(key: key(number), row: UInt32(truncatingIfNeeded: row))
                count += 1
            }
            let sorted = sort(base, count, scratch: base + capacity)
            let values = [Double](unsafeUninitializedCapacity: count) { target, used in
                for index in 0..<count { target[index] = number(sorted[index].key) }
                used = count
            }
            let rows = [UInt32](unsafeUninitializedCapacity: count) { target, used in
                for index in 0..<count { target[index] = sorted[index].row }
                used = count
            }
            return Ordered(values: values, rows: rows)
        }
    }

    @inline(__always)
    private static func key(_ number: Double) -> UInt64 {
        let bits = (number + 0).bitPattern
        return bits ^ ((bits >> 63 == 1) ? ~0 : 1 << 63)
    }

    @inline(__always)
    private static func number(_ key: UInt64) -> Double {
        Double(bitPattern: key ^ ((key >> 63 == 1) ? 1 << 63 : ~0))
    }

    /// Sorts entries and says where they are then.
    private static func sort(
        _ entries: UnsafeMutablePointer<Entry>, _ count: Int, scratch: UnsafeMutablePointer<Entry>
    ) -> UnsafeMutablePointer<Entry> {
        var (source, target) = (entries, scratch)
        if count > few {
            withUnsafeTemporaryAllocation(of: Int.self, capacity: passes * digits) { counts in
                counts.initialize(repeating: 0)
                for index in 0..<count {
                    let key = source[index].key
                    for pass in 0..<passes { counts[pass &* digits &+ digit(key, pass)] &+= 1 }
                }
                for pass in 0..<passes where spread(counts, pass, count, of: source) {
                    for index in 0..<count {
                        let entry = source[index]
                        let place = pass &* digits &+ digit(entry.key, pass)
                        target[counts[place]] = entry
                        counts[place] &+= 1
                    }
                    (source, target) = (target, source)
                }
            }
        }
        orderRuns(source, count, all: count <= few)
        return source
    }

    @inline(__always)
    private static func digit(_ key: UInt64, _ pass: Int) -> Int {
        Int(truncatingIfNeeded: (key &>> (lowestBit &+ digitBits &* UInt64(pass))) & UInt64(digits &- 1))
    }

    /// Turns the counts of a pass into places; says whether the pass is of use, as the digits are not all the same.
    private static func spread(
        _ counts: UnsafeMutableBufferPointer<Int>, _ pass: Int, _ count: Int, of entries: UnsafeMutablePointer<Entry>
    ) -> Bool {
        guard counts[pass * digits + digit(entries[0].key, pass)] < count else { return false }
        var place = 0
        for index in pass * digits..<(pass + 1) * digits { (counts[index], place) = (place, place + counts[index]) }
        return true
    }

    /// Sorts each run of entries whose upper bits are equal.
    private static func orderRuns(_ entries: UnsafeMutablePointer<Entry>, _ count: Int, all: Bool) {
        var start = 0
        while start < count {
            var end = start + 1
            let top = entries[start].key >> lowestBit
            var ascends = true
            while end < count, all || entries[end].key >> lowestBit == top {
                ascends = ascends && entries[end - 1].key <= entries[end].key
                end += 1
            }
            if !ascends {
                if end - start <= few {
                    insert(entries + start, end - start)
                } else {
                    var run = UnsafeMutableBufferPointer(start: entries + start, count: end - start)
                    run.sort { ($0.key, $0.row) < ($1.key, $1.row) }
                }
            }
            start = end
        }
    }

    private static func insert(_ entries: UnsafeMutablePointer<Entry>, _ count: Int) {
        for index in 1..<count {
            let entry = entries[index]
            var place = index
            while place > 0, entry.key < entries[place - 1].key {
                entries[place] = entries[place - 1]
                place -= 1
            }
            entries[place] = entry
        }
    }
}
