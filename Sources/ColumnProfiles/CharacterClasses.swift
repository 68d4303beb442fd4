import CColumnKernels
import Sketches

/// Which classes of characters the values of a text column have. Values that passed while the column could still have been
/// numbers or times are not looked at.
struct CharacterClasses: Sendable {
    private var values = 0
    private var classes = column_classes()

    /// Takes the values of a batch.
    mutating func add(_ batch: ValueBatch) {
        values += batch.count
        column_classes_add(batch.bytes, batch.lengths, batch.count, &classes)
    }

    /// Takes the values that `other` has seen.
    mutating func merge(_ other: CharacterClasses) {
        values += other.values
        let sums = zip(counts, other.counts).map { $0 &+ $1 }
        counts = sums
    }

    private var counts: [UInt64] {
        get {
            [
                classes.letters, classes.digits, classes.blanks, classes.punctuation, classes.controls,
                classes.beyond_ascii,
            ]
        }
        set {
            classes = column_classes(
                letters: newValue[0], digits: newValue[1], blanks: newValue[2], punctuation: newValue[3],
                controls: newValue[4], beyond_ascii: newValue[5])
        }
    }

    /// The results, `nil` where no value was looked at.
    var aggregate: CharacterAggregate? {
        guard values > 0 else { return nil }
        let counts = counts.map { Int(truncatingIfNeeded: $0) }
        return CharacterAggregate(
            values: values, letters: counts[0], digits: counts[1], blanks: counts[2], punctuation: counts[3],
            controls: counts[4], beyondASCII: counts[5])
    }
}

extension CharacterClasses: StateCodable {
    /// Writes the counts.
    func write(to writer: inout StateWriter) {
        writer.write(count: values)
        for count in counts { writer.write(Int64(truncatingIfNeeded: count)) }
    }

    /// Reads what ``write(to:)`` wrote.
    init(from reader: inout StateReader) throws(StateError) {
        values = try reader.count(upTo: 1 << 60)
        var read: [UInt64] = []
        for _ in 0..<6 { read.append(UInt64(truncatingIfNeeded: try reader.number(Int64.self))) }
        counts = read
    }
}
