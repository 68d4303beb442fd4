import AnomalyScoring
import Foundation
import Testing

/// What holds for every detector.
struct DetectorContract: Sendable, CustomTestStringConvertible {
    /// The detector's name.
    let testDescription: String
    /// The raw scores of the rows learned from.
    let raw: @Sendable (NumberTable, Int) throws -> [Double]
    /// The calibrated scores of the rows learned from.
    let calibrated: @Sendable (NumberTable) throws -> [Double]
    /// The raw scores of other rows.
    let others: @Sendable (NumberTable, NumberTable, Int) throws -> [AnomalyScore]
    /// The explanation of a row learned from.
    let explain: @Sendable (NumberTable, Int) throws -> Explanation
    /// Whatever can be asked of one fit; see ``Verdict``.
    let verdict: @Sendable (NumberTable, NumberTable) throws -> Verdict
    /// The stored form, as JSON.
    let stored: @Sendable (NumberTable) throws -> Data
    /// The scores that a stored form gives rows.
    let revived: @Sendable (Data, NumberTable) throws -> [AnomalyScore]

    /// What a detector makes of a table and of other rows.
    struct Verdict {
        /// The raw scores of the rows learned from.
        let raw: [Double]
        /// The scores of the other rows.
        let others: [AnomalyScore]
        /// The same by the detector as it comes back from JSON.
        let revived: [AnomalyScore]
        /// The explanation of the first row.
        let explanation: Explanation
    }

    private init<Detector: TabularDetector>(
        _ fit: @escaping @Sendable (NumberTable, Int) throws -> Fitted<Detector>
    ) {
        testDescription = Detector.name
        raw = { try fit($0, $1).rawScores }
        calibrated = { try fit($0, 1).scores.map(\.calibrated) }
        others = { try fit($0, 1).detector.score($1, threads: $2) }
        explain = { try fit($0, 1).detector.explain($0, row: $1) }
        verdict = { table, others in
            let fitted = try fit(table, 2)
            let text = try JSONEncoder().encode(StoredDetector(fitted.detector))
            let revived = try JSONDecoder().decode(StoredDetector<Detector>.self, from: text).detector
            return Verdict(
                raw: fitted.rawScores, others: try fitted.detector.score(others), revived: try revived.score(others),
                explanation: try fitted.detector.explain(table, row: 0))
        }
        stored = { try JSONEncoder().encode(StoredDetector(try fit($0, 1).detector)) }
        revived = { try JSONDecoder().decode(StoredDetector<Detector>.self, from: $0).detector.score($1) }
    }

    /// All detectors.
    static let all = [
        DetectorContract { try ECOD.fit($0, threads: $1) },
        DetectorContract { try COPOD.fit($0, threads: $1) },
        DetectorContract { try HBOS.fit($0, threads: $1) },
        DetectorContract { try IsolationForest.fit($0, options: .init(trees: 50), threads: $1) },
        DetectorContract { try IsolationForest.fit($0, options: .init(trees: 50, cuts: .oblique), threads: $1) },
        DetectorContract { try NearestNeighbours.fit($0, threads: $1) },
        DetectorContract {
            try NearestNeighbours.fit($0, options: .init(scaling: .robust, sampleSize: 50), threads: $1)
        },
        DetectorContract { try LocalOutlierFactor.fit($0, threads: $1) },
        DetectorContract { try PrincipalComponents.fit($0, threads: $1) },
        DetectorContract { try RobustZScore.fit($0, threads: $1) },
        DetectorContract { try RobustMahalanobis.fit($0, options: .init(starts: 20), threads: $1) },
        DetectorContract { try EnsembleDetector.fit($0, threads: $1) },
    ]
}
