import Sketches

/// Rows by chance.
enum RowSample {
    /// Different rows, in no order (Floyd's method; Bentley, "Programming pearls: A sample of brilliance", CACM 30(9), 1987); all
    /// in their order if there are not more.
    static func choose(_ size: Int, of count: Int, _ generator: inout SplitMix64) -> [Int] {
        guard size < count else { return Array(0..<count) }
        var chosen = Set<Int>(minimumCapacity: size)
        var sample: [Int] = []
        sample.reserveCapacity(size)
        for last in count - size..<count {
            let row = Int.random(in: 0...last, using: &generator)
            let isNew = chosen.insert(row).inserted
            if !isNew { chosen.insert(last) }
            sample.append(isNew ? row : last)
        }
        return sample
    }
}
