import DelimitedSyntax
import Sketches

/// What is known of a column while its values pass by, in bounded memory.
struct ColumnSummary {
    private var kinds: ValueKinds = []
    /// Once a column is text, its values need no longer be read as numbers and times.
    private var isText = false
    private var present = 0
    private var missing = 0
    private var numbers = NumberSummary()
    private var times = TimeRange()
    private var texts = TextRange()
    private var lengths = LengthSummary()
    private var distinct = DistinctCounter()
    private var frequent = FrequentValues()

    /// Takes the column's field of a record.
    mutating func add(_ bytes: UnsafeRawBufferPointer, missing texts: MissingTexts) {
        let trimmed = bytes.trimmingBlanks()
        if texts.contains(trimmed) { return addMissing() }
        present += 1
        if !isText { addTyped(trimmed) }
        self.texts.add(bytes)
        lengths.add(Characters.count(bytes))
        let hash = StableHash.hash(bytes)
        distinct.add(hash: hash)
        frequent.add(bytes, hash: hash)
    }

    /// Notes that a record has no value for the column.
    mutating func addMissing() { missing += 1 }

    private mutating func addTyped(_ bytes: UnsafeRawBufferPointer) {
        switch FieldValue(bytes) {
        case .integer(let value):
            kinds.insert(.integer)
            numbers.add(value)
        case .float(let value):
            kinds.insert(.float)
            numbers.add(value)
        case .boolean: kinds.insert(.boolean)
        case .date(let time):
            kinds.insert(.date)
            times.add(time, bytes)
        case .timestamp(let time):
            kinds.insert(.timestamp)
            times.add(time, bytes)
        case .empty, .text: kinds.insert(.text)
        }
        guard kinds.type == .text else { return }
        isText = true
        numbers = NumberSummary()
        times = TimeRange()
    }

    /// The results.
    func aggregate(index: Int, name: String, frequentValues: Int) -> ColumnAggregate {
        var column = ColumnAggregate(
            index: index, name: name, type: kinds.type, present: present, missing: missing,
            distinct: DistinctAggregate(estimate: distinct.estimate, exact: distinct.isExact),
            frequent: frequent.top(frequentValues).map {
                FrequentValue(value: Characters.kept(of: $0.bytes), count: $0.count)
            },
            frequentError: frequent.maximumError, length: lengths.aggregate)
        switch kinds.type {
        case .integer, .float: numbers.describe(&column)
        case .date, .timestamp: (column.minimum, column.maximum) = (times.minimum, times.maximum)
        case .text: (column.minimum, column.maximum) = (texts.minimum, texts.maximum)
        case .boolean, .empty: break
        }
        return column
    }
}
