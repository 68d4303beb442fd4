import HandlerAPI

/// Takes in the rows of a table.
struct TableReader {
    private let kind: ExchangeAggregate.Kind
    private let layout: ColumnLayout
    private let keys: KeyColumns
    private let rules: [ValueRules?]
    private let headerColumns: [HeaderColumn]
    private let pressure: Int?
    private let place: PlaceColumns
    private let headerLatitude: Double?
    private var columns: [ColumnAccumulator]
    private var profile: ProfileWatch
    private var duplicates = DuplicateDetector()
    private var currentCast: (hash: UInt64, summary: CastSummary)?
    private(set) var casts = CastList()
    private(set) var places = PlaceTally()
    private(set) var observations = 0
    private(set) var raggedRows = 0
    private(set) var deepestPressure: Double?
    var log = AnomalyLog()

    init(kind: ExchangeAggregate.Kind, layout: ColumnLayout, header: ExchangeHeader) {
        self.kind = kind
        self.layout = layout
        keys = KeyColumns(layout)
        columns = layout.columns.map(\.accumulator)
        rules = columns.map { ValueRules($0) }
        profile = ProfileWatch(columns)
        pressure = layout.index(of: "CTDPRS")
        place = PlaceColumns(layout)
        headerLatitude = header.number("LATITUDE")
        headerColumns = header.values.sorted { $0.key < $1.key }.compactMap { name, text in
            layout.index(of: name).map { HeaderColumn(name: name, text: text, index: $0) }
        }
    }

    /// The columns that a table of this kind must have and this one has not.
    var missingNames: [String] { kind == .bottle ? keys.missingNames : pressure == nil ? ["CTDPRS"] : [] }

    /// Takes in a row of data.
    mutating func take(_ row: Row, reporting findings: inout Findings) {
        observations += 1
        checkWidth(row, &findings)
        takeKeys(row, &findings)
        takePlace(row, &findings)
        takeValues(row, &findings)
        for column in headerColumns {
            guard let fault = column.fault(in: row) else { continue }
            log.report("header-mismatch", column.name, score: 0.7, line: row.lineNumber, to: &findings, reason: fault)
        }
    }

    private mutating func checkWidth(_ row: Row, _ findings: inout Findings) {
        let wanted = layout.names.count
        let found = row.count > wanted ? max(wanted, row.countToLastFilled) : row.count
        guard found != wanted else { return }
        raggedRows += 1
        log.report(
            "ragged-row", "row", score: 0.6, line: row.lineNumber, to: &findings,
            reason: "the row has \(found) fields; expected \(wanted), one a column")
    }

    private mutating func takeValues(_ row: Row, _ findings: inout Findings) {
        let depth = pressure.flatMap { row.value($0).number }
        let latitude = row.value(at: place.latitude).number ?? headerLatitude
        if let depth { deepestPressure = max(depth, deepestPressure ?? depth) }
        for (column, place) in layout.columns.enumerated() {
            let value = row.value(place.index)
            let flag = columns[column].flagIndex.flatMap { QualityFlag(row.value($0)) }
            columns[column].add(value, flag: flag, at: place.index, in: row)
            rules[column]?.check(
                value, flag: flag, latitude: latitude, line: row.lineNumber, log: &log, findings: &findings)
            profile.add(value, flag: flag, column: column, pressure: depth, line: row.lineNumber)
        }
    }

    private mutating func takePlace(_ row: Row, _ findings: inout Findings) {
        places.add(latitude: row.value(at: place.latitude).number, longitude: row.value(at: place.longitude).number)
        for (name, expected) in places.add(date: row.value(at: place.date), time: row.value(at: place.time)) {
            let found = layout.index(of: name).map { row.text($0).prefix(40) } ?? ""
            log.report(
                "range", name, score: 0.7, line: row.lineNumber, to: &findings,
                reason: "\(name) is '\(found)'; expected \(expected)")
        }
    }

    // MARK: Casts

    private mutating func takeKeys(_ row: Row, _ findings: inout Findings) {
        guard kind == .bottle else { return }
        let cast = keys.castHash(row)
        if currentCast?.hash != cast.value {
            finishCast(&findings)
            currentCast = (cast.value, keys.castName(row))
        }
        currentCast?.summary.observations += 1
        guard let key = keys.sampleHash(row, cast: cast) else { return }
        guard let first = duplicates.firstLine(of: key, line: row.lineNumber) else { return }
        log.report(
            "duplicate-key", "row", score: 0.8, line: row.lineNumber, to: &findings,
            reason: "\(keys.sampleName(row)) was in line \(first) before; a sample has one row")
    }

    private mutating func finishCast(_ findings: inout Findings) {
        if let cast = currentCast?.summary { casts.add(cast) }
        profile.finishCast(log: &log, findings: &findings)
    }

    /// Takes in the place, the time and the cast that a CTD file's header gives, and reports what is wrong with them.
    mutating func takeHeader(_ header: ExchangeHeader, reporting findings: inout Findings) {
        places.add(latitude: header.number("LATITUDE"), longitude: header.number("LONGITUDE"))
        let date = header.text("DATE").map { FieldValue($0) } ?? .blank
        let time = header.text("TIME").map { FieldValue($0) } ?? .blank
        for (name, expected) in places.add(date: date, time: time) {
            let found = (header.text(name) ?? "").prefix(40)
            findings.report(
                Anomaly(
                    subject: name, detector: "range", score: 0.7,
                    reason: "the header says that \(name) is '\(found)'; expected \(expected)"))
        }
        let name = { String((header.text($0) ?? "").prefix(80)) }
        let cast = CastSummary(
            expocode: name("EXPOCODE"), station: name("STNNBR"), cast: name("CASTNO"), observations: observations)
        casts.add(cast)
    }

    /// Ends the table and returns what its columns hold.
    mutating func finish(reporting findings: inout Findings) -> [ColumnSummary] {
        finishCast(&findings)
        log.summarise(to: &findings)
        for column in columns where column.nonNumericCount > 0 {
            guard let first = column.firstText else { continue }
            findings.report(
                Anomaly(
                    subject: column.name, detector: "non-numeric", score: 0.6,
                    reason: """
                        \(column.nonNumericCount) of \(column.present) values are no numbers, the first \
                        '\(first.text.prefix(40))' in line \(first.line)
                        """))
        }
        return columns.map { ColumnSummary($0) }
    }
}

/// A column that repeats a line of the header.
private struct HeaderColumn {
    let name: String
    let text: String
    let index: Int

    /// How a row contradicts the header, if it does.
    func fault(in row: Row) -> String? {
        let value = row.value(index)
        if value.isMissing || row.text(index) == text { return nil }
        if let number = value.number, FieldValue(text).number == number { return nil }
        return "\(name) is '\(row.text(index).prefix(40))', but the header says '\(text.prefix(40))'"
    }
}
