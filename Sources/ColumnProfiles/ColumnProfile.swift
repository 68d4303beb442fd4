import DelimitedSyntax
import Sketches

/// What is known of a column while its values pass by, in bounded memory.
public struct ColumnProfile: Sendable {
    var kinds: ValueKinds = []
    var present = 0
    var missing = 0
    /// `nil` until there is a number, and once the column is text.
    var numbers: NumberSummary?
    var times = TimeRange()
    /// The same of dates with the year last, if the day comes first.
    var dayFirstTimes = TimeRange()
    var dateOrder: DateOrder = [.monthFirst, .dayFirst]
    var texts = TextRange()
    var lengths = LengthSummary()
    var classes = CharacterClasses()
    var counts = ValueCounts()
    let sampleSize: Int
    let content: ColumnContent

    /// Makes a profile of no values.
    ///
    /// - Parameters:
    ///   - sampleSize: See ``QuantileSketch/init(sampleSize:)``.
    ///   - content: What the values may be.
    public init(sampleSize: Int, content: ColumnContent = .fields) {
        self.sampleSize = sampleSize
        self.content = content
    }

    /// What all values are.
    public var type: ColumnType { kinds.type }
    /// How many values there are.
    public var presentCount: Int { present }
    /// How many finite numbers there are; 0 once the column is text.
    public var numberCount: Int { numbers?.quantiles.count ?? 0 }
    /// The numbers, or a sample of them.
    public var weightedNumbers: WeightedNumbers { (numbers?.quantiles ?? QuantileSketch()).weighted }
    /// How many different values there are, and how often each occurs.
    public var valueCounts: ValueCounts { counts }

    /// Takes the values of some rows, of which no byte is beyond ASCII if `isASCII`, and the number of those missing.
    public mutating func add(_ batch: ValueBatch, missing: Int, isASCII: Bool) {
        self.missing += missing
        add(batch, lengths: isASCII ? .bytes : .unknown)
    }

    /// Takes values; `lengths` says what is known of how many characters they have.
    public mutating func add(_ batch: ValueBatch, lengths known: ValueLengths) {
        guard batch.count > 0 else { return }
        present += batch.count
        if kinds.type != .text { addTyped(batch) }
        if content != .numbers {
            texts.add(batch)
            lengths.add(batch, known)
            if kinds.type == .text { classes.add(batch) }
        }
        counts.add(batch.values)
    }

    /// Takes the values of the rows that follow.
    public mutating func merge(_ other: ColumnProfile) {
        kinds.formUnion(other.kinds)
        dateOrder.formIntersection(other.dateOrder)
        if dateOrder.isEmpty { kinds.insert(.text) }
        present += other.present
        missing += other.missing
        if kinds.type == .text {
            dropTyped()
        } else {
            if let others = other.numbers {
                if numbers == nil { numbers = others } else { numbers?.merge(others) }
            }
            times.merge(other.times)
            dayFirstTimes.merge(other.dayFirstTimes)
        }
        texts.merge(other.texts)
        lengths.merge(other.lengths)
        classes.merge(other.classes)
        counts.merge(other.counts)
    }

    private mutating func dropTyped() {
        numbers = nil
        times = TimeRange()
        dayFirstTimes = TimeRange()
    }

    /// The results of a table's column.
    ///
    /// - Parameters:
    ///   - index: Counted from 1.
    ///   - frequentValues: How many frequent values are told of at most.
    public func aggregate(index: Int, name: String, frequentValues: Int) -> ColumnAggregate {
        var column = aggregate(frequentValues: frequentValues)
        (column.index, column.name, column.missing) = (index, name, missing)
        return column
    }

    /// The results, without what only a table's column has.
    ///
    /// - Parameter frequentValues: How many frequent values are told of at most.
    public func aggregate(frequentValues: Int) -> ColumnAggregate {
        // An estimate errs to both sides; there are no more different values than there are values.
        let distinct = DistinctAggregate(
            estimate: min(counts.distinctCount, present), exact: counts.isDistinctCountExact)
        var column = ColumnAggregate(
            type: kinds.type, present: present, distinct: distinct,
            frequent: counts.top(frequentValues).map {
                FrequentValue(value: Characters.kept(of: $0.bytes), count: $0.count)
            },
            frequentError: counts.maximumError, length: lengths.aggregate)
        switch kinds.type {
        case .integer, .float: (numbers ?? NumberSummary(sampleSize: sampleSize)).describe(&column)
        case .date, .timestamp: describeTimes(&column)
        case .text:
            (column.minimum, column.maximum) = (texts.minimum, texts.maximum)
            column.characters = classes.aggregate
        case .boolean, .empty: break
        }
        return column
    }
}

// MARK: - Dates with the year last

extension ColumnProfile {
    /// Takes such a date. Where its column has dates that only one order reads, and others that only the other does, it is text.
    private mutating func add(_ date: NumericDate, _ bytes: UnsafeRawBufferPointer) {
        kinds.insert(date.hasTime ? .numericTimestamp : .numericDate)
        if let time = date.monthFirst { times.add(time, bytes) } else { dateOrder.remove(.monthFirst) }
        if let time = date.dayFirst { dayFirstTimes.add(time, bytes) } else { dateOrder.remove(.dayFirst) }
        if dateOrder.isEmpty { kinds.insert(.text) }
    }

    /// Writes the times' part of a column's results. Where either order would do, the month comes first.
    private func describeTimes(_ column: inout ColumnAggregate) {
        let isNumeric = kinds.isSubset(of: [.numericDate, .numericTimestamp])
        let range = isNumeric && !dateOrder.contains(.monthFirst) ? dayFirstTimes : times
        (column.minimum, column.maximum) = (range.minimum, range.maximum)
        if isNumeric { column.dateOrder = dateOrder.name }
    }
}

// MARK: - Values by their type

extension ColumnProfile {
    /// Reads values as what those before were, as long as they are.
    private mutating func addTyped(_ batch: ValueBatch) {
        var found = NumberBatch(batch)
        var index = 0
        while index < batch.count {
            switch kinds.type {
            case .empty where content == .strings: break
            case .empty, .integer: index = found.readWholes(from: index, &kinds)
            case .float: index = found.readDecimals(from: index)
            case .date where kinds == .date: index = times.addPlainDates(of: batch, from: index)
            default: break
            }
            guard index < batch.count else { break }
            addOne(batch[index], &found)
            index += 1
            if kinds.type == .text { return dropTyped() }
        }
        guard found.hasNumbers else { return }
        if numbers == nil { numbers = NumberSummary(sampleSize: sampleSize) }
        found.moveNumbers(to: &numbers)
    }

    /// Reads any value.
    private mutating func addOne(_ bytes: UnsafeRawBufferPointer, _ found: inout NumberBatch) {
        let trimmed = bytes.trimmingBlanks()
        switch FieldValue(trimmed) {
        case .integer(let value) where content != .strings:
            kinds.insert(.integer)
            found.append(value)
        case .float(let value) where content != .strings:
            kinds.insert(.float)
            found.append(value)
        case .boolean where content == .fields: kinds.insert(.boolean)
        case .date(let time):
            kinds.insert(.date)
            times.add(time, trimmed)
        case .timestamp(let time):
            kinds.insert(.timestamp)
            times.add(time, trimmed)
        case .numericDate(let date): add(date, trimmed)
        case .integer, .float, .boolean, .empty, .text: kinds.insert(.text)
        }
    }
}
