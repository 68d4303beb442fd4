import ColumnProfiles

/// The profiles of the numbers and the strings of a path.
struct PathProfiles: Sendable {
    var numbers: ColumnProfile?
    var strings: ColumnProfile?
    let sampleSize: Int

    /// Makes profiles of no values; see ``QuantileSketch/init(sampleSize:)``.
    init(sampleSize: Int) { self.sampleSize = sampleSize }

    /// Takes values.
    mutating func add(_ batch: ValueBatch, isNumber: Bool) {
        if isNumber {
            if numbers == nil { numbers = ColumnProfile(sampleSize: sampleSize, content: .numbers) }
            numbers?.add(batch, lengths: .bytes)
        } else {
            if strings == nil { strings = ColumnProfile(sampleSize: sampleSize, content: .strings) }
            strings?.add(batch, lengths: .characters)
        }
    }
}
