/// The most frequent values and their counts: exact while few values differ, a guaranteed lower bound beyond.
///
/// Misra and Gries' counters (Science of Computer Programming 2(2), 1982) with the median decrement of Anderson et al.
/// ("A High-Performance Algorithm for Identifying Frequent Items in Data Streams", IMC 2017), merged as Agarwal et al.
/// show ("Mergeable Summaries", PODS 2012). When more than ``exactLimit`` values are held, the median count is taken off
/// every counter and those that reach zero go. What was taken off is ``maximumError``; it never exceeds the number
/// of values added divided by ``exactLimit`` / 2.
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

    private var table = CounterTable()
    /// How many values were added.
    public private(set) var count = 0
    /// How far a count may be too low; 0 means that all are exact and no value is absent.
    public private(set) var maximumError = 0

    /// Makes a summary of no values.
    public init() {}

    /// Whether every value seen is held with its exact count.
    public var isExact: Bool { maximumError == 0 }

    /// Adds a value.
    public mutating func add(_ bytes: UnsafeRawBufferPointer) { add(bytes, hash: StableHash.hash(bytes)) }

    /// Adds a value whose hash by ``StableHash`` is known already.
    public mutating func add(_ bytes: UnsafeRawBufferPointer, hash: UInt64) {
        count += 1
        table.add(1, to: bytes, length: bytes.count, hash: hash)
        if table.count > Self.exactLimit { maximumError += table.takeOffMedian() }
    }

    /// Adds the values that `other` has seen.
    public mutating func merge(_ other: FrequentValues) {
        other.table.forEach { bytes, counter in
            table.add(counter.count, to: bytes, length: counter.length, hash: counter.hash)
        }
        count += other.count
        maximumError += other.maximumError
        while table.count > Self.exactLimit { maximumError += table.takeOffMedian() }
    }

    /// At most `limit` values, the most frequent first, equal counts in the order of their bytes.
    ///
    /// Only values counted more often than ``maximumError`` appear: no value left out can be more frequent than that.
    ///
    /// - Complexity: O(n log k) comparisons for n values held and a limit of k; only what enters the list is copied.
    public func top(_ limit: Int) -> [Item] {
        guard limit > 0 else { return [] }
        var items: [Item] = []
        table.forEach { bytes, counter in
            guard counter.count > maximumError else { return }
            if items.count == limit, let last = items.last, !Self.precedes(bytes, counter.length, counter.count, last) {
                return
            }
            let item = Item(bytes: Array(bytes), length: counter.length, count: counter.count)
            items.insert(item, at: Self.place(of: item, in: items))
            if items.count > limit { items.removeLast() }
        }
        return items
    }

    /// Where `item` belongs among ordered ones.
    private static func place(of item: Item, in items: [Item]) -> Int {
        var (low, high) = (0, items.count)
        while low < high {
            let middle = (low + high) / 2
            let isBefore = item.bytes.withUnsafeBytes { precedes($0, item.length, item.count, items[middle]) }
            if isBefore { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static func precedes(_ bytes: UnsafeRawBufferPointer, _ length: Int, _ count: Int, _ other: Item) -> Bool {
        if count != other.count { return count > other.count }
        if !bytes.elementsEqual(other.bytes) { return bytes.lexicographicallyPrecedes(other.bytes) }
        return length < other.length
    }
}
