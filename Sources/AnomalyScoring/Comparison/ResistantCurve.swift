/// How one number goes with another, as the medians of both over stretches with equally many files, straight between them and beyond
/// (after Tukey's resistant line, "Exploratory Data Analysis", 1977, with as many stretches as there are files for).
///
/// Half of the files of a stretch would have to be strange to move it far. It needs no straight line, and no rising one either.
struct ResistantCurve: Sendable, Equatable {
    /// The medians of the one number, ascending, and of the other.
    private let places, heights: [Double]

    /// A stretch has at least so many files.
    private static let fewest = 12
    private static let mostStretches = 16

    /// Learns from pairs: O(n log n).
    ///
    /// - Returns: `nil` where they do not make two stretches that lie apart.
    init?(_ places: [Double], _ heights: [Double]) {
        let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        let stretches = min(order.count / Self.fewest, Self.mostStretches)
        guard stretches >= 2 else { return nil }
        var knots: [(place: Double, height: Double)] = []
        for stretch in 0..<stretches {
            let members = order[stretch * order.count / stretches..<(stretch + 1) * order.count / stretches]
            let (place, height) = (Self.median(members.map { places[$0] }), Self.median(members.map { heights[$0] }))
            // Of many equal numbers there is one stretch, however many files have them.
            if let last = knots.last, last.place >= place { continue }
            knots.append((place, height))
        }
        guard knots.count >= 2 else { return nil }
        (self.places, self.heights) = (knots.map(\.place), knots.map(\.height))
    }

    /// What the other number is, in the middle, where the one is at `place`.
    func height(at place: Double) -> Double {
        var next = 1
        while next < places.count - 1, places[next] < place { next += 1 }
        let share = (place - places[next - 1]) / (places[next] - places[next - 1])
        return heights[next - 1] + share * (heights[next] - heights[next - 1])
    }

    private static func median(_ numbers: [Double]) -> Double { Selection.median(numbers) ?? .nan }
}
