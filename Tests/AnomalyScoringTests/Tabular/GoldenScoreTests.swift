import AnomalyScoring
import Testing

/// Scores computed by PyOD 3.6.7 and scikit-learn 1.9.1 of the same rows.
@Suite struct GoldenScoreTests {
    private let table: NumberTable

    init() throws { table = try Samples.table(Samples.rows) }

    private func expect(_ found: [Double], _ golden: [Double], within tolerance: Double = 1e-12) {
        #expect(found.count == golden.count)
        for (row, (left, right)) in zip(found, golden).enumerated() {
            #expect(abs(left - right) <= tolerance * max(abs(right), 1), "row \(row): \(left) instead of \(right)")
        }
    }

    /// `pyod.models.ecod.ECOD().fit(X).decision_scores_`.
    @Test func ecod() throws {
        expect(
            try ECOD.fit(table).rawScores,
            [
                3.899371887874587, 2.4642873625852646, 3.429368258628852, 4.969813299576001, 4.1588830833596715,
                5.375278407684165, 3.7170503310806327, 3.8993718878745876, 5.375278407684165, 3.178053830347946,
                3.3603753871419, 4.458987675810009,
            ])
    }

    /// `pyod.models.copod.COPOD().fit(X).decision_scores_`.
    @Test func copod() throws {
        expect(
            try COPOD.fit(table).rawScores,
            [
                2.590152866668326, 1.728769567797774, 3.3626025623165905, 3.58351893845611, 2.9549102790337356,
                4.1328250827901645, 3.6502846347683713, 3.832606191562326, 4.117439253456788, 2.6287476860138907,
                2.954910279033736, 2.754239583571585,
            ])
    }

    /// `pyod.models.hbos.HBOS(n_bins=10).fit(X).decision_scores_`.
    @Test func hbosWithTenBins() throws {
        expect(
            try HBOS.fit(table).rawScores,
            [
                3.344923065867053, 2.740061007708192, 4.570648236003513, 2.6878107793900607, 2.6878107793900616,
                5.4604002832869885, 4.406323610531196, 4.570648236003512, 4.585931165370848, 2.6878107793900607,
                2.740061007708192, 2.0829487212312006,
            ])
    }

    /// `pyod.models.hbos.HBOS(n_bins=5).fit(X).decision_scores_`.
    @Test func hbosWithFiveBins() throws {
        expect(
            try HBOS.fit(table, options: .init(bins: 5)).rawScores,
            [
                3.2879332774746324, 3.2879332774746324, 3.2879332774746324, 4.336431795165822, 3.2879332774746324,
                6.817558484902438, 5.140707324291455, 4.6969869646044735, 5.266559626682065, 4.336431795165822,
                3.2879332774746324, 3.2879332774746324,
            ])
    }

    /// `pyod.models.pca.PCA().fit(StandardScaler().fit_transform(X)).decision_scores_`.
    @Test func principalComponents() throws {
        expect(
            try PrincipalComponents.fit(table).rawScores,
            [
                15.499169451281887, 12.96227406605163, 11.141851189341695, 11.611687457241278, 13.823804893952705,
                12.168706486647219, 27.60778386457956, 28.555118557106724, 33.64692588088887, 11.00036536531378,
                12.534578459755608, 13.3189866696269,
            ])
    }

    /// `NearestNeighbors(n_neighbors=3).fit(Z).kneighbors()`, the last distance; Z by `StandardScaler`.
    @Test func distanceToTheThirdNeighbour() throws {
        expect(
            try NearestNeighbours.fit(table, options: .init(neighbours: 3)).rawScores,
            [
                0.5992319763814925, 0.3734902596814799, 0.4935746085706509, 0.6989376606031075, 0.4935746085706509,
                0.5337323390222802, 3.175256520345033, 3.5263833474043005, 3.372282887101408, 0.4488050148131509,
                0.5126666075330972, 0.4599970657181399,
            ])
    }

    /// The same, the mean of all three distances.
    @Test func meanDistanceToThreeNeighbours() throws {
        expect(
            try NearestNeighbours.fit(table, options: .init(neighbours: 3, distance: .mean)).rawScores,
            [
                0.4895066465268192, 0.35842862009777865, 0.36169768288271587, 0.4953205581506941, 0.41883521151964564,
                0.5145217516346944, 3.0204968121049522, 3.4691911478250286, 3.2815259366850777, 0.38261900438697755,
                0.36866741819408916, 0.38738155461237883,
            ])
    }

    /// The same as the first, with X instead of Z.
    @Test func distanceInTheColumnsOwnScale() throws {
        expect(
            try NearestNeighbours.fit(table, options: .init(neighbours: 3, scaling: .none)).rawScores,
            [
                1.346291201783626, 1.224744871391589, 1.346291201783626, 1.5, 1.299038105676658, 1.695582495781317,
                5.7282196186948, 19.508011174899405, 8.663861725581729, 1.0307764064044151, 1.2747548783981961,
                1.0897247358851685,
            ])
    }

    /// `-LocalOutlierFactor(n_neighbors=3).fit(Z).negative_outlier_factor_`.
    @Test func localOutlierFactor() throws {
        expect(
            try LocalOutlierFactor.fit(table, options: .init(neighbours: 3)).rawScores,
            [
                1.1130816997308897, 1.029748404528967, 0.9523312441868979, 1.0511242337210431, 1.0176867974167205,
                1.09674160344705, 5.714276287053626, 7.331960498121428, 6.882699507850834, 1.0511242337210431,
                0.9523312441868979, 0.9766314541171086,
            ])
    }

    /// `-LocalOutlierFactor(n_neighbors=3, novelty=True).fit(Z).score_samples(...)`.
    @Test func localOutlierFactorOfOtherRows() throws {
        let detector = try LocalOutlierFactor.fit(table, options: .init(neighbours: 3)).detector
        let found = try detector.score(try Samples.table([[2, 10, 3], [6, 20, 0]]))
        expect(found.map(\.raw), [0.9803336181002654, 4.134111413630019])
    }

    /// |x - median| / (1.482602218505602 · MAD), the largest of a row, by NumPy.
    @Test func robustZScore() throws {
        expect(
            try RobustZScore.fit(table).rawScores,
            [
                1.3489795003921634, 0.8431121877451021, 1.5176019379411838, 1.3489795003921634, 0.8431121877451021,
                1.5176019379411838, 8.09387700235298, 26.810967570294245, 12.14081550352947, 1.0117346252941224,
                1.0117346252941224, 1.180357062843143,
            ])
    }

    /// `MinCovDet(random_state=0).fit(Z).mahalanobis(Z)`, whose factor for the share of rows differs.
    @Test func robustMahalanobisOrdersTheStrangeRowsAsMinCovDet() throws {
        let found = try RobustMahalanobis.fit(table).rawScores
        let order = found.indices.sorted { found[$0] > found[$1] }
        #expect(Array(order.prefix(3)) == [7, 8, 6])
        #expect(found[6] > 5 * found[5])
    }
}
