import AnomalyScoring
import Foundation
import HandlerTesting
import Testing

/// What pins the minimum covariance determinant down.
@Suite struct RobustMahalanobisTests {
    /// Length and width of sepals and length of petals of the fifty irises of the kind setosa, in tenths of a centimetre (Fisher,
    /// "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7(2), 1936). The width of petals is left out: it
    /// is the same in more than half of them, so that the least determinant is zero.
    private static let irises: [[Double]] = [
        [51, 35, 14], [49, 30, 14], [47, 32, 13], [46, 31, 15], [50, 36, 14], [54, 39, 17], [46, 34, 14],
        [50, 34, 15], [44, 29, 14], [49, 31, 15], [54, 37, 15], [48, 34, 16], [48, 30, 14], [43, 30, 11],
        [58, 40, 12], [57, 44, 15], [54, 39, 13], [51, 35, 14], [57, 38, 17], [51, 38, 15], [54, 34, 17],
        [51, 37, 15], [46, 36, 10], [51, 33, 17], [48, 34, 19], [50, 30, 16], [50, 34, 16], [52, 35, 15],
        [52, 34, 14], [47, 32, 16], [48, 31, 16], [54, 34, 15], [52, 41, 15], [55, 42, 14], [49, 31, 15],
        [50, 32, 12], [55, 35, 13], [49, 36, 14], [44, 30, 13], [51, 34, 15], [50, 35, 13], [45, 23, 13],
        [44, 32, 13], [50, 35, 16], [51, 38, 19], [48, 30, 14], [51, 38, 16], [46, 32, 14], [53, 37, 15],
        [50, 33, 14],
    ]

    /// `MinCovDet(random_state=0).fit(Z).mahalanobis(Z)` of scikit-learn 1.9.1; Z by `StandardScaler`. The half of the least
    /// determinant, and the 43 rows that both estimates are of in the end, are the same. scikit-learn stretches the last
    /// covariance for the rows that are left out; what remains is the ridge.
    @Test func distancesAreThoseOfMinCovDet() throws {
        let golden = [
            0.460032237, 2.490627721, 2.285820511, 2.067246649, 0.815400256, 4.87158775, 3.424626486, 0.097145736,
            3.743450048, 1.236990568, 1.548594479, 2.624446373, 1.829602902, 11.63875294, 14.533142089, 7.625612544,
            4.617219664, 0.460032237, 7.352788941, 1.756236688, 6.191749739, 0.853179944, 18.25546813, 4.245743344,
            15.811399963, 4.21848103, 1.308104226, 0.500206286, 1.533490511, 2.900717671, 2.454061362, 3.720904255,
            5.18745344, 5.456030299, 1.236990568, 6.122109263, 7.856665114, 1.502645006, 4.62859678, 0.30677545,
            1.961938535, 13.048318542, 5.778609111, 1.481662416, 15.236119282, 1.829602902, 2.994924114, 1.941477878,
            0.852583024, 0.593555399,
        ]
        // 0.975 / F(q): F is the distribution of chi-squared of five degrees, and q the 97.5th percentile of that of three.
        let stretch = 1.078_478_718_355_326
        let found = try RobustMahalanobis.fit(try Samples.table(Self.irises)).rawScores
        #expect(found.count == golden.count)
        for (row, (left, right)) in zip(found, golden).enumerated() {
            #expect(abs(left - right * stretch) <= 1e-5 * left, "row \(row): \(left) instead of \(right * stretch)")
        }
    }

    /// Of a dozen rows all halves can be tried. In none of these tables is a row near to the limit.
    @Test(arguments: [2, 3, 5, 6, 7] as [UInt64]) func theHalfIsThatOfTheLeastDeterminant(seed: UInt64) throws {
        var rows = Samples.cloud(13, 2, seed: seed)
        rows[3] = [-40, 35]
        let points = Plane.standardised(rows)
        let halves = Plane.subsets(of: points.count, size: 8).map { half in half.map { points[$0] } }
        let best = try #require(halves.map { (Plane($0).determinant, $0) }.min { $0.0 < $1.0 }).1
        let wanted = try #require(Plane(best).reweighted(points)).squares(of: points)
        let found = try RobustMahalanobis.fit(try Samples.table(rows)).rawScores
        for (row, (left, right)) in zip(found, wanted).enumerated() {
            #expect(abs(left - right) <= 1e-9 * max(right, 1), "row \(row): \(left) instead of \(right)")
        }
    }

    /// More rows than starts look at: seven of ten lie on an ellipse, and whatever half is found of these, the last estimate is of
    /// them all and of no others.
    @Test func farRowsHaveNoPartInTheEstimate() throws {
        var chance = RepeatableGenerator(seed: 25)
        let rows = (0..<4_000).map { row in
            let angle = Double.random(in: 0..<(2 * .pi), using: &chance)
            let point = [3 * cos(angle) + sin(angle), 2 * sin(angle)]
            return row % 10 < 7 ? point : point.map { 60 + 9 * $0 }
        }
        let points = Plane.standardised(rows)
        let wanted = Plane(points.indices.filter { $0 % 10 < 7 }.map { points[$0] }).squares(of: points)
        let found = try RobustMahalanobis.fit(try Samples.table(rows), threads: 2).rawScores
        for (left, right) in zip(found, wanted) { #expect(abs(left - right) <= 1e-9 * max(right, 1)) }
    }

    /// Shifted, scaled and mixed columns have the same distances.
    @Test func mixingColumnsDoesNotMatter() throws {
        let rows = Samples.cloud(200, 3, seed: 21)
        let mixed = rows.map { row in
            [2 * row[0] + row[1] - 5, row[1] - 0.5 * row[2], 300 * row[2] + 100 * row[0]]
        }
        let found = try RobustMahalanobis.fit(try Samples.table(mixed)).rawScores
        let wanted = try RobustMahalanobis.fit(try Samples.table(rows)).rawScores
        for (left, right) in zip(found, wanted) { #expect(abs(left - right) <= 1e-3 * max(right, 1)) }
    }

    /// Three of ten rows lie together elsewhere, which draws mean and covariance to them; none of them looks ordinary.
    @Test func manyStrangeRowsDoNotHideEachOther() throws {
        let rows = Samples.cloud(140, 4, seed: 22) + Samples.cloud(60, 4, seed: 23).map { $0.map { $0 + 9 } }
        let found = try RobustMahalanobis.fit(try Samples.table(rows)).rawScores
        let ordinary = try #require(found[..<139].max())
        let strange = try #require(found[140..<199].min())
        #expect(strange > ordinary)
    }

    /// With more columns than would be had by starts by chance, and with more than rows.
    @Test(arguments: [400, 120]) func manyColumnsEndSoonAndShowStrangeRows(count: Int) throws {
        var rows = Samples.cloud(count, 700, seed: 24)
        for row in 0..<count / 10 { rows[row] = rows[row].map { $0 + 2 } }
        let found = try RobustMahalanobis.fit(try Samples.table(rows), threads: 2).rawScores
        let ordinary = try #require(found[(count / 10)..<(count - 1)].max())
        #expect(found[..<(count / 10)].allSatisfy { $0 > ordinary })
    }
}
