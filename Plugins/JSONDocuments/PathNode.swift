import Sketches

/// A path while values pass by: how its key is recognised, which paths are expected around it, and its counts.
struct PathNode {
    /// The first eight bytes of the key; zeros stand for those that are not there.
    var low: UInt64 = 0
    /// The eight that follow.
    var high: UInt64 = 0
    var lowMask: UInt64 = 0
    var highMask: UInt64 = 0
    /// How many bytes the key has.
    var keyLength = 0
    /// Where it begins among all keys.
    var keyStart = 0
    var parent: Int32 = 0
    /// Whether the key can be compared with text as it is written: it has neither quotes nor backslashes.
    var isPlain = false
    /// The key that begins objects here, the one that follows this one, and the elements of arrays here; 0 is not
    /// known.
    var expectedFirst: Int32 = 0
    var expectedNext: Int32 = 0
    var items: Int32 = 0
    /// The number of the object that had the key last.
    var lastObject = 0
    var counts = PathCounts()
}

/// How often something was met at a path.
struct PathCounts: Sendable, Equatable {
    /// In how many objects the key is.
    var present = 0
    var nulls = 0
    var falses = 0
    var trues = 0
    var integers = 0
    var otherNumbers = 0
    var strings = 0
    var objects = 0
    var arrays = 0
    /// Of arrays.
    var lengths = ArrayLengths()

    /// Adds other counts.
    mutating func merge(_ other: PathCounts) {
        present += other.present
        nulls += other.nulls
        falses += other.falses
        trues += other.trues
        integers += other.integers
        otherNumbers += other.otherNumbers
        strings += other.strings
        objects += other.objects
        arrays += other.arrays
        lengths.merge(other.lengths)
    }
}

/// How many elements arrays have.
struct ArrayLengths: Sendable, Equatable {
    var count = 0
    var sum = 0
    var low = Int.max
    var high = 0

    /// Takes the length of an array.
    @inline(__always)
    mutating func add(_ length: Int) {
        count &+= 1
        sum &+= length
        low = min(low, length)
        high = max(high, length)
    }

    /// Takes the lengths that `other` has seen.
    mutating func merge(_ other: ArrayLengths) {
        count += other.count
        sum += other.sum
        low = min(low, other.low)
        high = max(high, other.high)
    }
}
