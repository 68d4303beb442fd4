import AnomalyScoring
import HandlerTesting

/// Tables that tests share.
enum Samples {
    /// The twelve rows that golden scores were computed of, with ties and with one strange value in each column.
    static let rows: [[Double]] = [
        [1.0, 10.5, 3.0], [2.0, 9.5, 3.0], [2.0, 11.25, 2.5], [3.0, 10.0, 4.0], [1.5, 10.75, 3.5], [2.5, 9.0, 2.0],
        [8.0, 10.25, 3.0], [2.0, 30.0, 2.75], [1.25, 9.75, -6.0], [2.75, 10.0, 3.25], [1.75, 10.5, 2.25],
        [2.25, 9.25, 3.75],
    ]

    /// A table of rows, whose columns are called a, b and so on.
    static func table(_ rows: [[Double]]) throws -> NumberTable {
        let width = rows.first?.count ?? 0
        let names = (0..<width).map {
            String(UnicodeScalar(UInt8(97 + $0 % 26))) + String(repeating: "'", count: $0 / 26)
        }
        return try NumberTable(names: names, columns: (0..<width).map { column in rows.map { $0[column] } })
    }

    /// Rows of numbers by chance, of which the last lies far off in all columns.
    static func cloud(_ count: Int, _ width: Int, seed: UInt64 = 1) -> [[Double]] {
        var generator = RepeatableGenerator(seed: seed)
        var rows = (0..<count).map { _ in
            (0..<width).map { _ in
                (0..<6).reduce(0) { sum, _ in sum + Double.random(in: -1...1, using: &generator) }
            }
        }
        rows[count - 1] = (0..<width).map { $0.isMultiple(of: 2) ? 25 : -25 }
        return rows
    }
}
