/// The values that a parameter can have in the ocean, in one unit.
///
/// The bounds are those of impossible values, not of rare ones, and leave room for measurement noise around zero, so that
/// good data does not alarm. Temperature, salinity, pressure, oxygen, pH and nitrate follow the global range tests of the
/// Argo Quality Control Manuals for CTD and biogeochemical data (doi:10.13155/33951, doi:10.13155/40879), widened for
/// the Red Sea's salinity, the deepest trenches and noise. The others are wider than what is measured anywhere in the
/// open ocean, and are this project's choice.
struct PhysicalRange {
    /// The parameter's names in WHP-exchange.
    let names: [String]
    /// The spellings of the unit, in upper case without blanks; a column of another unit is not judged.
    let units: [String]
    /// The values that can be.
    let values: ClosedRange<Double>
    /// From which height a single value that stands out of its profile is a spike; `nil` where none is looked for.
    let spike: SpikeHeight?

    init(_ names: [String], _ units: [String], _ values: ClosedRange<Double>, spike: SpikeHeight? = nil) {
        self.names = names
        self.units = units
        self.values = values
        self.spike = spike
    }

    /// The range of a column; `nil` for an unknown parameter or unit. A column without a unit has the first one.
    static func of(_ name: String, unit: String?) -> PhysicalRange? {
        let unit = unit?.uppercased().filter { $0 != " " }
        return all.first { $0.names.contains(name) && (unit.map($0.units.contains) ?? true) }
    }

    /// Whether it is the range of temperatures of the sea, in degrees Celsius.
    var isTemperature: Bool { names.first == "CTDTMP" }

    /// How far `value` is outside, from 0.5 just outside to 1; `nil` inside. At a tenth of the range's width it is 0.75.
    func score(_ value: Double) -> Double? {
        guard !values.contains(value) else { return nil }
        let excess = max(values.lowerBound - value, value - values.upperBound)
        let tenth = (values.upperBound - values.lowerBound) / 10
        return 0.5 + 0.5 * excess / (excess + tenth)
    }
}

/// From which height a value is a spike: in the upper 500 dbar, where gradients are steep, and below.
struct SpikeHeight {
    let upper: Double
    let lower: Double

    func at(_ pressure: Double) -> Double { pressure < 500 ? upper : lower }
}

extension PhysicalRange {
    private static let amount = ["UMOL/KG", "UMOL/L"]
    private static let trace = ["PMOL/KG", "PMOL/L"]
    private static let celsius = [
        "ITS-90", "IPTS-68", "ITS-68", "ITS90", "IPTS68", "ITS68", "DEGC", "DEG_C", "DEG.C", "C",
    ]
    private static let practicalSalinity = ["PSS-78", "PSS78", "PSU", "1"]

    /// Spike heights of temperature, salinity and oxygen are those of Argo's spike tests; of nutrients, this project's.
    private static let all: [PhysicalRange] = places + water + gases + nutrients + carbon + tracers

    private static let places = [
        PhysicalRange(["LATITUDE", "BTL_LAT"], ["DEG", "DEGREES", "DEGREES_NORTH"], -90...90),
        PhysicalRange(["LONGITUDE", "BTL_LON"], ["DEG", "DEGREES", "DEGREES_EAST"], -180...360),
        PhysicalRange(["DEPTH"], ["METERS", "METER", "M"], 0...11_500),
        PhysicalRange(["CTDPRS", "REVPRS"], ["DBAR", "DB", "DECIBARS"], -5...11_500),
    ]

    private static let water = [
        PhysicalRange(
            ["CTDTMP", "THETA", "REFTMP", "REVTMP"], celsius, -2.5...40, spike: SpikeHeight(upper: 6, lower: 2)),
        PhysicalRange(["PH_TMP"], celsius, -2.5...40),
        PhysicalRange(
            ["CTDSAL", "SALNTY"], practicalSalinity, 0...42, spike: SpikeHeight(upper: 0.9, lower: 0.3)),
        PhysicalRange(["CTDXMISS", "XMISS"], ["%TRANS", "%"], -1...105),
    ]

    private static let gases = [
        PhysicalRange(["CTDOXY", "OXYGEN"], amount, -5...600, spike: SpikeHeight(upper: 50, lower: 25)),
        PhysicalRange(["CTDOXY", "OXYGEN"], ["ML/L"], -0.1...14, spike: SpikeHeight(upper: 1.2, lower: 0.6)),
        PhysicalRange(["CFC-11", "CFC11"], trace, -0.2...30),
        PhysicalRange(["CFC-12", "CFC12"], trace, -0.2...15),
        PhysicalRange(["CFC113", "CFC-113"], trace, -0.2...5),
        PhysicalRange(["CCL4"], trace, -0.2...40),
        PhysicalRange(["SF6"], ["FMOL/KG", "FMOL/L"], -0.2...30),
        PhysicalRange(["HELIUM"], ["NMOL/KG"], 0.5...20),
        PhysicalRange(["NEON"], ["NMOL/KG"], 2...20),
    ]

    private static let nutrients = [
        PhysicalRange(["SILCAT"], amount, -2...300, spike: SpikeHeight(upper: 50, lower: 40)),
        PhysicalRange(["NITRAT", "NO2+NO3"], amount, -1...60, spike: SpikeHeight(upper: 15, lower: 10)),
        PhysicalRange(["NITRIT"], amount, -0.5...20),
        PhysicalRange(["NH4", "AMMONI"], amount, -0.5...100),
        PhysicalRange(["PHSPHT"], amount, -0.5...6, spike: SpikeHeight(upper: 1.2, lower: 0.8)),
        PhysicalRange(["DOC"], amount, 0...1_000),
        PhysicalRange(["TDN"], amount, -2...150),
    ]

    private static let carbon = [
        PhysicalRange(["TCARBN", "DIC"], amount, 300...3_500),
        PhysicalRange(["ALKALI"], amount, 100...4_000),
        PhysicalRange(["PH_SWS", "PH_TOT", "PH"], [""], 6.5...9),
        PhysicalRange(["CHLORA", "CTDFLUOR"], ["UG/L", "MG/M^3", "MG/M3", "UG/KG"], -1...150),
    ]

    private static let tracers = [
        PhysicalRange(["TRITUM"], ["TU"], -2...200),
        PhysicalRange(["DELHE3"], ["PERCNT", "%"], -30...150),
        PhysicalRange(["DELC13"], ["/MILLE"], -20...10),
        PhysicalRange(["DELC14"], ["/MILLE"], -500...400),
        PhysicalRange(["DELO18"], ["/MILLE"], -30...10),
    ]
}
