import Glibc
import Orchestration

/// A search through a file index: one pass that finds a page, counts what matches, and counts it by every facet.
struct FileSearch {
    /// What a search finds.
    struct Result {
        /// The files of the page.
        var page: [FilePlace] = []
        /// Files that match, on all pages.
        var matches = 0
        /// Files that match and stand before the page.
        var before = 0
        /// Where the page before this one begins: behind this file, or with the first of all.
        var previous: Previous = .none
        /// Whether more match behind the page.
        var hasMore = false
        /// How many files there are for each value of a facet, if that facet did not matter; the most frequent first.
        var facets: [Facet: [FacetCount]] = [:]
    }

    /// Where the page before a page begins.
    enum Previous: Equatable {
        /// There is none.
        case none
        /// With the first file.
        case first
        /// Behind this file.
        case behind(FilePlace)
    }

    private let index: FileIndex
    private let filter: FileFilter
    private let limit: Int
    private let isTaken: [Bool]
    /// The files before it have been seen.
    private let start: Int
    private var counts: [Int]
    private var page: [Int] = []
    private var matches = 0
    private var before = 0
    /// The last files that match before the page, in a ring.
    private var ring: [Int]

    /// Searches for what `filter` takes, for a page of at most `limit` files behind `place`.
    static func run(in index: FileIndex, _ filter: FileFilter, after place: FilePlace?, limit: Int) -> Result {
        var search = FileSearch(in: index, filter, after: place, limit: limit)
        search.look()
        return search.result
    }

    private init(in index: FileIndex, _ filter: FileFilter, after place: FilePlace?, limit: Int) {
        self.index = index
        self.filter = filter
        self.limit = limit
        isTaken = index.kinds.map { $0.isTaken(by: filter) }
        start = place.map { index.position(behind: $0) } ?? 0
        counts = [Int](repeating: 0, count: index.kinds.count)
        ring = [Int](repeating: 0, count: limit + 1)
    }

    private var hasText: Bool { !(filter.text ?? "").isEmpty || !(filter.prefix ?? "").isEmpty }

    private mutating func look() {
        guard hasText else { return lookAtKinds() }
        let matcher = PathMatcher(filter)
        var scratch: [UInt8] = []
        for (number, block) in index.blocks.enumerated() {
            let base = number * FileIndex.blockCount
            matcher.forEachMatch(in: block, scratch: &scratch) { take(base + $0, kind: Int(block.kinds[$0])) }
        }
    }

    /// Without a text the counts are known, and only the page is looked for, with what stands before it.
    private mutating func lookAtKinds() {
        for (number, block) in index.blocks.enumerated() {
            let base = number * FileIndex.blockCount
            if page.count > limit, base > start { break }
            block.kinds.withUnsafeBufferPointer { kinds in
                for place in kinds.indices where isTaken[Int(kinds[place])] { note(base + place) }
            }
        }
        counts = index.totals
        matches = zip(counts, isTaken).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    }

    private mutating func take(_ number: Int, kind: Int) {
        counts[kind] += 1
        guard isTaken[kind] else { return }
        matches += 1
        note(number)
    }

    private mutating func note(_ number: Int) {
        if number < start {
            ring[before % ring.count] = number
            before += 1
        } else if page.count <= limit {
            page.append(number)
        }
    }

    private var result: Result {
        var result = Result(page: page.prefix(limit).map(index.place), matches: matches, before: before)
        result.hasMore = page.count > limit
        if before > limit {
            result.previous = .behind(index.place(of: ring[before % ring.count]))
        } else if before > 0 {
            result.previous = .first
        }
        for facet in Facet.allCases { result.facets[facet] = counted(by: facet) }
        return result
    }

    private func counted(by facet: Facet) -> [FacetCount] {
        var sums: [String: Int] = [:]
        for (kind, count) in zip(index.kinds, counts) where count > 0 && kind.isTaken(by: filter, except: facet) {
            for value in facet.values(of: kind) { sums[value, default: 0] += count }
        }
        return sums.map { FacetCount(value: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
    }
}
