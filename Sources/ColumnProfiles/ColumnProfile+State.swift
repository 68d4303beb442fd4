import Sketches

extension ColumnProfile: StateCodable {
    private static let version: UInt8 = 0x63

    /// Writes the profile.
    public func write(to writer: inout StateWriter) {
        writer.write(byte: Self.version)
        writer.write(byte: content.rawValue)
        writer.write(count: sampleSize)
        writer.write(byte: kinds.rawValue)
        writer.write(count: present)
        writer.write(count: missing)
        writer.write(numbers != nil)
        numbers?.write(to: &writer)
        times.write(to: &writer)
        dayFirstTimes.write(to: &writer)
        writer.write(byte: dateOrder.rawValue)
        texts.write(to: &writer)
        lengths.write(to: &writer)
        classes.write(to: &writer)
        counts.write(to: &writer)
    }

    /// Reads what ``write(to:)`` wrote.
    public init(from reader: inout StateReader) throws(StateError) {
        try reader.version(Self.version)
        guard let content = ColumnContent(rawValue: try reader.byte()) else { throw .damaged }
        self.init(sampleSize: try reader.count(upTo: 1 << 32), content: content)
        kinds = ValueKinds(rawValue: try reader.byte())
        present = try reader.count(upTo: 1 << 60)
        missing = try reader.count(upTo: 1 << 60)
        numbers = try reader.bool() ? NumberSummary(from: &reader) : nil
        times = try TimeRange(from: &reader)
        dayFirstTimes = try TimeRange(from: &reader)
        dateOrder = DateOrder(rawValue: try reader.byte())
        texts = try TextRange(from: &reader)
        lengths = try LengthSummary(from: &reader)
        classes = try CharacterClasses(from: &reader)
        counts = try ValueCounts(from: &reader)
    }
}

extension NumberSummary {
    fileprivate func write(to writer: inout StateWriter) {
        moments.write(to: &writer)
        quantiles.write(to: &writer)
        writer.write(count: nonFinite)
        writer.write(count: wholes.count)
        guard wholes.count > 0 else { return }
        writer.write(wholes.low)
        writer.write(wholes.high)
        writer.write(wholes.sum)
    }

    fileprivate init(from reader: inout StateReader) throws(StateError) {
        moments = try Moments(from: &reader)
        quantiles = try QuantileSketch(from: &reader)
        nonFinite = try reader.count(upTo: 1 << 60)
        wholes.count = try reader.count(upTo: 1 << 60)
        guard wholes.count > 0 else { return }
        wholes.low = try reader.number()
        wholes.high = try reader.number()
        wholes.sum = try reader.number()
    }
}

extension TimeRange {
    fileprivate func write(to writer: inout StateWriter) {
        for bound in [low, high] {
            writer.write(bound.time)
            writer.write(bound.text)
        }
    }

    fileprivate init(from reader: inout StateReader) throws(StateError) {
        low = Bound(time: try reader.number(), text: try reader.text())
        high = Bound(time: try reader.number(), text: try reader.text())
    }
}

extension TextRange {
    fileprivate func write(to writer: inout StateWriter) {
        writer.write(isEmpty)
        writer.write(low)
        writer.write(high)
    }

    fileprivate init(from reader: inout StateReader) throws(StateError) {
        isEmpty = try reader.bool()
        low = try reader.text()
        high = try reader.text()
    }
}

extension LengthSummary {
    fileprivate func write(to writer: inout StateWriter) {
        for number in [count, sum, low, high] { writer.write(Int64(number)) }
    }

    fileprivate init(from reader: inout StateReader) throws(StateError) {
        count = Int(try reader.number(Int64.self))
        sum = Int(try reader.number(Int64.self))
        low = Int(try reader.number(Int64.self))
        high = Int(try reader.number(Int64.self))
    }
}
