import Sketches

/// States from which the profiles of several files are added up: of few values, the values themselves, which are far smaller
/// than the sketches of them.
extension ColumnProfile {
    private static let valuesVersion: UInt8 = 0x64
    /// Up to so many values are written themselves, where all are held.
    private static let mostValues = ValueBatch.capacity

    /// Writes what ``add(from:by:)`` reads.
    public func writeAddend(to writer: inout StateWriter) {
        guard present <= Self.mostValues, counts.holdsEverything else { return write(to: &writer) }
        writer.write(byte: Self.valuesVersion)
        writer.write(byte: content.rawValue)
        writer.write(count: missing)
        counts.writeHeld(to: &writer)
    }

    /// What ``writeAddend(to:)`` writes.
    public var addend: [UInt8] {
        var writer = StateWriter()
        writeAddend(to: &writer)
        return writer.bytes
    }

    /// Adds the values of a file, written by ``writeAddend(to:)``, as if they followed.
    ///
    /// - Parameter scratch: Memory to work in.
    /// - Throws: ``StateError`` where that is no such state, which ``checkAddend(from:content:by:)`` tells beforehand. The
    ///   profile is not to be used then.
    public mutating func add(from reader: inout StateReader, by scratch: ValueScratch) throws(StateError) {
        guard reader.next == Self.valuesVersion else { return merge(try ColumnProfile(from: &reader)) }
        try reader.version(Self.valuesVersion)
        guard try reader.byte() == content.rawValue else { throw .damaged }
        missing += try reader.count(upTo: 1 << 60)
        try scratch.read(from: &reader)
        add(scratch.batch, lengths: .unknown)
    }
}

extension ColumnProfile {
    /// Reads what ``writeAddend(to:)`` wrote without adding it to anything.
    ///
    /// - Throws: ``StateError`` where that is no such state.
    public static func checkAddend(
        from reader: inout StateReader, content: ColumnContent, by scratch: ValueScratch
    ) throws(StateError) {
        guard reader.next == valuesVersion else {
            guard try ColumnProfile(from: &reader).content == content else { throw .damaged }
            return
        }
        try reader.version(valuesVersion)
        guard try reader.byte() == content.rawValue else { throw .damaged }
        _ = try reader.count(upTo: 1 << 60)
        try scratch.read(from: &reader)
    }
}

/// Memory for the values of a state.
///
/// A class, as it owns memory; it is used by one thread at a time.
public final class ValueScratch {
    /// What must be readable around a value.
    private static let padding = 16

    let batch = ValueBatch()
    private var bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    private var sizes: [(length: Int, count: Int)] = []

    /// Makes memory for some values; it grows.
    public init() { bytes.initializeMemory(as: UInt8.self, repeating: 0) }

    deinit { bytes.deallocate() }

    /// Fills the batch with the values of a state, each as often as it occurs.
    func read(from reader: inout StateReader) throws(StateError) {
        batch.count = 0
        sizes.removeAll(keepingCapacity: true)
        var total = 0
        for _ in 0..<(try reader.elementCount(size: 2)) {
            let size = (
                length: try reader.count(upTo: FrequentValues.keptBytes), count: try reader.count(upTo: 1 << 20)
            )
            sizes.append(size)
            total += size.count
        }
        guard total <= ValueBatch.capacity else { throw .damaged }
        let text = try reader.slice()
        guard text.count == sizes.reduce(0, { $0 + $1.length }) else { throw .damaged }
        let memory = room(for: text.count)
        text.withUnsafeBytes { memory.copyMemory(from: $0) }
        guard var start = UnsafeRawPointer(memory.baseAddress) else { return }
        for size in sizes {
            for _ in 0..<size.count { batch.append(start, size.length) }
            start += size.length
        }
    }

    private func room(for size: Int) -> UnsafeMutableRawBufferPointer {
        if bytes.count < size + 2 * Self.padding {
            bytes.deallocate()
            bytes = .allocate(byteCount: 2 * (size + 2 * Self.padding), alignment: 16)
            bytes.initializeMemory(as: UInt8.self, repeating: 0)
        }
        return UnsafeMutableRawBufferPointer(rebasing: bytes[Self.padding..<Self.padding + size])
    }
}
