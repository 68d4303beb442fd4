import HandlerAPI

/// The columns of a table and what is special about some of them.
struct ColumnLayout {
    /// The most columns taken; tables of the format have below two hundred.
    static let columnLimit = 4_096
    private static let flagSuffix = "_FLAG_W"
    /// Columns that name something: a mean of them has no meaning, even where they are written in digits.
    private static let identifiers: Set<String> = [
        "EXPOCODE", "SECT_ID", "SECT", "STNNBR", "CASTNO", "SAMPNO", "BTLNBR", "DATE", "TIME", "BTL_DATE", "BTL_TIME",
        "INSTRUMENT_ID", "EVENT_NUMBER",
    ]

    /// All names, flag columns included, as many as a row should have fields.
    let names: [String]
    /// The accumulators of columns that are not another's flags, with their places.
    let columns: [(index: Int, accumulator: ColumnAccumulator)]
    /// The columns named in the key and in the headers, by name.
    private let places: [String: Int]

    init(names: [String], units: [String]) {
        self.names = names
        let places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        self.places = places
        columns = names.enumerated().compactMap { index, name in
            if let parent = Self.parent(of: name), places[parent] != nil { return nil }
            let isOrphanedFlag = Self.parent(of: name) != nil
            let unit = index < units.count && !units[index].isEmpty ? units[index] : nil
            let accumulator = ColumnAccumulator(
                name: name.isEmpty ? "(column \(index + 1))" : name, unit: unit,
                flagIndex: isOrphanedFlag ? index : places[name + Self.flagSuffix],
                isIdentifier: isOrphanedFlag || Self.identifiers.contains(name))
            return (index, accumulator)
        }
    }

    /// The names in the line of column names, without empty ones at its end.
    static func names(in row: Row) throws(HandlerError) -> [String] {
        let count = row.countToLastFilled
        guard count <= columnLimit else {
            throw .limitExceeded("the table has \(count) columns; at most \(columnLimit) are taken")
        }
        return (0..<count).map { row.text($0) }
    }

    private static func parent(of name: String) -> String? {
        name.hasSuffix(flagSuffix) ? String(name.dropLast(flagSuffix.count)) : nil
    }

    /// The place of the first column of a name.
    func index(of name: String) -> Int? { places[name] }

    /// Names that more than one column has.
    var repeatedNames: [String] {
        var seen: Set<String> = []
        return names.filter { !$0.isEmpty && !seen.insert($0).inserted }
    }

    /// Whether the line after the names is one of units, not of data: in a row the columns of the key are filled, or
    /// most fields are numbers.
    static func isUnits(_ row: Row, names: [String]) -> Bool {
        let isKeyed = ["EXPOCODE", "STNNBR", "CASTNO"].contains { name in
            names.firstIndex(of: name).map { !row[$0].isEmpty } ?? false
        }
        return !isKeyed && !row.looksLikeData
    }
}
