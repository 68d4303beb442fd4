import HandlerAPI

/// Which columns anomalies are about, so that they are marked where they are drawn.
struct OddColumns {
    /// The anomalies of a column.
    struct Mark {
        var count: Int
        /// The highest score.
        var score: Double
    }

    private var marks: [String: Mark] = [:]

    /// Sorts anomalies by the columns that their subjects name.
    init(_ anomalies: [Anomaly] = []) {
        for anomaly in anomalies {
            let name = Self.column(of: anomaly.subject)
            let known = marks[name] ?? Mark(count: 0, score: 0)
            marks[name] = Mark(count: known.count + 1, score: max(known.score, anomaly.score))
        }
    }

    /// The anomalies of a column; `nil` where there are none.
    func mark(of column: String) -> Mark? { marks[column] }

    /// "row 7, column depth" is about the column `depth`; a subject that names no row is a name itself.
    private static func column(of subject: String) -> String {
        guard subject.hasPrefix("row "), let word = subject.firstRange(of: ", column ") else { return subject }
        return String(subject[word.upperBound...])
    }
}
