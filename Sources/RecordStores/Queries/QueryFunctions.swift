import GRDB
import Synchronization

/// The functions of SQL that queries have beyond those of SQLite.
enum QueryFunctions {
    /// Makes them known to a connection.
    static func add(to database: Database) {
        database.add(function: regexp)
        database.add(function: DatabaseFunction("median", argumentCount: 1, pure: true, aggregate: Median.self))
        database.add(function: DatabaseFunction("percentile", argumentCount: 2, pure: true, aggregate: Percentile.self))
        database.add(
            function: DatabaseFunction("percentile_cont", argumentCount: 2, pure: true, aggregate: Continuous.self))
        database.add(
            function: DatabaseFunction("percentile_disc", argumentCount: 2, pure: true, aggregate: Discrete.self))
    }

    /// `text REGEXP pattern` is `regexp(pattern, text)`.
    private static var regexp: DatabaseFunction {
        // A statement asks for one or two patterns, for each of its rows.
        let known = Mutex<[String: RegularExpression]>([:])
        return DatabaseFunction("regexp", argumentCount: 2, pure: true) { values in
            guard let pattern = String.fromDatabaseValue(values[0]), let text = Self.text(values[1]) else { return nil }
            let expression = try known.withLock { known in
                if let expression = known[pattern] { return expression }
                if known.count >= 16 { known.removeAll() }
                let expression = try RegularExpression(pattern)
                known[pattern] = expression
                return expression
            }
            return expression.matches(text)
        }
    }

    private static func text(_ value: DatabaseValue) -> String? {
        switch value.storage {
        case .string(let text): text
        case .int64(let number): String(number)
        case .double(let number): "\(number)"
        case .null, .blob: nil
        }
    }
}

/// The numbers of a group, of which one in some place is asked for. What is no number does not count.
private struct SampleOfNumbers {
    /// 128 MiB of them.
    private static let most = 1 << 24

    var numbers: [Double] = []
    var share: Double?

    mutating func add(_ value: DatabaseValue) throws {
        switch value.storage {
        case .int64(let number): numbers.append(Double(number))
        case .double(let number) where !number.isNaN: numbers.append(number)
        case .double, .string, .blob, .null: return
        }
        if numbers.count > Self.most {
            throw DatabaseError(
                message: "a group has more than \(Self.most) numbers, which is too many for a percentile")
        }
    }

    mutating func ask(for value: DatabaseValue, of whole: Double, _ name: String) throws {
        guard let number = Double.fromDatabaseValue(value), number >= 0, number <= whole else {
            throw DatabaseError(message: "the second argument of \(name) is a number from 0 to \(Int(whole))")
        }
        guard share == nil || share == number / whole else {
            throw DatabaseError(message: "the second argument of \(name) is the same for all rows of a group")
        }
        share = number / whole
    }

    /// The value at the share of the way through the sorted numbers, between two of them where it is there.
    consuming func interpolated() -> Double? {
        guard let share, !numbers.isEmpty else { return nil }
        numbers.sort()
        let place = share * Double(numbers.count - 1)
        let lower = numbers[Int(place)]
        let upper = numbers[min(Int(place) + 1, numbers.count - 1)]
        return lower == upper ? lower : lower + (upper - lower) * (place - place.rounded(.down))
    }

    /// The first of the sorted numbers that at least this share of them does not exceed.
    consuming func chosen() -> Double? {
        guard let share, !numbers.isEmpty else { return nil }
        numbers.sort()
        return numbers[max(0, Int((share * Double(numbers.count)).rounded(.up)) - 1)]
    }
}

private struct Median: DatabaseAggregate {
    private var sample = SampleOfNumbers(share: 0.5)

    init() {}
    mutating func step(_ values: [DatabaseValue]) throws { try sample.add(values[0]) }
    func finalize() -> (any DatabaseValueConvertible)? { sample.interpolated() }
}

private struct Percentile: DatabaseAggregate {
    private var sample = SampleOfNumbers()

    init() {}
    mutating func step(_ values: [DatabaseValue]) throws {
        try sample.ask(for: values[1], of: 100, "percentile")
        try sample.add(values[0])
    }
    func finalize() -> (any DatabaseValueConvertible)? { sample.interpolated() }
}

private struct Continuous: DatabaseAggregate {
    private var sample = SampleOfNumbers()

    init() {}
    mutating func step(_ values: [DatabaseValue]) throws {
        try sample.ask(for: values[1], of: 1, "percentile_cont")
        try sample.add(values[0])
    }
    func finalize() -> (any DatabaseValueConvertible)? { sample.interpolated() }
}

private struct Discrete: DatabaseAggregate {
    private var sample = SampleOfNumbers()

    init() {}
    mutating func step(_ values: [DatabaseValue]) throws {
        try sample.ask(for: values[1], of: 1, "percentile_disc")
        try sample.add(values[0])
    }
    func finalize() -> (any DatabaseValueConvertible)? { sample.chosen() }
}
