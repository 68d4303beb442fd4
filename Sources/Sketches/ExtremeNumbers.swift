/// The smallest and the largest of the numbers of a column, and where they stand; exact, whatever the count.
///
/// What is far outside is known only once all numbers were seen, and is then among these. Of equal numbers those of the
/// earlier rows are kept. Most numbers cost one comparison with each of two bounds.
public struct ExtremeNumbers: Sendable, Equatable {
    /// A number and where it stands.
    public struct Item: Sendable, Equatable {
        /// The number, finite.
        public var value: Double
        /// The number itself where it is whole but too large to be told from its neighbours as a `Double`.
        public var whole: Int64?
        /// Its row.
        public var place: RowPlace

        /// Makes an item.
        public init(value: Double, whole: Int64?, place: RowPlace) {
            self.value = value
            self.whole = whole
            self.place = place
        }
    }

    private static let blockSize = 64

    /// How many are kept on either side.
    public let limit: Int
    private var low: ExtremeList
    private var high: ExtremeList

    /// Makes a summary of no numbers that keeps `limit` on either side, at least 1.
    public init(limit: Int) {
        self.limit = max(1, limit)
        low = ExtremeList(limit: self.limit, sign: -1)
        high = ExtremeList(limit: self.limit, sign: 1)
    }

    /// The smallest numbers, smallest first, equal ones by their rows.
    public var smallest: [Item] { low.sorted }
    /// The largest numbers, largest first, equal ones by their rows.
    public var largest: [Item] { high.sorted }

    /// Adds finite numbers of rows that follow each other and those added before.
    ///
    /// - Parameter item: Makes the item of a number by its index. It is called for those alone that are kept for now.
    public mutating func add(_ numbers: UnsafeBufferPointer<Double>, item: (Int) -> Item) {
        low.raise(before: numbers)
        high.raise(before: numbers)
        var start = 0
        while start < numbers.count {
            let end = min(numbers.count, start + Self.blockSize)
            let block = UnsafeBufferPointer(rebasing: numbers[start..<end])
            if Self.reaches(block, below: -low.bound, above: high.bound) {
                for index in start..<end {
                    if numbers[index] > high.bound { high.insert(item(index)) }
                    if -numbers[index] > low.bound { low.insert(item(index)) }
                }
            }
            start = end
        }
    }

    /// Adds the numbers that `other` has seen in rows of which `rowsBefore` come before the first.
    public mutating func merge(_ other: ExtremeNumbers, rowsBefore: Int) {
        low.merge(other.low, rowsBefore: rowsBefore)
        high.merge(other.high, rowsBefore: rowsBefore)
    }

    /// Whether any number is beyond one of the bounds.
    @inline(__always)
    private static func reaches(
        _ numbers: UnsafeBufferPointer<Double>, below low: Double, above high: Double
    ) -> Bool {
        // A sum rather than an early end, so that several numbers are compared at once.
        var found = 0
        for number in numbers { found &+= (number > high ? 1 : 0) &+ (number < low ? 1 : 0) }
        return found != 0
    }
}

/// The numbers farthest to one side.
struct ExtremeList: Sendable {
    /// The most different parts that a batch is looked through in to raise the bound.
    private static let mostLanes = 1_024

    let limit: Int
    /// 1 where the largest are kept, -1 where the smallest are.
    let sign: Double
    /// A number is taken in if it is beyond; all those kept are beyond or equal. It is a number times the sign.
    private(set) var bound = -Double.infinity
    /// Up to twice as many as are wanted, in the order of their rows.
    private var items: [ExtremeNumbers.Item] = []

    init(limit: Int, sign: Double) {
        self.limit = limit
        self.sign = sign
    }

    /// Those kept, the farthest first, equal ones by their rows.
    var sorted: [ExtremeNumbers.Item] { Array(items.sorted(by: precedes).prefix(limit)) }

    /// Takes a number that is beyond the bound, and later than all others.
    mutating func insert(_ item: ExtremeNumbers.Item) {
        items.append(item)
        if items.count >= 2 * limit { leaveOut() }
    }

    /// Takes the numbers of later rows.
    mutating func merge(_ other: ExtremeList, rowsBefore: Int) {
        for var item in other.items where sign * item.value > bound {
            item.place = item.place.moved(by: rowsBefore)
            items.append(item)
        }
        if items.count >= 2 * limit { leaveOut() }
    }

    /// Raises the bound to what the numbers of a batch themselves reach at least `limit` times: numbers that rise, or
    /// fall, throughout would otherwise all be taken in, only to be left out soon.
    ///
    /// The batch is dealt into at least `limit` lanes. Each has a farthest number; the least far of those is reached
    /// in every lane.
    mutating func raise(before numbers: UnsafeBufferPointer<Double>) {
        var lanes = 16
        while lanes < limit { lanes *= 2 }
        guard lanes <= Self.mostLanes, numbers.count >= 2 * lanes else { return }
        let sign = sign
        let reached = withUnsafeTemporaryAllocation(of: Double.self, capacity: lanes) { farthest in
            for lane in 0..<lanes { farthest[lane] = sign * numbers[lane] }
            var start = lanes
            while start + lanes <= numbers.count {
                for lane in 0..<lanes {
                    let value = sign * numbers[start &+ lane]
                    farthest[lane] = value > farthest[lane] ? value : farthest[lane]
                }
                start += lanes
            }
            return farthest.min() ?? -.infinity
        }
        // Those equal to it are among the ones wanted.
        bound = max(bound, reached.nextDown)
    }

    /// Leaves out all but those wanted. Of those equal to the last, the first stay.
    private mutating func leaveOut() {
        let (sign, excess) = (sign, items.count - limit)
        guard excess > 0 else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: items.count) { values in
            for index in items.indices { values[index] = sign * items[index].value }
            Sorting.sort(values)
            bound = max(bound, values[excess])
        }
        var room = limit - items.count { sign * $0.value > bound }
        items.removeAll { item in
            let value = sign * item.value
            guard value == bound, room > 0 else { return value <= bound }
            room -= 1
            return false
        }
    }

    private func precedes(_ left: ExtremeNumbers.Item, _ right: ExtremeNumbers.Item) -> Bool {
        left.value == right.value ? left.place.row < right.place.row : sign * left.value > sign * right.value
    }
}

extension ExtremeList: Equatable {
    /// Compares what is kept, not how it came to be.
    static func == (left: ExtremeList, right: ExtremeList) -> Bool { left.sorted == right.sorted }
}

// MARK: - State

extension ExtremeNumbers: StateCodable {
    private static let version: UInt8 = 0x91
    /// The most items of either side.
    public static let mostItems = 1 << 20

    /// Writes what is kept: 11 to 37 bytes a number.
    public func write(to writer: inout StateWriter) {
        writer.write(byte: Self.version)
        writer.write(count: limit)
        for list in [low, high] {
            let items = list.sorted
            writer.write(count: items.count)
            for item in items {
                writer.write(item.value)
                writer.write(item.whole != nil)
                if let whole = item.whole { writer.write(whole) }
                item.place.write(to: &writer)
            }
        }
    }

    /// Reads what ``write(to:)`` wrote.
    public init(from reader: inout StateReader) throws(StateError) {
        try reader.version(Self.version)
        self.init(limit: try reader.count(upTo: Self.mostItems))
        low = try Self.list(limit, sign: -1, from: &reader)
        high = try Self.list(limit, sign: 1, from: &reader)
    }

    private static func list(
        _ limit: Int, sign: Double, from reader: inout StateReader
    ) throws(StateError) -> ExtremeList {
        var list = ExtremeList(limit: limit, sign: sign)
        let count = try reader.elementCount(size: 11)
        guard count <= limit else { throw .damaged }
        for _ in 0..<count {
            let value = try reader.double()
            guard value.isFinite else { throw .damaged }
            let whole = try reader.bool() ? reader.number(Int64.self) : nil
            list.insert(Item(value: value, whole: whole, place: try RowPlace(from: &reader)))
        }
        return list
    }
}
