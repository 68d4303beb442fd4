import Orchestration

/// Goes through the files that a filter takes, a block of the index at a time, so that all of a million are told for the cost of
/// one search.
struct FileCursor {
    private let index: FileIndex
    private let matcher: PathMatcher?
    private let isTaken: [Bool]
    private var block = 0
    private var scratch: [UInt8] = []

    /// Goes through `index` as it is now.
    ///
    /// - Parameter unit: Files without a row of it are passed over.
    init(_ index: FileIndex, _ filter: FileFilter, of unit: SearchUnit) {
        self.index = index
        let hasText = !(filter.text ?? "").isEmpty || !(filter.prefix ?? "").isEmpty
        matcher = hasText ? PathMatcher(filter) : nil
        isTaken = index.kinds.map { $0.rows(of: unit, by: filter) > 0 }
    }

    /// The next files, in the order of the ledger; none at the end.
    mutating func next() -> [FilePlace] {
        while block < index.blocks.count {
            let (found, base) = (index.blocks[block], block * FileIndex.blockCount)
            block += 1
            var numbers: [Int] = []
            let take = { (number: Int) in
                if isTaken[Int(found.kinds[number])] { numbers.append(base + number) }
            }
            if let matcher {
                matcher.forEachMatch(in: found, scratch: &scratch, take)
            } else {
                found.kinds.indices.forEach(take)
            }
            if !numbers.isEmpty { return numbers.map(index.place) }
        }
        return []
    }
}
