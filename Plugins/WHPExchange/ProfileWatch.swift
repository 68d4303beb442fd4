import HandlerAPI

/// Looks for spikes in the columns of one cast after another.
struct ProfileWatch {
    private let names: [String]
    private var detectors: [SpikeDetector?]

    init(_ columns: [ColumnAccumulator]) {
        names = columns.map(\.name)
        detectors = columns.map { PhysicalRange.of($0.name, unit: $0.unit)?.spike.map { SpikeDetector(height: $0) } }
    }

    /// Takes in a value of column `index`, unless its quality code leaves it in doubt.
    mutating func add(_ value: FieldValue, flag: QualityFlag?, column index: Int, pressure: Double?, line: Int) {
        guard let value = value.number, let pressure, flag?.isDoubtful != true else { return }
        detectors[index]?.add(SpikeDetector.Point(value: value, pressure: pressure, line: line))
    }

    /// Ends the cast and reports its spikes.
    mutating func finishCast(log: inout AnomalyLog, findings: inout Findings) {
        for index in detectors.indices {
            for spike in detectors[index]?.finish() ?? [] {
                log.report(
                    "spike", names[index], score: spike.score, line: spike.point.line, to: &findings,
                    reason: Self.reason(spike, names[index]))
            }
        }
    }

    private static func reason(_ spike: SpikeDetector.Spike, _ name: String) -> String {
        """
        \(name) is \(spike.point.value) at \(spike.point.pressure) dbar between \(spike.neighbours.0) and \
        \(spike.neighbours.1); it stands out by \(rounded(spike.height)), expected at most \(spike.threshold)
        """
    }

    /// A height without the digits that subtraction left over.
    private static func rounded(_ value: Double) -> Double {
        let scaled = (value * 10_000).rounded() / 10_000
        return scaled.isFinite ? scaled : value
    }
}
