import HandlerAPI

/// Takes in the lines of a WHP-exchange file: stamp, comments, headers, names, units, rows, `END_DATA`.
struct ExchangeReader {
    private enum Section {
        case stamp
        case header
        case names
        case units([String])
        case rows(TableReader)
        case finished(TableReader)
    }

    private let kind: ExchangeAggregate.Kind
    private var section = Section.stamp
    private var splitter = FieldSplitter()
    private var stamp = ""
    private var header = ExchangeHeader()

    init(kind: ExchangeAggregate.Kind) { self.kind = kind }

    /// Whether `END_DATA` was seen; what follows is free text.
    var isFinished: Bool { if case .finished = section { true } else { false } }

    /// Whether the columns are known, so that there is something to keep.
    var hasColumns: Bool {
        switch section {
        case .stamp, .header, .names: false
        case .units, .rows, .finished: true
        }
    }

    /// Takes in a line; blank lines and comments mean nothing anywhere.
    mutating func take(_ line: Line, reporting findings: inout Findings) throws(HandlerError) {
        if case .stamp = section {
            let row = Row(line, splitBy: &splitter)
            stamp = (1..<max(1, min(10, row.countToLastFilled))).map { row.text($0) }.joined(separator: ",")
            section = kind == .ctd ? .header : .names
            return
        }
        if isFinished || Self.isIgnored(line.bytes) { return }
        if Self.isEnd(line.bytes) { return try finishTable(line, &findings) }
        try takeContent(line, &findings)
    }

    private mutating func takeContent(_ line: Line, _ findings: inout Findings) throws(HandlerError) {
        switch section {
        case .stamp, .finished: break
        case .header:
            if header.take(line) { return }
            fallthrough
        case .names: section = .units(try names(line))
        case .units(let names):
            let row = Row(line, splitBy: &splitter)
            let isUnits = ColumnLayout.isUnits(row, names: names)
            startTable(names, units: isUnits ? (0..<row.countToLastFilled).map { row.text($0) } : [], &findings)
            if !isUnits { takeRow(row, &findings) }
        case .rows:
            if Self.isCutEnd(line.bytes) { break }
            takeRow(Row(line, splitBy: &splitter), &findings)
        }
    }

    private mutating func takeRow(_ row: Row, _ findings: inout Findings) {
        guard case .rows(var table) = section else { return }
        // Without this, `table` would share its storage with `section` and be copied for every row.
        section = .names
        table.take(row, reporting: &findings)
        section = .rows(table)
    }

    private mutating func names(_ line: Line) throws(HandlerError) -> [String] {
        let row = Row(line, splitBy: &splitter)
        guard !row.looksLikeData else {
            throw .corrupt("line \(line.number): expected the names of the columns, found data", at: line.offset)
        }
        return try ColumnLayout.names(in: row)
    }

    private mutating func startTable(_ names: [String], units: [String], _ findings: inout Findings) {
        let layout = ColumnLayout(names: names, units: units)
        let table = TableReader(kind: kind, layout: layout, header: header)
        var faults: [(subject: String, reason: String)] = []
        if kind == .ctd, let fault = header.countFault { faults.append(("header", fault)) }
        if units.count > names.count {
            faults.append(("units", "the line of units has \(units.count) fields for \(names.count) columns"))
        }
        faults += layout.repeatedNames.map { ($0, "there is more than one column \($0); a name stands for one column") }
        faults += table.missingNames.map { ($0, "there is no column \($0); a file of this kind needs one") }
        for fault in faults {
            findings.report(
                Anomaly(subject: fault.subject, detector: "header-mismatch", score: 0.7, reason: fault.reason))
        }
        section = .rows(table)
    }

    // MARK: The end

    private mutating func finishTable(_ line: Line, _ findings: inout Findings) throws(HandlerError) {
        if case .units(let names) = section { startTable(names, units: [], &findings) }
        guard case .rows(let table) = section else {
            throw .corrupt("line \(line.number): END_DATA comes before any line of column names", at: line.offset)
        }
        section = .finished(table)
    }

    /// Ends the file and returns what it holds.
    ///
    /// - Throws: `corrupt` where there was no line of column names.
    mutating func finish(at size: Int64, reporting findings: inout Findings) throws(HandlerError) -> ExchangeAggregate {
        if case .units(let names) = section { startTable(names, units: [], &findings) }
        switch section {
        case .stamp, .header, .names, .units:
            throw .corrupt("the file ends before the line of column names", at: size)
        case .rows(let table):
            let rows = table.observations
            let aggregate = aggregate(table, endData: false, &findings)
            findings.report(
                Anomaly(
                    subject: "file", detector: "missing-end-data", score: 0.9,
                    reason: "the file ends after \(rows) rows without END_DATA; it may have been cut off"))
            return aggregate
        case .finished(let table): return aggregate(table, endData: true, &findings)
        }
    }

    private func aggregate(
        _ table: TableReader, endData: Bool, _ findings: inout Findings
    ) -> ExchangeAggregate {
        var table = table
        if kind == .ctd {
            table.takeHeader(header, reporting: &findings)
            checkDepth(table, &findings)
        }
        let columns = table.finish(reporting: &findings)
        if table.raggedRows > 0 {
            findings.note("\(table.raggedRows) rows have more or fewer fields than there are columns")
        }
        var aggregate = ExchangeAggregate(
            kind: kind, stamp: stamp, files: 1, observations: table.observations, stations: 0, casts: 0, expocodes: [],
            castList: [], castListIsComplete: true, boundingBox: table.places.box,
            timeSpan: table.places.times.map { TimeSpan($0) }, endData: endData, raggedRows: table.raggedRows,
            headers: kind == .ctd ? header.values : nil, columns: columns)
        aggregate.take(table.casts)
        return aggregate
    }

    /// A profile that goes below the sea floor by more than a tenth and 50 m is not of the header's place. One decibar is
    /// about one metre.
    private func checkDepth(_ table: TableReader, _ findings: inout Findings) {
        guard let depth = header.number("DEPTH"), depth > 0, let deepest = table.deepestPressure else { return }
        guard deepest > depth * 1.1 + 50 else { return }
        findings.report(
            Anomaly(
                subject: "DEPTH", detector: "header-mismatch", score: 0.7,
                reason: "CTDPRS goes down to \(deepest) dbar, but the header says that the sea is \(depth) m deep"))
    }

    // MARK: Lines without data

    /// Whether a line is blank, of commas only, or a comment.
    private static func isIgnored(_ line: UnsafeRawBufferPointer) -> Bool {
        for byte in line {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: ","): continue
            default: return byte == UInt8(ascii: "#")
            }
        }
        return true
    }

    /// Whether a line ends the table.
    private static func isEnd(_ line: UnsafeRawBufferPointer) -> Bool {
        line[FieldSplitter.trimmed(line, 0..<line.count)].starts(with: endMark)
    }

    /// Whether a line is `END_DATA` cut short, as at the end of a truncated file; it is no row.
    private static func isCutEnd(_ line: UnsafeRawBufferPointer) -> Bool {
        let text = line[FieldSplitter.trimmed(line, 0..<line.count)]
        return text.count >= 3 && text.count < endMark.count && endMark.starts(with: text)
    }

    private static let endMark = Array("END_DATA".utf8)
}
