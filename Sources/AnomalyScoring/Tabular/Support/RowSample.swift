import Sketches

/// Rows by chance.
enum RowSample {
    /// Different rows, in no order (Floyd's method; Bentley, "Programming pearls: A sample of brilliance", CACM 30(9), 1987); all
    /// in their order if there are not more.
    static func choose(_ size: Int, of count: Int, _ generator: inout SplitMix64) -> [Int] {
        guard size < count else { return Array(0..<count) }
        var chosen: Set<Int> = []
        var sample: [Int] = []
        for last in count - size..<count {
            let row = Int.random(in: 0...last, using: &generator)
            let taken = chosen.contains(row) ? last : row
            chosen.insert(taken)
            sample.append(taken)
        }
        return sample
    }
}
