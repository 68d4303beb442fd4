/// Orders numbers by radix: passes over the digits of ``OrderedSteps``, and then by comparison where these are equal.
///
/// What the passes move are the numbers themselves, alone or with their rows beside them. That is more to move than keys of them
/// with rows, but then nothing is to be fetched from the numbers' places here and there, neither to compare nor to be handed on,
/// and each such fetch waits for memory.
enum NumberOrder {
    /// Something that is ordered by a number.
    protocol Element: BitwiseCopyable {
        /// What it is ordered by.
        var number: Double { get }
        /// Makes an element of a number in a row.
        init(_ number: Double, row: Int)
    }

    /// A number and the row that it is from.
    struct Placed: Element {
        /// The number.
        let number: Double
        private let place: UInt32

        /// The row.
        var row: Int { Int(place) }

        /// Makes an element.
        @inline(__always)
        init(_ number: Double, row: Int) { (self.number, place) = (number, UInt32(truncatingIfNeeded: row)) }
    }

    /// A number alone.
    struct Bare: Element {
        /// The number.
        let number: Double

        /// Makes an element.
        @inline(__always)
        init(_ number: Double, row: Int) { self.number = number }
    }

    /// Memory to order in, of which columns of a table can make use one after the other.
    struct Room<Item: Element> {
        fileprivate let items: UnsafeMutablePointer<Item>
        fileprivate let spare: UnsafeMutablePointer<Item>
        fileprivate let counts: UnsafeMutablePointer<UInt32>
    }

    /// How many bits a digit has.
    static let digitBits = 11
    private static let digits = 1 << digitBits
    private static let mostPasses = 3
    /// So far back an element is moved among others of its step before these are ordered in a better way.
    private static let few = 24

    /// Calls `body` with room for so many elements.
    static func withRoom<Item: Element, Result>(
        for type: Item.Type, _ count: Int, _ body: (Room<Item>) -> Result
    ) -> Result {
        LargePages.withMemory(of: type, 2 * count) { items in
            LargePages.withMemory(of: UInt32.self, mostPasses * digits) { counts in
                body(Room(items: items, spare: items + count, counts: counts))
            }
        }
    }

    /// Numbers in ascending order without NaNs.
    static func sorted(_ numbers: [Double]) -> [Double] {
        withRoom(for: Bare.self, numbers.count) { room in
            numbers.withUnsafeBufferPointer { elements(of: $0, by: nil, in: room).map(\.number) }
        }
    }

    /// Calls `body` with numbers in ascending order without NaNs.
    ///
    /// - Parameters:
    ///   - fill: writes the numbers. They and what they are ordered in lie next to each other.
    ///   - steps: as ``elements(of:by:in:)`` has them.
    static func withOrder<Result>(
        of count: Int, filledBy fill: (UnsafeMutablePointer<Double>) -> Void,
        by steps: (UnsafeBufferPointer<Double>) -> EvenSteps?, _ body: (UnsafeBufferPointer<Bare>) -> Result
    ) -> Result {
        LargePages.withMemory(of: Bare.self, 3 * count) { items in
            LargePages.withMemory(of: UInt32.self, mostPasses * digits) { counts in
                items.withMemoryRebound(to: Double.self, capacity: count) { numbers in
                    fill(numbers)
                    let numbers = UnsafeBufferPointer(start: numbers, count: count)
                    let room = Room(items: items + count, spare: items + 2 * count, counts: counts)
                    return body(elements(of: numbers, by: steps(numbers), in: room))
                }
            }
        }
    }

    /// Numbers in ascending order, without NaNs and with the largest finite number for an infinity. They are there until the room is
    /// used again.
    ///
    /// - Parameter steps: steps that lie close enough to tell most of the numbers, all of which are finite, from each other.
    static func elements<Item>(
        of numbers: UnsafeBufferPointer<Double>, by steps: EvenSteps?, in room: Room<Item>
    ) -> UnsafeBufferPointer<Item> {
        if let steps {
            let ordered = order(numbers, by: steps, in: room) { $0 }
            return UnsafeBufferPointer(start: ordered.start, count: ordered.count)
        }
        let most = Double.greatestFiniteMagnitude
        let ordered = order(numbers, by: BitSteps(), in: room) { $0.isNaN ? nil : min(max($0, -most), most) }
        return UnsafeBufferPointer(start: ordered.start, count: ordered.count)
    }

    @inline(__always)
    private static func order<Item, Steps: OrderedSteps>(
        _ numbers: UnsafeBufferPointer<Double>, by steps: Steps, in room: Room<Item>, _ bounded: (Double) -> Double?
    ) -> (start: UnsafeMutablePointer<Item>, count: Int) {
        let counts = room.counts
        counts.initialize(repeating: 0, count: mostPasses * digits)
        var count = 0
        for row in 0..<numbers.count {
            guard let number = bounded(numbers[row]) else { continue }
            let step = steps.step(of: number)
            for pass in 0..<Steps.digits { counts[pass &* digits &+ digit(step, pass)] &+= 1 }
            count &+= 1
        }
        _ = spread(counts, count)
        var (source, target) = (room.items, room.spare)
        for row in 0..<numbers.count {
            guard let number = bounded(numbers[row]) else { continue }
            put(Item(number, row: row), steps.step(of: number), counts, 0, source)
        }
        for pass in 1..<Steps.digits where spread(counts + pass &* digits, count) {
            for place in 0..<count {
                let item = source[place]
                put(item, steps.step(of: item.number), counts, pass, target)
            }
            (source, target) = (target, source)
        }
        settle(source, count, by: steps)
        return (source, count)
    }

    @inline(__always)
    private static func digit(_ step: UInt32, _ pass: Int) -> Int {
        Int(truncatingIfNeeded: step &>> UInt32(truncatingIfNeeded: pass &* digitBits)) & (digits &- 1)
    }

    /// Puts an element where its digit goes next.
    @inline(__always)
    private static func put<Item>(
        _ item: Item, _ step: UInt32, _ counts: UnsafeMutablePointer<UInt32>, _ pass: Int,
        _ target: UnsafeMutablePointer<Item>
    ) {
        let place = counts + (pass &* digits &+ digit(step, pass))
        target[Int(place.pointee)] = item
        place.pointee &+= 1
    }

    /// Turns the counts of a pass into places; says whether the pass is of use, as not all digits are the same.
    private static func spread(_ counts: UnsafeMutablePointer<UInt32>, _ count: Int) -> Bool {
        var place: UInt32 = 0
        var most: UInt32 = 0
        for digit in 0..<digits {
            most = max(most, counts[digit])
            (counts[digit], place) = (place, place &+ counts[digit])
        }
        return Int(most) < count
    }

    /// Orders elements that are in the order of their steps.
    @inline(__always)
    private static func settle<Item: Element>(
        _ items: UnsafeMutablePointer<Item>, _ count: Int, by steps: some OrderedSteps
    ) {
        var next = 1
        while next < count {
            let item = items[next]
            var place = next
            while place > 0, item.number < items[place &- 1].number, next &- place < few {
                items[place] = items[place &- 1]
                place &-= 1
            }
            items[place] = item
            next &+= 1
            if place > 0, item.number < items[place &- 1].number {
                let (start, end) = run(around: place, items, count, by: steps)
                var run = UnsafeMutableBufferPointer(start: items + start, count: end &- start)
                run.sort { $0.number < $1.number }
                next = end
            }
        }
    }

    /// The elements of the same step as that at `place`.
    private static func run<Item: Element>(
        around place: Int, _ items: UnsafeMutablePointer<Item>, _ count: Int, by steps: some OrderedSteps
    ) -> (start: Int, end: Int) {
        let step = steps.step(of: items[place].number)
        var (start, end) = (place, place &+ 1)
        while start > 0, steps.step(of: items[start &- 1].number) == step { start &-= 1 }
        while end < count, steps.step(of: items[end].number) == step { end &+= 1 }
        return (start, end)
    }
}
