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
        guard let number = table.body.first else {
            (votes, hasHeader) = (0, false)
            return
        }
        let rest = table.body.dropFirst()
        votes = (0..<table.width(of: number)).reduce(0) { $0 + Self.vote(number, table, rest, column: $1) }
        hasHeader = votes > 0 || (votes == 0 && Self.couldBeNames(table.record(number), table, rest))
    }

    private static func vote(_ number: Int, _ table: SampleTable, _ rest: Range<Int>, column: Int) -> Int {
        guard let first = table.cell(number, column) else { return 0 }
        var (filled, typed) = (0, 0)
        for row in rest {
            guard let cell = table.cell(row, column), cell.kind != .empty else { continue }
            filled += 1
            typed += cell.isTyped ? 1 : 0
        }
        guard typed > 0, Double(typed) >= 0.9 * Double(filled) else { return first.isTyped ? -1 : 0 }
        if first.isTyped { return -1 }
        return first.kind == .empty ? 0 : 1
    }

    private static func couldBeNames(_ first: ArraySlice<SampleCell>, _ table: SampleTable, _ rest: Range<Int>) -> Bool
    {
        guard first.allSatisfy({ $0.kind == .text }), Set(first.map(\.hash)).count == first.count else { return false }
        return !rest.contains { row in zip(first, table.record(row)).contains { $0.hash == $1.hash } }
    }
}
