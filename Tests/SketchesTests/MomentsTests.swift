import Sketches
import Testing

@Suite struct MomentsTests {
    @Test func staysAccurateFarFromZero() {
        var moments = Moments()
        for value in [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16] { moments.add(value) }
        #expect(moments.mean == 1e9 + 10)
        #expect(moments.standardDeviation == 30.0.squareRoot())
    }

    @Test func staysAccurateWhereTheSpreadIsSmall() {
        var moments = Moments()
        for index in 0..<1_000 { moments.add(20_080_204 + Double(index % 2)) }
        #expect(abs((moments.standardDeviation ?? 0) - (250.0 / 999).squareRoot()) < 1e-15)
        #expect(moments.mean == 20_080_204.5)
    }

    /// Tenths are no exact numbers, so these means are right to the last digit only if nothing is lost on the way.
    @Test func roundsTheMeanOnce() {
        var moments = Moments()
        for value in [1_500.1, 1_550.2, 1_559.7] { moments.add(value) }
        #expect(moments.mean == 4_610.0 / 3)
        for _ in 0..<997 { moments.add(4_610.0 / 3) }
        #expect(moments.mean == 4_610.0 / 3)
    }

    @Test(arguments: 0...20)
    func mergingAnySplitEqualsOnePass(split: Int) {
        let values = (0..<20).map { Double(($0 * 37) % 11) - 3.25 }
        var whole = Moments()
        var left = Moments()
        var right = Moments()
        for (index, value) in values.enumerated() {
            whole.add(value)
            if index < split { left.add(value) } else { right.add(value) }
        }
        left.merge(right)
        #expect(left.count == whole.count)
        #expect(left.minimum == whole.minimum)
        #expect(left.maximum == whole.maximum)
        #expect(abs((left.mean ?? .nan) - (whole.mean ?? 0)) < 1e-12)
        #expect(abs((left.standardDeviation ?? .nan) - (whole.standardDeviation ?? 0)) < 1e-12)
    }
}
