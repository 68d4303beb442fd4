import AnomalyScoring

/// The detectors that are measured.
enum Contest: String, CaseIterable {
    case ensemble, ecod, copod, hbos, pca
    case forest = "isolation-forest"
    case obliqueForest = "extended-isolation-forest"
    case neighbours = "knn"
    case outlierFactor = "lof"
    case robustMahalanobis = "robust-mahalanobis"
    case robustZScore = "robust-z-score"

    /// Fits the detector to a table and scores the rows learned from.
    func rawScores(_ table: NumberTable, seed: UInt64, threads: Int) throws -> [Double] {
        switch self {
        case .ensemble: try EnsembleDetector.fit(table, options: .init(seed: seed), threads: threads).rawScores
        case .ecod: try ECOD.fit(table, threads: threads).rawScores
        case .copod: try COPOD.fit(table, threads: threads).rawScores
        case .hbos: try HBOS.fit(table, threads: threads).rawScores
        case .pca: try PrincipalComponents.fit(table, threads: threads).rawScores
        case .forest: try IsolationForest.fit(table, options: .init(seed: seed), threads: threads).rawScores
        case .obliqueForest:
            try IsolationForest.fit(table, options: .init(cuts: .oblique, seed: seed), threads: threads).rawScores
        case .neighbours: try NearestNeighbours.fit(table, threads: threads).rawScores
        case .outlierFactor: try LocalOutlierFactor.fit(table, threads: threads).rawScores
        case .robustMahalanobis:
            try RobustMahalanobis.fit(table, options: .init(seed: seed), threads: threads).rawScores
        case .robustZScore: try RobustZScore.fit(table, threads: threads).rawScores
        }
    }
}
