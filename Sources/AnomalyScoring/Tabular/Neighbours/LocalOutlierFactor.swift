/// How much thinner a row's surroundings are than those of its neighbours (Breunig, Kriegel, Ng and Sander, "LOF: Identifying
/// density-based local outliers", SIGMOD 2000).
///
/// The raw score is the local outlier factor, above 0; about 1 is ordinary. Of equally far neighbours the earlier rows count, so
/// that each row has as many as asked for. A mean reachability distance is taken 1e-10 longer than it is, as in scikit-learn, so
/// that equal rows have a finite density. A missing value counts as the column's median.
public struct LocalOutlierFactor: TabularDetector {
    /// What can be chosen.
    public struct Options: Sendable {
        /// How many neighbours are looked at, from 1; all other rows if there are fewer.
        public var neighbours: Int
        /// How columns are brought to a common scale.
        public var scaling: Scaling

        /// Makes options.
        public init(neighbours: Int = 20, scaling: Scaling = .standard) {
            (self.neighbours, self.scaling) = (neighbours, scaling)
        }
    }

    /// What the detector is called.
    public static let name = "local-outlier-factor"

    /// What was learned of the columns and of the scores.
    public let training: Training
    private let scales: ColumnScales
    private let index: NeighbourIndex
    private let neighbours: Int
    /// The distance of each row learned from to its farthest neighbour.
    private let reaches: [Double]
    /// The local reachability density of each row learned from.
    private let densities: [Double]

    private static let shortestReach = 1e-10

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
        let columns = ColumnSummary.all(of: table, threads: threads)
        let scales = ColumnScales(options.scaling, table, columns)
        let index = NeighbourIndex(scales.apply(table, columns))
        let count = min(options.neighbours, table.rowCount - 1)
        let found = index.neighbours(of: index.rows, count: count, indexed: Array(0..<table.rowCount), threads: threads)
        let reaches = (0..<found.queryCount).map { found.distance($0, count - 1) }
        let densities = (0..<found.queryCount).map { density(of: $0, found, reaches) }
        let raw = (0..<found.queryCount).map { factor(of: $0, densities[$0], found, densities) }
        let detector = Self(
            training: Training(columns: columns, calibration: Calibration(rawScores: raw)), scales: scales,
            index: index, neighbours: count, reaches: reaches, densities: densities)
        return Fitted(detector: detector, rawScores: raw)
    }

    /// The raw scores of other rows.
    public func rawScores(_ table: NumberTable, threads: Int) -> [Double] {
        let queries = scales.apply(table, training.columns)
        let found = index.neighbours(of: queries, count: neighbours, threads: threads)
        return (0..<found.queryCount).map {
            Self.factor(of: $0, Self.density(of: $0, found, reaches), found, densities)
        }
    }

    /// Finds what cannot be in a detector that was stored.
    public func validate() throws(DetectorError) {
        let count = index.rows.count
        try require(scales.isSound(for: training.columns.count), "its scales cannot be")
        try require(index.rows.width == training.columns.count, "its rows have another width than its columns")
        try require((1..<max(count, 2)).contains(neighbours) && count >= 2, "it has fewer rows than neighbours")
        try require(reaches.count == count && densities.count == count, "it has not a density for each row")
        try require(
            reaches.allSatisfy { $0 >= 0 && $0.isFinite } && densities.allSatisfy { $0 > 0 && $0.isFinite },
            "its densities cannot be")
    }

    private static func density(of query: Int, _ found: Neighbours, _ reaches: [Double]) -> Double {
        var sum = 0.0
        for neighbour in 0..<found.count {
            sum += max(found.distance(query, neighbour), reaches[found.row(query, neighbour)])
        }
        return 1 / (sum / Double(found.count) + shortestReach)
    }

    private static func factor(
        of query: Int, _ density: Double, _ found: Neighbours, _ densities: [Double]
    ) -> Double {
        var sum = 0.0
        for neighbour in 0..<found.count { sum += densities[found.row(query, neighbour)] / density }
        return sum / Double(found.count)
    }
}
