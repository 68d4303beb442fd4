import Foundation
import HandlerTesting

@testable import DelimitedText

/// Anomalies found the plain way: all values of a column in memory, sorted and counted.
struct AnomalyReference {
    /// What can be told from outside of an anomaly.
    struct Found: Equatable, CustomStringConvertible {
        var subject: String
        var detector: String
        var score: Double
        var row = 0

        var description: String { "\(subject) \(detector) \(score)" }

        static func == (left: Found, right: Found) -> Bool {
            left.subject == right.subject && left.detector == right.detector && abs(left.score - right.score) <= 1e-4
        }
    }

    private static let missing: Set<String> = ["", "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None"]

    /// The anomalies of a table's columns, the strangest first, equal ones by row and column.
    static func anomalies(_ names: [String], _ rows: [[String]]) -> [Found] {
        let found = names.enumerated().flatMap { column, name -> [Found] in
            let values = rows.enumerated().compactMap { row, fields -> (row: Int, text: String)? in
                guard column < fields.count else { return nil }
                let text = fields[column].trimmingCharacters(in: CharacterSet(charactersIn: " "))
                return missing.contains(text) ? nil : (row, fields[column])
            }
            let outliers = outliers(values, name, columns: names.count)
            return outliers + rare(values, name).filter { rare in !outliers.contains { $0.subject == rare.subject } }
        }
        return found.enumerated().sorted { left, right in
            if left.element.score != right.element.score { return left.element.score > right.element.score }
            return (left.element.row, left.offset) < (right.element.row, right.offset)
        }.map(\.element)
    }

    private static func number(_ text: String) -> Double? { Double(text.trimmingCharacters(in: .whitespaces)) }

    private static func outliers(_ values: [(row: Int, text: String)], _ name: String, columns: Int) -> [Found] {
        let all = values.compactMap { value in number(value.text).map { (row: value.row, value: $0) } }
        let finite = all.filter { $0.value.isFinite }
        guard all.count == values.count, finite.count >= 10 else { return [] }
        let median = quantile(finite.map(\.value), 0.5)
        let cutoff = RobustScale.cutoff(numbers: finite.count, columns: columns)
        return [1.0, -1].flatMap { sign -> [Found] in
            let distances = finite.map { sign * ($0.value - median) }
            var side = distances.filter { $0 > 0 }
            if 4 * side.count < finite.count { side = distances.map { abs($0) }.filter { $0 > 0 } }
            guard !side.isEmpty else { return [] }
            let middle = quantile(side, 0.5)
            let share = min(0.98, 1 - 10 / Double(side.count))
            var power = 1.0
            if share > 0.5 {
                let normal = NormalDistribution.quantile(beyond: (1 - share) / 2) / 0.674489750196081743
                power = max(1, log(quantile(side, share) / middle) / log(normal))
            }
            return zip(finite, distances).compactMap { item, distance in
                let ratio = distance / middle
                let z = 0.674489750196081743 * (ratio > 1 ? pow(ratio, 1 / power) : ratio)
                guard z >= cutoff else { return nil }
                return Found(
                    subject: "row \(item.row + 1), column \(name)", detector: "robust-z", score: z / (z + cutoff),
                    row: item.row)
            }
        }
    }

    private static func rare(_ values: [(row: Int, text: String)], _ name: String) -> [Found] {
        let rows = Dictionary(grouping: values, by: \.text).mapValues { $0.map(\.row) }
        let few = rows.values.filter { $0.count <= 3 }
        let isNumeric = values.allSatisfy { number($0.text) != nil }
        let most = rows.values.map(\.count).max() ?? 0
        let rareRows = few.reduce(0) { $0 + $1.count }
        guard values.count >= 1_000, rows.count <= 64, (isNumeric ? 1_000 : 200) * rareRows <= values.count,
            !isNumeric || 2 * most > values.count
        else { return [] }
        let cutoff = NormalDistribution.quantile(beyond: 0.003)
        return few.map { rows in
            let z = NormalDistribution.quantile(beyond: Double(rows.count) / Double(values.count))
            return Found(
                subject: "row \(rows[0] + 1), column \(name)", detector: "rare-category", score: z / (z + cutoff),
                row: rows[0])
        }
    }

    /// As R's type 7 and NumPy have it.
    private static func quantile(_ values: [Double], _ share: Double) -> Double {
        let sorted = values.sorted()
        let position = share * Double(sorted.count - 1)
        let below = Int(position)
        guard below + 1 < sorted.count else { return sorted[below] }
        return sorted[below] + (sorted[below + 1] - sorted[below]) * (position - Double(below))
    }
}

/// Tables in which something is out of the ordinary.
enum StrangeTable {
    /// A normal number, near enough.
    static func normal(_ generator: inout RepeatableGenerator) -> Double {
        let uniform = Double.random(in: Double.leastNormalMagnitude..<1, using: &generator)
        return (-2 * log(uniform)).squareRoot() * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
    }

    /// Rows with all that makes it hard to tell their number: missing values of every kind, quotes, quoted line ends,
    /// short and long rows, blank lines, and both line ends.
    static func mixed(rows: Int, seed: UInt64) -> [UInt8] {
        var generator = RepeatableGenerator(seed: seed)
        let absent = ["", "NA", "\"\"", " ", "\"NA\"", "\"\" "]
        let notes = ["plain", "\"two\nlines\"", "\"say \"\"x\"\"\"", "", "\"a, b\"", "\"\"\"\""]
        var text = "id,depth,salinity,note,flag,count\n"
        for row in 0..<rows {
            let depth = normal(&generator) * (row % 97 == 5 ? 40 : 1)
            let salinity = 35 + normal(&generator) * (row % 131 == 7 ? 25 : 1)
            let pick = { (texts: [String]) in texts[Int.random(in: 0..<texts.count, using: &generator)] }
            let isMissing = Int.random(in: 0..<10, using: &generator) == 0
            // What follows a closing quote belongs to the value, which then is a copy.
            let quoted = row % 3 == 0 ? "\"\(salinity)\"" : row % 7 == 0 ? "\"\(Int(salinity))\"0" : "\(salinity)"
            let note = row % 500 == 123 ? "\"only \"\"\(row)\"\"\"" : pick(notes)
            let flag = row == rows / 2 ? "9" : Int.random(in: 0..<4, using: &generator) == 0 ? "3" : "2"
            text += "\(row),\(row % 61 == 0 ? "inf" : "\(depth)"),\(isMissing ? pick(absent) : quoted),\(note)"
            text += row % 41 == 0 ? "" : ",\(flag),\(Int(exp(normal(&generator))))"
            text += row % 43 == 0 ? ",more" : ""
            text += row % 5 == 0 ? "\r\n" : "\n"
            if row % 53 == 0 { text += "\n\r\n" }
        }
        return Array(text.utf8)
    }
}
