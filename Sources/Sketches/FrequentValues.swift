import CColumnKernels

/// The most frequent values and their counts: exact while few values differ, a guaranteed lower bound beyond.
///
/// Misra and Gries' counters (Science of Computer Programming 2(2), 1982) with the median decrement of Anderson et al.
/// ("A High-Performance Algorithm for Identifying Frequent Items in Data Streams", IMC 2017), merged as Agarwal et al.
/// show ("Mergeable Summaries", PODS 2012). When more than ``exactLimit`` values are held, the median count is taken off
/// every counter and those that reach zero go. What was taken off is ``maximumError``; it never exceeds the number
/// of values added divided by ``exactLimit`` / 2, to which sifting those that come in batches adds no more than that again.
///
/// Values are byte strings. Only their first ``keptBytes`` bytes are held; longer ones are told apart by their length
/// and 64-bit hash. The result depends on the values and their order only.
public struct FrequentValues: Sendable {
    /// Up to how many different values every count is exact.
    public static let exactLimit = 256
    /// How many bytes of a value are held.
    public static let keptBytes = 128

    /// A value and how often it was seen.
    public struct Item: Sendable, Equatable {
        /// The first bytes of the value, at most ``FrequentValues/keptBytes``.
        public var bytes: [UInt8]
        /// How many bytes the whole value has.
        public var length: Int
        /// How often it was seen, at least; at most ``FrequentValues/maximumError`` too few.
        public var count: Int
    }

    private(set) var table = CounterTable()
    /// How many values were added.
    public private(set) var count = 0
    /// How far a count may be too low; 0 means that all are exact and no value is absent.
    public private(set) var maximumError = 0
    /// Whether values were ever left out.
    private var isFull = false

    /// Makes a summary of no values.
    public init() {}

    /// Makes a summary of what is known already.
    init(table: CounterTable, count: Int, maximumError: Int, leavesOut: Bool) {
        self.table = table
        self.count = count
        self.maximumError = maximumError
        isFull = leavesOut
    }

    /// Whether every value seen is held with its exact count.
    public var isExact: Bool { maximumError == 0 }

    /// Adds a value.
    public mutating func add(_ bytes: UnsafeRawBufferPointer) { add(bytes, hash: StableHash.hash(bytes)) }

    /// Adds a value whose hash by ``StableHash`` is known already.
    public mutating func add(_ bytes: UnsafeRawBufferPointer, hash: UInt64) {
        count += 1
        let key = CounterTable.key(hash)
        table.add(1, to: bytes, length: bytes.count, key: key)
        takeOffWhereFull()
    }

    /// Adds many values.
    public mutating func add(_ values: HashedValues) {
        let exact = addWhileExact(values)
        if exact < values.count { addFrequent(values, from: exact) }
    }

    /// Adds values as long as every count stays exact; returns how many were.
    mutating func addWhileExact(_ values: HashedValues) -> Int {
        guard !isFull else { return 0 }
        let end = table.count(values, upTo: Self.exactLimit)
        count += end
        isFull = end < values.count
        return end
    }

    /// How many different values are held; all there are as long as the counts are exact.
    var heldCount: Int { table.count }
    /// The hashes of the values held.
    var heldHashes: [UInt64] { table.hashes.filter { $0 != 0 } }
    /// Whether all values that both hold can be held together.
    func fits(_ other: FrequentValues) -> Bool {
        var held = heldCount
        for key in other.table.hashes where key != 0 && !table.contains(key) { held += 1 }
        return held <= Self.exactLimit
    }

    /// Whether every value is held with all its bytes and its exact count.
    var holdsEverything: Bool { isExact && !isFull && table.texts.allSatisfy { $0.length == $0.kept } }

    /// Writes the values held: how many, the length and the count of each, and their bytes end to end, in an order that
    /// depends on the values and their order only.
    func writeHeld(to writer: inout StateWriter) {
        writer.write(count: table.count)
        var size = 0
        for slot in table.hashes.indices where table.hashes[slot] != 0 {
            writer.write(count: table.texts[slot].kept)
            writer.write(count: table.counts[slot])
            size += table.texts[slot].kept
        }
        writer.write(count: size)
        table.withBytes { all in
            writer.append(size) { target in
                var end = 0
                for slot in table.hashes.indices where table.hashes[slot] != 0 {
                    let text = table.texts[slot]
                    let source = UnsafeRawBufferPointer(rebasing: all[text.start..<text.start + text.kept])
                    UnsafeMutableRawBufferPointer(rebasing: target[end...]).copyMemory(from: source)
                    end += text.kept
                }
            }
        }
    }

    /// Whether values were left out, or are to be.
    var leavesOut: Bool { isFull }

    /// Adds the values that `other` has seen.
    public mutating func merge(_ other: FrequentValues) {
        other.table.forEach { bytes, length, count, key in table.add(count, to: bytes, length: length, key: key) }
        count += other.count
        maximumError += other.maximumError
        isFull = isFull || other.isFull
        takeOffWhereFull()
    }

    private mutating func takeOffWhereFull() {
        while table.count > Self.exactLimit { takeOffMedian() }
    }

    private mutating func takeOffMedian() {
        maximumError += table.takeOffMedian()
        isFull = true
    }

    /// At most `limit` values, the most frequent first, equal counts in the order of their bytes.
    ///
    /// Only values counted more often than ``maximumError`` appear: no value left out for that occurs more than twice as
    /// often as ``maximumError``.
    ///
    /// - Complexity: O(n log k) comparisons for n values held and a limit of k; only what enters the list is copied.
    public func top(_ limit: Int) -> [Item] {
        guard limit > 0 else { return [] }
        return table.withBytes { bytes in
            var places: [Int] = []
            for place in table.hashes.indices
            where table.hashes[place] != 0 && table.counts[place] > maximumError {
                if places.count == limit, let last = places.last, !precedes(place, last, bytes) { continue }
                let next = places.firstIndex { precedes(place, $0, bytes) } ?? places.count
                places.insert(place, at: next)
                if places.count > limit { places.removeLast() }
            }
            return places.map { place in
                let text = table.texts[place]
                return Item(
                    bytes: Array(bytes[text.start..<text.start + text.kept]), length: text.length,
                    count: table.counts[place])
            }
        }
    }

    /// Whether the value at one place of the table comes before that at another.
    private func precedes(_ left: Int, _ right: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        if table.counts[left] != table.counts[right] { return table.counts[left] > table.counts[right] }
        let (first, second) = (table.texts[left], table.texts[right])
        let shared = min(first.kept, second.kept)
        for index in 0..<shared {
            let (one, other) = (bytes[first.start + index], bytes[second.start + index])
            if one != other { return one < other }
        }
        return first.length < second.length
    }
}

// MARK: - Batches beyond what can be counted exactly

extension FrequentValues {
    /// How many cells a large batch is sifted with; a smaller one is with at least four times as many as it has values.
    private static let mostCells = 4_096
    private static let leastCells = 256

    /// Counts what is frequent within a batch, and what is held already; the rest is left out.
    ///
    /// Each value counts in the cell its hash chooses. Cells with a share of the batch that a counter is worth are gone
    /// through value by value. In the others those held are counted, and a value left out was at most as frequent in the
    /// batch as its cell is full: the fullest of them bounds what this adds to ``maximumError``. (Sifting before counting
    /// is Estan and Varghese's "multistage filter", ACM TOCS 21(3), 2003; adding up the bounds of batches is lossy
    /// counting, Manku and Motwani, VLDB 2002.)
    mutating func addFrequent(_ values: HashedValues, from start: Int) {
        if table.count == Self.exactLimit { takeOffMedian() }
        let size = values.count - start
        var cellCount = Self.leastCells
        while cellCount < min(4 * size, Self.mostCells) { cellCount *= 2 }
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: cellCount) { cells in
            cells.initialize(repeating: 0)
            var index = start
            while index < values.count {
                let end = min(values.count, index + Int(COLUMN_CELLS_MOST))
                takeFrequent(values, index..<end, cells)
                index = end
            }
        }
        takeOffWhereFull()
    }

    /// How many values of a batch of `count` a cell has at least that are counted one by one: so few that what is left out is
    /// at most `count` divided by ``exactLimit`` / 2.
    private static func enough(of count: Int) -> UInt16 {
        UInt16(min(max(4, count / exactLimit), count / (exactLimit / 2) + 1))
    }

    /// Counts the values of a batch in their cells, and as these tell. Empties all cells.
    private mutating func takeFrequent(
        _ values: HashedValues, _ range: Range<Int>, _ cells: UnsafeMutableBufferPointer<UInt16>
    ) {
        let (hashes, mask, enough) = (values.hashes + range.lowerBound, cells.count - 1, Self.enough(of: range.count))
        column_cells_count(hashes, range.count, cells.baseAddress, mask)
        let fill = column_cells_range(cells.baseAddress, cells.count, enough)
        if fill.most >= enough || table.count > 0 { takeChosen(values, range, cells, enough) }
        count += range.count
        maximumError += Int(fill.most_below)
        cells.update(repeating: 0)
    }

    /// Counts the values of cells that hold enough, and those held.
    private mutating func takeChosen(
        _ values: HashedValues, _ range: Range<Int>, _ cells: UnsafeMutableBufferPointer<UInt16>, _ enough: UInt16
    ) {
        let (hashes, mask) = (values.hashes + range.lowerBound, cells.count - 1)
        column_cells_mark(table.hashes, table.hashes.count, cells.baseAddress, mask, enough)
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: range.count) { memory in
            let chosen = column_cells_choose(hashes, range.count, cells.baseAddress, mask, enough, memory.baseAddress)
            let places = UnsafeMutableBufferPointer(rebasing: memory[..<chosen])
            let others = table.countHeld(values, from: range.lowerBound, at: places)
            // A new value in a marked cell is not frequent.
            for place in places[..<others] where cells[column_cell(hashes[Int(place)], mask)] <= COLUMN_CELLS_MOST {
                add(values, range.lowerBound + Int(place))
            }
        }
    }

    private mutating func add(_ values: HashedValues, _ index: Int) {
        if table.count == 0 { table.reserve(Self.exactLimit) }
        let key = CounterTable.key(values.hashes[index])
        table.add(1, to: values[index], length: Int(values.lengths[index]), key: key)
    }
}
