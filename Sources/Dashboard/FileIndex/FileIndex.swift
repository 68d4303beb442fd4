import Glibc
import Orchestration

/// Every path of a store in memory, with the kind of its file: searches look at a million paths in some hundredths of a second,
/// and count by every facet on the way, which indexes on disk cannot.
///
/// It takes the bytes of the paths and eight more for each file, and is made anew where the store has changed.
struct FileIndex: Sendable {
    /// Some thousand files, in the order of the ledger. Small enough that folding its letters stays in the processor's cache.
    struct Block: Sendable {
        /// The paths, each with a zero behind it, which no path contains.
        var bytes: [UInt8] = []
        /// Where each path begins.
        var starts: [UInt32] = []
        /// The kind of each file.
        var kinds: [UInt32] = []
    }

    static let blockCount = 4_096

    /// The kinds.
    private(set) var kinds: [FileKind] = []
    /// How many files of each kind there are.
    private(set) var totals: [Int] = []
    private(set) var blocks: [Block] = []
    /// How many files there are.
    private(set) var count = 0
    /// The bytes of all paths.
    private(set) var bytes = 0
    /// The largest files that are there, the largest first.
    private(set) var largest = Ranking()
    /// Those that handlers were at work on longest, the longest first.
    private(set) var slowest = Ranking()
    private var numbers: [FileKind: UInt32] = [:]

    /// Adds a file, which comes behind all others.
    mutating func append(_ traits: FileTraits) {
        let kind = FileKind(
            root: traits.place.root, outcome: traits.outcome, mediaType: traits.mediaType,
            isVanished: traits.isVanished, handlers: traits.handlers, codes: traits.codes)
        let number = numbers[kind] ?? add(kind)
        if !traits.isVanished {
            largest.add(traits.place, value: traits.size.map { Double($0) })
            slowest.add(traits.place, value: traits.seconds)
        }
        totals[Int(number)] += 1
        if count % Self.blockCount == 0 { blocks.append(Block()) }
        let last = blocks.count - 1
        blocks[last].starts.append(UInt32(blocks[last].bytes.count))
        blocks[last].kinds.append(number)
        blocks[last].bytes += traits.place.path.description.utf8
        blocks[last].bytes.append(0)
        bytes += traits.place.path.description.utf8.count + 1
        count += 1
    }

    private mutating func add(_ kind: FileKind) -> UInt32 {
        let number = UInt32(kinds.count)
        kinds.append(kind)
        totals.append(0)
        numbers[kind] = number
        return number
    }

    /// The number of a file's kind, by that of the file from 0.
    func kind(of number: Int) -> Int { Int(blocks[number / Self.blockCount].kinds[number % Self.blockCount]) }

    /// The place of a file, by its number from 0.
    func place(of number: Int) -> FilePlace {
        let block = blocks[number / Self.blockCount]
        let index = number % Self.blockCount
        let path = block.path(at: index)
        return FilePlace(
            root: kinds[Int(block.kinds[index])].root,
            path: StorePath(escaped: String(decoding: block.bytes[path], as: UTF8.self)))
    }

    /// How many files stand at `place` or before it. O(log n).
    func position(behind place: FilePlace) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(middle, place) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func isBehind(_ number: Int, _ place: FilePlace) -> Bool {
        let other = self.place(of: number)
        if other.root.utf8.elementsEqual(place.root.utf8) { return place.path < other.path }
        return place.root.utf8.lexicographicallyPrecedes(other.root.utf8)
    }
}

extension FileIndex.Block {
    /// Where the bytes of a path are.
    func path(at index: Int) -> Range<Int> {
        let end = index + 1 < starts.count ? Int(starts[index + 1]) : bytes.count
        return Int(starts[index])..<(end - 1)
    }
}
