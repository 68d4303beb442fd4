import Glibc
import Orchestration

/// A search through a file index: one pass that finds a page, counts what matches, and counts it by every facet.
struct FileSearch {
    /// What a search finds.
    struct Result {
        /// The files of the page.
        var page: [FilePlace] = []
        /// Rows that match, on all pages.
        var matches = 0
        /// Rows that match and stand before the page.
        var before = 0
        /// Where the page before this one begins: behind this file, or with the first of all.
        var previous: Previous = .none
        /// Whether more match behind the page.
        var hasMore = false
        /// How many rows there are for each value of a facet, if that facet did not matter; the most frequent first.
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
    private let unit: SearchUnit
    private let limit: Int
    /// The rows of a file of each kind.
    private let rows: [Int]
    /// The files before it have been seen.
    private let start: Int
    private var counts: [Int]
    private var page: [Int] = []
    private var pageRows = 0
    private var hasMore = false
    private var matches = 0
    private var before = 0
    /// The files that match before the page.
    private var passed = 0
    /// The last of them, in a ring.
    private var ring: [Int]

    /// Searches for what `filter` takes, for a page behind `place`.
    ///
    /// - Parameters:
    ///   - unit: What the rows are. Rows of one file stay together, so that a page of records may be longer than asked for.
    ///   - limit: With so many rows a page is full.
    static func run(
        in index: FileIndex, _ filter: FileFilter, of unit: SearchUnit = .files, after place: FilePlace?, limit: Int
    ) -> Result {
        var search = FileSearch(in: index, filter, of: unit, after: place, limit: limit)
        search.look()
        return search.result
    }

    private init(
        in index: FileIndex, _ filter: FileFilter, of unit: SearchUnit, after place: FilePlace?, limit: Int
    ) {
        self.index = index
        self.filter = filter
        self.unit = unit
        self.limit = limit
        rows = index.kinds.map { $0.rows(of: unit, by: filter) }
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
            if hasMore, base > start { break }
            block.kinds.withUnsafeBufferPointer { kinds in
                for place in kinds.indices where rows[Int(kinds[place])] > 0 {
                    note(base + place, rows: rows[Int(kinds[place])])
                }
            }
        }
        counts = index.totals
        matches = zip(counts, rows).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private mutating func take(_ number: Int, kind: Int) {
        counts[kind] += 1
        guard rows[kind] > 0 else { return }
        matches += rows[kind]
        note(number, rows: rows[kind])
    }

    private mutating func note(_ number: Int, rows: Int) {
        if number < start {
            ring[passed % ring.count] = number
            passed += 1
            before += rows
        } else if pageRows < limit {
            page.append(number)
            pageRows += rows
        } else {
            hasMore = true
        }
    }

    /// Goes back from the page until another one is full. Each file has a row at least, so that the ring reaches far enough.
    private var previous: Previous {
        guard passed > 0 else { return .none }
        var room = limit
        for number in stride(from: passed - 1, to: max(0, passed - limit) - 1, by: -1) {
            room -= rows[index.kind(of: ring[number % ring.count])]
            guard room <= 0 else { continue }
            return number > 0 ? .behind(index.place(of: ring[(number - 1) % ring.count])) : .first
        }
        return .first
    }

    private var result: Result {
        var result = Result(
            page: page.map(index.place), matches: matches, before: before, previous: previous, hasMore: hasMore)
        for facet in Facet.allCases { result.facets[facet] = counted(by: facet) }
        return result
    }

    private func counted(by facet: Facet) -> [FacetCount] {
        var sums: [String: Int] = [:]
        for (kind, count) in zip(index.kinds, counts) where count > 0 {
            // Of a handler a file has one record.
            let rows = facet == .handler ? 1 : kind.rows(of: unit, by: filter, except: facet)
            guard rows > 0, kind.isTaken(by: filter, except: facet) else { continue }
            for value in facet.values(of: kind) { sums[value, default: 0] += count * rows }
        }
        return sums.map { FacetCount(value: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
    }
}
