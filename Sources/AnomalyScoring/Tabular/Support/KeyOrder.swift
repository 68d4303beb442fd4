/// Orders numbers by radix: passes over the upper 32 bits of keys that ascend as the numbers do, and then by comparison where
/// these bits are equal.
///
/// What the passes move are words of 64 bits: whole keys where numbers alone are wanted, and upper halves of keys with rows in
/// their lower halves where rows are, so that either way half of the processor's cache is enough that numbers and rows beside
/// each other would take.
enum KeyOrder {
    /// A key, or the upper half of one above the row.
    typealias Word = UInt64

    /// Memory to order in, of which columns of a table can make use one after the other.
    struct Room {
        fileprivate let words: UnsafeMutablePointer<Word>
        fileprivate let spare: UnsafeMutablePointer<Word>
        fileprivate let counts: UnsafeMutablePointer<UInt32>
        /// Memory for as many numbers, of which ordering makes no use.
        let numbers: UnsafeMutablePointer<Double>

        /// Forgets the words counted.
        fileprivate func clear() { counts.initialize(repeating: 0, count: passes * digits) }

        /// Puts a word where it goes before the first pass, and counts those of its digits that may differ from others'.
        @inline(__always)
        fileprivate func put(_ word: Word, at place: Int, counting digitCount: Int = passes) {
            words[place] = word
            for pass in 0..<digitCount { counts[pass &* digits &+ digit(word, pass)] &+= 1 }
        }
    }

    private static let digitBits: Word = 11
    private static let digits = 1 << 11
    private static let passes = 3
    private static let halfBits: Word = 32
    private static let upperHalf: Word = ~0 << 32
    /// Up to here an insertion sort is used.
    private static let few = 24

    /// Calls `body` with room for so many numbers.
    static func withRoom<Result>(for count: Int, _ body: (Room) -> Result) -> Result {
        LargePages.withMemory(of: Word.self, 2 * count) { words in
            LargePages.withMemory(of: Double.self, count) { numbers in
                LargePages.withMemory(of: UInt32.self, passes * digits) { counts in
                    body(Room(words: words, spare: words + count, counts: counts, numbers: numbers))
                }
            }
        }
    }

    /// Numbers in ascending order without NaNs.
    static func sorted(_ numbers: [Double]) -> [Double] {
        withRoom(for: numbers.count) { room in
            room.clear()
            var count = 0
            for number in numbers where !number.isNaN {
                room.put(key(number), at: count)
                count &+= 1
            }
            let words = sort(room, count)
            orderRuns(words, count) { $0 < $1 }
            return [Double](unsafeUninitializedCapacity: count) { target, used in
                for index in 0..<count { target[index] = number(words[index]) }
                used = count
            }
        }
    }

    /// The rows of numbers in the ascending order of these, in the lower halves of words; equal numbers are in the order of their
    /// rows, the two zeroes count as equal, and NaNs are left out. The words are there until the room is used again.
    ///
    /// - Parameter steps: steps that lie close enough to tell most of the numbers, all of which are finite, from each other.
    static func rows(
        of numbers: UnsafeBufferPointer<Double>, by steps: EvenSteps?, in room: Room
    ) -> UnsafeBufferPointer<Word> {
        room.clear()
        var count = 0
        if let steps {
            count = numbers.count
            for row in 0..<count {
                let word = steps.number(of: numbers[row]) << halfBits | Word(truncatingIfNeeded: row)
                room.put(word, at: row, counting: EvenSteps.bits / Int(digitBits))
            }
        } else {
            for row in 0..<numbers.count where !numbers[row].isNaN {
                room.put((key(numbers[row]) & upperHalf) | Word(truncatingIfNeeded: row), at: count)
                count &+= 1
            }
        }
        let words = sort(room, count)
        orderRuns(words, count) { first, second in
            let (left, right) = (numbers[row(first)], numbers[row(second)])
            return left < right || (left == right && first < second)
        }
        return UnsafeBufferPointer(start: words, count: count)
    }

    /// The row in a word's lower half.
    @inline(__always)
    static func row(_ word: Word) -> Int { Int(UInt32(truncatingIfNeeded: word)) }

    @inline(__always)
    private static func key(_ number: Double) -> Word {
        let bits = Int64(bitPattern: (number + 0).bitPattern)
        return Word(bitPattern: bits ^ (bits &>> 63 | .min))
    }

    @inline(__always)
    private static func number(_ key: Word) -> Double {
        Double(bitPattern: key ^ ((key >> 63 == 1) ? 1 << 63 : ~0))
    }

    @inline(__always)
    private static func digit(_ word: Word, _ pass: Int) -> Int {
        Int(
            truncatingIfNeeded: (word &>> (halfBits &+ digitBits &* Word(truncatingIfNeeded: pass))) & Word(digits &- 1)
        )
    }

    /// Orders the room's words by their upper halves, of equal ones keeping the order, and says where they are then.
    private static func sort(_ room: Room, _ count: Int) -> UnsafeMutablePointer<Word> {
        var (source, target) = (room.words, room.spare)
        let counts = room.counts
        guard count > few else { return source }
        for pass in 0..<passes where spread(counts + pass * digits, count, of: digit(source[0], pass)) {
            let places = counts + pass * digits
            for index in 0..<count {
                let word = source[index]
                let digit = digit(word, pass)
                target[Int(places[digit])] = word
                places[digit] &+= 1
            }
            (source, target) = (target, source)
        }
        return source
    }

    /// Turns the counts of a pass into places; says whether the pass is of use, as the digits were
    /// counted and are not all the same.
    private static func spread(_ counts: UnsafeMutablePointer<UInt32>, _ count: Int, of first: Int) -> Bool {
        guard counts[first] > 0, Int(counts[first]) < count else { return false }
        var place: UInt32 = 0
        for digit in 0..<digits { (counts[digit], place) = (place, place &+ counts[digit]) }
        return true
    }

    /// Orders each run of words whose upper halves are equal, or all if they are few.
    @inline(__always)
    private static func orderRuns(
        _ words: UnsafeMutablePointer<Word>, _ count: Int, by precedes: (Word, Word) -> Bool
    ) {
        if count <= few { return insert(words, count, by: precedes) }
        var start = 0
        while start < count {
            var end = start &+ 1
            let top = words[start] >> halfBits
            var ascends = true
            while end < count, words[end] >> halfBits == top {
                ascends = ascends && !precedes(words[end], words[end &- 1])
                end &+= 1
            }
            if !ascends {
                if end &- start <= few {
                    insert(words + start, end &- start, by: precedes)
                } else {
                    var run = UnsafeMutableBufferPointer(start: words + start, count: end &- start)
                    run.sort(by: precedes)
                }
            }
            start = end
        }
    }

    @inline(__always)
    private static func insert(
        _ words: UnsafeMutablePointer<Word>, _ count: Int, by precedes: (Word, Word) -> Bool
    ) {
        guard count > 1 else { return }
        for index in 1..<count {
            let word = words[index]
            var place = index
            while place > 0, precedes(word, words[place &- 1]) {
                words[place] = words[place &- 1]
                place &-= 1
            }
            words[place] = word
        }
    }
}
