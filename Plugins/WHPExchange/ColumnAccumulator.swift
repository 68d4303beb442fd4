import Sketches

/// Takes in the fields of one column, row by row.
struct ColumnAccumulator {
    let name: String
    let unit: String?
    /// Where the column's quality codes are, if it has them.
    let flagIndex: Int?
    /// Whether the column names things (stations, days) instead of measuring them.
    let isIdentifier: Bool
    private(set) var present = 0
    private(set) var missing = 0
    private(set) var moments = Moments()
    private(set) var flags: FlagCounts?
    /// The first value that is no number, with its line.
    private(set) var firstText: (text: String, line: Int)?

    init(name: String, unit: String?, flagIndex: Int?, isIdentifier: Bool) {
        self.name = name
        self.unit = unit
        self.flagIndex = flagIndex
        self.isIdentifier = isIdentifier
        flags = flagIndex == nil ? nil : FlagCounts()
    }

    /// Takes in a field, its quality code, and the row they are in.
    mutating func add(_ value: FieldValue, flag: QualityFlag?, at index: Int, in row: borrowing Row) {
        if let flag { flags?.add(flag) }
        guard !value.isMissing else {
            missing += 1
            return
        }
        present += 1
        guard !isIdentifier else { return }
        if let number = value.number {
            moments.add(number)
        } else if firstText == nil {
            firstText = (row.text(index), row.lineNumber)
        }
    }

    /// How many values are no numbers in a column that has numbers.
    var nonNumericCount: Int { moments.count == 0 ? 0 : present - moments.count }
}

/// A WOCE quality code of a value.
enum QualityFlag: Equatable {
    /// A code from 1 to 9. 2 is good, 3 questionable, 4 bad, 5 not reported, 9 not sampled.
    case code(Int)
    /// Something that is no code.
    case invalid

    /// The code in a field; `nil` where the field is blank.
    init?(_ field: FieldValue) {
        switch field {
        case .blank: return nil
        case .number(let number):
            if let code = Int(exactly: number), (1...9).contains(code) { self = .code(code) } else { self = .invalid }
        case .fill, .text: self = .invalid
        }
    }

    /// Whether the code says that there is no value to look at, or a bad one.
    var excludesValue: Bool { self == .code(4) || saysNoValue }

    /// Whether the code says that no value was measured or reported.
    var saysNoValue: Bool { self == .code(5) || self == .code(9) }

    /// Whether the code says that the value is good, or is the mean of good ones.
    var saysGood: Bool { self == .code(2) || self == .code(6) }

    /// Whether the code leaves the value in doubt.
    var isDoubtful: Bool { self == .code(3) || excludesValue }
}

/// How often each quality code occurs.
struct FlagCounts {
    private var byCode = [Int](repeating: 0, count: 10)

    mutating func add(_ flag: QualityFlag) {
        if case .code(let code) = flag { byCode[code] += 1 } else { byCode[0] += 1 }
    }

    /// The counts above 0 by code, and under `invalid` what is none.
    var counts: [String: Int] {
        var counts: [String: Int] = [:]
        for (code, count) in byCode.enumerated() where count > 0 {
            counts[code == 0 ? "invalid" : String(code)] = count
        }
        return counts
    }
}
