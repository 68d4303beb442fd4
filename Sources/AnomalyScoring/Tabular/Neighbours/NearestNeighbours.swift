import Sketches

/// The distance to the nearest neighbours (Ramaswamy, Rastogi and Shim, "Efficient algorithms for mining outliers from large data
/// sets", SIGMOD 2000).
///
/// The raw score is a Euclidean distance in the scale chosen, 0 or more. A missing value counts as the column's median. A row
/// learned from is not its own neighbour; where a row is scored anew, the same row among those learned from is one.
public struct NearestNeighbours: TabularDetector {
    /// What is made of the distances of a row's neighbours.
    public enum Distance: String, Sendable, Codable {
        /// That of the farthest of them (Ramaswamy 2000).
        case largest
        /// Their mean (Angiulli and Pizzuti, "Fast outlier detection in high dimensional spaces", PKDD 2002).
        case mean
    }

    /// What can be chosen.
    public struct Options: Sendable {
        /// How many neighbours are looked at, from 1; all other rows if there are fewer.
        public var neighbours: Int
        /// What is made of their distances.
        public var distance: Distance
        /// How columns are brought to a common scale.
        public var scaling: Scaling
        /// Among how many of the rows neighbours are looked for at most, from 2, chosen by chance (Sugiyama and Borgwardt,
        /// "Rapid distance-based outlier detection via sampling", NIPS 2013); all if there is no number.
        public var sampleSize: Int?
        /// What the choice of rows begins with.
        public var seed: UInt64

        /// Makes options.
        public init(
            neighbours: Int = 5, distance: Distance = .largest, scaling: Scaling = .standard, sampleSize: Int? = nil,
            seed: UInt64 = 0
        ) {
            (self.neighbours, self.distance, self.scaling) = (neighbours, distance, scaling)
            (self.sampleSize, self.seed) = (sampleSize, seed)
        }
    }

    /// What the detector is called.
    public static let name = "nearest-neighbours"

    /// What was learned of the columns and of the scores.
    public let training: Training
    private let scales: ColumnScales
    private let index: NeighbourIndex
    private let neighbours: Int
    private let distance: Distance

    /// Learns from a table; with few columns O(rows · log(rows)), with many O(rows²).
    ///
    /// - Throws: ``DetectorError`` if the table has no columns or fewer than two rows, or no neighbour is asked for.
    public static func fit(
        _ table: NumberTable, options: Options = Options(), threads: Int = 1
    ) throws(DetectorError) -> Fitted<Self> {
        try check(table)
        guard options.neighbours >= 1 else {
            throw .badOption(name: "neighbours", value: "\(options.neighbours)", allowed: "at least 1")
        }
        guard options.sampleSize ?? 2 >= 2 else {
            throw .badOption(name: "sampleSize", value: "\(options.sampleSize ?? 0)", allowed: "at least 2")
        }
        let columns = ColumnSummary.all(of: table, threads: threads)
        let scales = ColumnScales(options.scaling, table, columns)
        let rows = scales.apply(table, columns)
        var generator = SplitMix64(state: options.seed)
        let sampleSize = options.sampleSize ?? rows.count
        let sample = RowSample.choose(sampleSize, of: rows.count, &generator).sorted()
        let index = NeighbourIndex(
            RowMatrix(values: sample.flatMap { rows.row($0) }, width: rows.width))
        let count = min(options.neighbours, sample.count - 1)
        let found = index.neighbours(of: rows, count: count, indexed: sample, threads: threads)
        let raw = scores(found, options.distance)
        let detector = Self(
            training: Training(columns: columns, calibration: Calibration(rawScores: raw)), scales: scales,
            index: index, neighbours: count, distance: options.distance)
        return Fitted(detector: detector, rawScores: raw)
    }

    /// The raw scores of other rows.
    public func rawScores(_ table: NumberTable, threads: Int) -> [Double] {
        let queries = scales.apply(table, training.columns)
        return Self.scores(
            index.neighbours(of: queries, count: neighbours, threads: threads), distance)
    }

    /// Finds what cannot be in a detector that was stored.
    public func validate() throws(DetectorError) {
        try require(scales.isSound(for: training.columns.count), "its scales cannot be")
        try require(index.rows.width == training.columns.count, "its rows have another width than its columns")
        try require((1..<max(index.rows.count, 2)).contains(neighbours), "it has fewer rows than neighbours")
        try require(index.rows.count >= 2, "it has fewer than two rows")
    }

    private static func scores(_ found: Neighbours, _ distance: Distance) -> [Double] {
        (0..<found.queryCount).map { query in
            switch distance {
            case .largest: return found.distance(query, found.count - 1)
            case .mean:
                var sum = 0.0
                for neighbour in 0..<found.count { sum += found.distance(query, neighbour) }
                return sum / Double(found.count)
            }
        }
    }
}
