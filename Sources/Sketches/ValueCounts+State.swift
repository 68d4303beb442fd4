extension DistinctCounter: StateCodable {
    private static let version: UInt8 = 0x31

    /// Writes the hashes, 8 bytes each, or the registers, 12 KiB.
    public func write(to writer: inout StateWriter) {
        writer.write(byte: Self.version)
        writer.write(registers != nil)
        if let registers {
            registers.packed.withUnsafeBytes { writer.append($0) }
        } else {
            writer.write(count: few.count)
            for hash in few.members.sorted() { writer.write(hash) }
        }
    }

    /// Reads what ``write(to:)`` wrote.
    public init(from reader: inout StateReader) throws(StateError) {
        self.init()
        try reader.version(Self.version)
        if try reader.bool() {
            let size = HyperLogLogRegisters.packedCount * MemoryLayout<UInt64>.size
            guard let made = try reader.bytes(size).withUnsafeBytes(HyperLogLogRegisters.init(packed:)) else {
                throw .damaged
            }
            registers = made
        } else {
            let count = try reader.count(upTo: Self.exactLimit)
            for _ in 0..<count {
                guard few.insert(try reader.number()) else { throw .damaged }
            }
        }
    }
}

extension FrequentValues: StateCodable {
    private static let version: UInt8 = 0x41

    /// Writes the values held in the order of their hashes: 8 bytes each, their first bytes, and their counts.
    public func write(to writer: inout StateWriter) {
        writer.write(byte: Self.version)
        writer.write(count: count)
        writer.write(count: maximumError)
        writer.write(leavesOut)
        writer.write(count: table.count)
        let slots = table.hashes.indices.filter { table.hashes[$0] != 0 }.sorted { table.hashes[$0] < table.hashes[$1] }
        table.withBytes { all in
            for slot in slots {
                let text = table.texts[slot]
                writer.write(table.hashes[slot])
                writer.write(count: text.length)
                writer.write(count: table.counts[slot])
                writer.append(UnsafeRawBufferPointer(rebasing: all[text.start..<text.start + text.kept]))
            }
        }
    }

    /// Reads what ``write(to:)`` wrote.
    public init(from reader: inout StateReader) throws(StateError) {
        try reader.version(Self.version)
        let count = try reader.count(upTo: 1 << 60)
        let error = try reader.count(upTo: 1 << 60)
        let leavesOut = try reader.bool()
        var table = CounterTable()
        let held = try reader.count(upTo: Self.exactLimit)
        table.reserve(held)
        for _ in 0..<held {
            let key = try reader.number(UInt64.self)
            let length = try reader.count(upTo: Int(UInt32.max))
            let times = try reader.count(upTo: count)
            let bytes = try reader.bytes(min(length, Self.keptBytes))
            guard key != 0 else { throw .damaged }
            bytes.withUnsafeBytes { table.add(times, to: $0, length: length, key: key) }
        }
        guard table.count == held else { throw .damaged }
        self.init(table: table, count: count, maximumError: error, leavesOut: leavesOut)
    }
}

extension ValueCounts: StateCodable {
    private static let version: UInt8 = 0x51

    /// Writes the frequent values, and the different ones where they are counted apart.
    public func write(to writer: inout StateWriter) {
        writer.write(byte: Self.version)
        frequent.write(to: &writer)
        writer.write(distinct != nil)
        distinct?.write(to: &writer)
    }

    /// Reads what ``write(to:)`` wrote.
    public init(from reader: inout StateReader) throws(StateError) {
        try reader.version(Self.version)
        frequent = try FrequentValues(from: &reader)
        distinct = try reader.bool() ? DistinctCounter(from: &reader) : nil
    }
}
