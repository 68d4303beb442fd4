import DelimitedSyntax

/// Series for tests.
enum Series {
    /// Counts around 30 for 20 days, then around 10.
    static let drop = (0..<40).map { ($0 < 20 ? 30 : 10) + [0, 2, -1, 1, -2][$0 % 5] }

    /// A row for each count, from 2021-01-01 on.
    static func text(_ counts: some Sequence<Int>) -> String {
        counts.enumerated().map { "\(CivilDay(number: 18_628 + $0.offset)),\($0.element)\n" }.joined()
    }
}
