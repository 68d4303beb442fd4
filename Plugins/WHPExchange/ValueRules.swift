import HandlerAPI

/// What the values of one column must keep: the parameter's physical range, and agreement with their quality codes.
struct ValueRules {
    let column: String
    let unit: String?
    let range: PhysicalRange?
    /// Whether it is a temperature of the sea, which depends on the latitude.
    let isTemperature: Bool
    let checksFlags: Bool

    /// The rules of a column; `nil` where there is nothing to check.
    init?(_ column: ColumnAccumulator) {
        self.column = column.name
        unit = column.unit
        range = PhysicalRange.of(column.name, unit: column.unit)
        isTemperature = range?.isTemperature ?? false
        // BTLNBR's code is of the bottle's closing: code 9 with a bottle number is usual.
        checksFlags = column.flagIndex != nil && !column.isIdentifier
        if range == nil && !checksFlags { return nil }
    }

    /// Checks a value with its quality code.
    ///
    /// - Parameter latitude: Where it was measured, in degrees north; `nil` if that is not known.
    func check(
        _ value: FieldValue, flag: QualityFlag?, latitude: Double?, line: Int, log: inout AnomalyLog,
        findings: inout Findings
    ) {
        if checksFlags, let flag { checkFlag(flag, of: value, line, &log, &findings) }
        guard let range, let number = value.number, flag?.excludesValue != true else { return }
        if let score = range.score(number) {
            log.report("range", column, score: score, line: line, to: &findings, reason: outside(number, range.values))
        } else if isTemperature, let latitude, let excess = RegionalRange.excess(of: number, latitude: latitude) {
            log.report(
                "regional-range", column, score: excess.score, line: line, to: &findings,
                reason: "\(column) is \(number)\(unit.map { " \($0)" } ?? "") at latitude \(latitude); expected "
                    + excess.expected)
        }
    }

    private func outside(_ number: Double, _ values: ClosedRange<Double>) -> String {
        let unit = unit.map { " \($0)" } ?? ""
        return "\(column) is \(number)\(unit); expected \(values.lowerBound) to \(values.upperBound)\(unit)"
    }

    private func checkFlag(
        _ flag: QualityFlag, of value: FieldValue, _ line: Int, _ log: inout AnomalyLog, _ findings: inout Findings
    ) {
        if let fault = Self.fault(of: flag, with: value) {
            log.report("flag-value", column, score: 0.7, line: line, to: &findings, reason: "\(column) \(fault)")
        }
    }

    private static func fault(of flag: QualityFlag, with value: FieldValue) -> String? {
        switch flag {
        case .invalid: "has a quality code that is none of 1 to 9"
        case .code(let code) where flag.saysNoValue && !value.isMissing:
            "has \(value.number.map { "the value \($0)" } ?? "a text"), but quality code \(code) says that there is none"
        case .code(let code) where flag.saysGood && value.isMissing:
            "has no value, but quality code \(code) says that it is good; expected a value, or code 5 or 9"
        case .code: nil
        }
    }
}
