/// Where the columns are that name a row.
struct KeyColumns {
    private let cast: [Int]
    private let expocode: Int?
    private let station: Int?
    private let castNumber: Int?
    private let sample: Int?
    private let bottle: Int?

    init(_ layout: ColumnLayout) {
        expocode = layout.index(of: "EXPOCODE")
        station = layout.index(of: "STNNBR")
        castNumber = layout.index(of: "CASTNO")
        sample = layout.index(of: "SAMPNO")
        bottle = layout.index(of: "BTLNBR")
        cast = [expocode, station, castNumber].compactMap { $0 }
    }

    /// What a bottle file must have and this one has not.
    var missingNames: [String] {
        var names: [String] = []
        for (name, index) in [("EXPOCODE", expocode), ("STNNBR", station), ("CASTNO", castNumber)] where index == nil {
            names.append(name)
        }
        if sample == nil && bottle == nil { names.append("SAMPNO") }
        return names
    }

    /// The fields that name the row's cast, as a hash.
    func castHash(_ row: Row) -> KeyHash {
        var hash = KeyHash()
        for index in cast { hash.add(row[index]) }
        return hash
    }

    /// The row's cast.
    func castName(_ row: Row) -> CastSummary {
        CastSummary(
            expocode: Self.name(expocode, row), station: Self.name(station, row), cast: Self.name(castNumber, row),
            observations: 0)
    }

    /// The text of a field, of sane length, empty for the fill value.
    private static func name(_ index: Int?, _ row: Row) -> String {
        guard let index, !row.value(index).isMissing else { return "" }
        return String(row.text(index).prefix(80))
    }

    /// The row's key: the cast with the sample's number, or with the bottle's where there is no sample's; `nil` where
    /// the row has neither.
    func sampleHash(_ row: Row, cast: KeyHash) -> KeyHash? {
        for (index, mark) in [(sample, UInt8(ascii: "S")), (bottle, UInt8(ascii: "B"))] {
            guard let index, !row.value(index).isMissing else { continue }
            var hash = cast
            hash.add(mark)
            hash.add(row[index])
            return hash
        }
        return nil
    }

    /// The key in words.
    func sampleName(_ row: Row) -> String {
        let name = castName(row)
        let number = [sample, bottle].compactMap { $0 }.map { row.text($0) }.first { !$0.isEmpty } ?? ""
        return "\(name.expocode), station \(name.station), cast \(name.cast), sample \(number)"
    }
}
