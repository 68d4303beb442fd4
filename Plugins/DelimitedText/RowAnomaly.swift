import ColumnProfiles
import HandlerAPI
import Sketches

/// A value that makes its row stand out.
struct RowAnomaly: Sendable, Equatable {
    /// What is out of the ordinary about it.
    enum Kind: Sendable, Equatable {
        /// A number far from the median: how many robust standard deviations, and the score that follows from it.
        case number(String, isAbove: Bool, deviations: Double, score: Double, median: Double, side: Side)
        /// A value that is rare in a column of few different ones.
        case category([UInt8], count: Int, present: Int, different: Int)
    }

    /// The spread of the numbers on the side of the median that the number is on.
    struct Side: Sendable, Equatable {
        let deviation: Double
        let isOfBoth: Bool
    }

    /// Counted from 0.
    let column: Int
    let place: RowPlace
    /// From 0 to 1, and at least ``threshold``.
    let score: Double
    let kind: Kind

    /// The score from which a row is reported.
    static let threshold = 0.5

    /// The score of something that a normal number is as rarely as far out as: 0.5 at the cutoff, towards 1 above it.
    static func score(_ distance: Double, cutoff: Double) -> Double { distance / (distance + cutoff) }

    /// Whether it comes before another in results: the stranger first, equally strange ones by row and column.
    func precedes(_ other: RowAnomaly) -> Bool {
        if score != other.score { return score > other.score }
        return (place.row, column) < (other.place.row, other.column)
    }
}

// MARK: - In words

extension RowAnomaly {
    /// What the user is told.
    ///
    /// - Parameter name: The column's.
    func anomaly(column name: String) -> Anomaly {
        let offset = place.offset.map { "; the row begins at byte \($0)" } ?? ""
        return Anomaly(
            subject: "row \(place.row + 1), column \(name)", detector: detector,
            score: (score * 10_000).rounded() / 10_000, threshold: Self.threshold, reason: reason(name) + offset)
    }

    private var detector: String {
        switch kind {
        case .number: "robust-z"
        case .category: "rare-category"
        }
    }

    private func reason(_ name: String) -> String {
        switch kind {
        case .number(let value, let isAbove, let deviations, let score, let median, let side):
            let (direction, others) = isAbove ? ("above", "above it") : ("below", "below it")
            let tail =
                score < deviations
                ? ", which count as \(Self.brief(score, digits: 3)) as the numbers \(others) spread far" : ""
            return """
                \(name) is \(value) where the median is \(Self.brief(median)) and half of the numbers \
                \(side.isOfBoth ? "that differ from it" : others) are within \(Self.brief(side.deviation)) of it: \
                \(Self.brief(deviations, digits: 3)) robust standard deviations \(direction)\(tail)
                """
        case .category(let bytes, let count, let present, let different):
            let times = count == 1 ? "only here" : "\(count) times, first here,"
            return """
                \(name) is '\(Characters.kept(of: bytes))' \(times) in \(present) rows that have a value; \
                the column has \(different) different values
                """
        }
    }

    /// A number in a few digits, six or as many as wanted.
    static func brief(_ number: Double, digits: Int = 6) -> String {
        let least = (1..<digits).reduce(1.0) { power, _ in power * 10 }
        var (unit, parts) = (1.0, 1.0)
        while abs(number) / unit >= 10 * least, unit < 1e15 { unit *= 10 }
        while number != 0, abs(number) * parts < least, parts < 1e15 { parts *= 10 }
        let rounded = unit > 1 ? (number / unit).rounded() * unit : (number * parts).rounded() / parts
        return plain(rounded.isFinite ? rounded : number)
    }

    /// A number in the fewest digits that give it back.
    static func plain(_ number: Double) -> String {
        let text = number.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
