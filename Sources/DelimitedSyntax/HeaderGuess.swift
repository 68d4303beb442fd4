/// Whether the first record of a table names the columns.
///
/// Every column votes: for a header where its values are numbers, times or truth values and the first is not, against
/// where the first is of their kind. Without votes, the first record is a header if all its fields are filled,
/// different, and names rather than values.
struct HeaderGuess {
    /// Votes for a header less votes against.
    let votes: Int
    /// The answer.
    let hasHeader: Bool

    /// Looks at the rows of `table` after its preamble.
    init(_ table: SampleTable) {
        guard let first = table.body.first else {
            (votes, hasHeader) = (0, false)
            return
        }
        let rest = table.body.dropFirst()
        votes = first.indices.reduce(0) { $0 + Self.vote(first[$1], rest, column: $1) }
        hasHeader = votes > 0 || (votes == 0 && Self.couldBeNames(first, rest))
    }

    private static func vote(_ first: SampleCell, _ rest: ArraySlice<[SampleCell]>, column: Int) -> Int {
        let values = rest.lazy.filter { $0.count > column }.map { $0[column] }.filter { $0.kind != .empty }
        let typed = values.count(where: \.isTyped)
        guard typed > 0, Double(typed) >= 0.9 * Double(values.count) else { return first.isTyped ? -1 : 0 }
        if first.isTyped { return -1 }
        return first.kind == .empty ? 0 : 1
    }

    private static func couldBeNames(_ first: [SampleCell], _ rest: ArraySlice<[SampleCell]>) -> Bool {
        guard first.allSatisfy({ $0.kind == .text }), Set(first.map(\.key)).count == first.count else { return false }
        return !rest.contains { row in zip(first, row).contains { $0.key == $1.key } }
    }
}
