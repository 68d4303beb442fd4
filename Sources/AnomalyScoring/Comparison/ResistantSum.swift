/// How one number goes with some others: a sum of curves, each of what those before it leave.
struct ResistantSum: Sendable, Equatable {
    private let curves: [ResistantCurve]

    /// Learns from columns of equally many numbers.
    ///
    /// - Parameter others: those that `heights` go with, the one that says most first.
    /// - Returns: `nil` where one of the others says nothing.
    init?(_ heights: [Double], on others: [[Double]]) {
        var (curves, rest) = ([ResistantCurve](), heights)
        for places in others {
            guard let curve = ResistantCurve(places, rest) else { return nil }
            rest = zip(places, rest).map { $1 - curve.height(at: $0) }
            curves.append(curve)
        }
        self.curves = curves
    }

    /// What the number is in the middle, where the others are these.
    func height(at places: [Double]) -> Double {
        zip(curves, places).reduce(0) { $0 + $1.0.height(at: $1.1) }
    }
}
