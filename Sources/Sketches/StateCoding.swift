/// Why the stored state of a sketch cannot be read.
public enum StateError: Error, Sendable, Equatable {
    /// It ends too early, or holds what cannot be.
    case damaged
    /// It was written by another version, or is that of another kind of sketch.
    case unknownVersion(UInt8)
}

/// A sketch that can be stored in a compact binary form and read back, equal to the last bit.
///
/// Each begins with a byte that stands for its kind and version. Numbers are little-endian; whole numbers take seven bits a
/// byte, lowest first (LEB128).
public protocol StateCodable {
    /// Writes the state.
    func write(to writer: inout StateWriter)

    /// Reads what ``write(to:)`` wrote.
    init(from reader: inout StateReader) throws(StateError)
}

extension StateCodable {
    /// The state as bytes.
    public var state: [UInt8] {
        var writer = StateWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Reads a state, which must have no byte too many.
    public init(state: [UInt8]) throws(StateError) {
        var reader = StateReader(state)
        try self.init(from: &reader)
        guard reader.isAtEnd else { throw .damaged }
    }
}

/// Collects the bytes of a state.
public struct StateWriter {
    /// What was written.
    public private(set) var bytes: [UInt8] = []

    /// Makes a writer that has written nothing.
    public init() {}

    /// Writes a kind's version byte, or any other byte.
    public mutating func write(byte: UInt8) { bytes.append(byte) }

    /// Writes what another writer has written.
    public mutating func append(_ written: [UInt8]) { bytes += written }

    /// Writes bytes as they are.
    mutating func append(_ written: UnsafeRawBufferPointer) { bytes.append(contentsOf: written) }

    /// Writes `size` bytes that `body` fills in.
    mutating func append(_ size: Int, _ body: (UnsafeMutableRawBufferPointer) -> Void) {
        bytes += [UInt8](unsafeUninitializedCapacity: size) { target, used in
            body(UnsafeMutableRawBufferPointer(target))
            used = size
        }
    }

    /// Writes a truth value.
    public mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// Writes a number that is not negative.
    public mutating func write(count: Int) {
        var rest = UInt64(truncatingIfNeeded: count)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Writes a whole number in its full width.
    public mutating func write<Number: FixedWidthInteger>(_ value: Number) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Writes a number bit by bit.
    public mutating func write(_ value: Double) { write(value.bitPattern) }

    /// Writes numbers with their count.
    public mutating func write(_ values: [Double]) {
        write(count: values.count)
        append(values.count * MemoryLayout<Double>.size) { target in
            for (index, value) in values.enumerated() {
                target.storeBytes(of: value.bitPattern.littleEndian, toByteOffset: index &* 8, as: UInt64.self)
            }
        }
    }

    /// Writes bytes with their count.
    public mutating func write(_ text: [UInt8]) {
        write(count: text.count)
        bytes += text
    }
}

/// Takes a state apart. What it holds is not believed: every count is checked against the bytes there are.
public struct StateReader {
    private var rest: ArraySlice<UInt8>

    /// Makes a reader of `bytes`.
    public init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// Whether all bytes were read.
    public var isAtEnd: Bool { rest.isEmpty }

    /// The next byte, which is not read; `nil` at the end.
    public var next: UInt8? { rest.first }

    /// Reads a byte.
    public mutating func byte() throws(StateError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw .damaged }
        return byte
    }

    /// Reads a version byte, which must be `expected`.
    public mutating func version(_ expected: UInt8) throws(StateError) {
        let found = try byte()
        guard found == expected else { throw .unknownVersion(found) }
    }

    /// Reads a truth value.
    public mutating func bool() throws(StateError) -> Bool {
        let byte = try byte()
        guard byte <= 1 else { throw .damaged }
        return byte == 1
    }

    /// Reads a number that is not negative and not above `limit`.
    public mutating func count(upTo limit: Int = .max) throws(StateError) -> Int {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 56, by: 7) {
            let byte = try byte()
            value |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 {
                guard value <= UInt64(limit) else { throw .damaged }
                return Int(value)
            }
        }
        throw .damaged
    }

    /// Reads a whole number in its full width.
    public mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(StateError) -> Number {
        let size = MemoryLayout<Number>.size
        guard rest.count >= size else { throw .damaged }
        let value = rest.withUnsafeBytes { $0.loadUnaligned(as: Number.self) }
        rest = rest.dropFirst(size)
        return Number(littleEndian: value)
    }

    /// Reads a number bit by bit.
    public mutating func double() throws(StateError) -> Double { Double(bitPattern: try number(UInt64.self)) }

    /// Reads finite numbers with their count.
    public mutating func doubles() throws(StateError) -> [Double] {
        let count = try count(upTo: rest.count / 8)
        let values = try bytes(count * 8).withUnsafeBytes { source in
            [Double](unsafeUninitializedCapacity: count) { target, used in
                for index in 0..<count {
                    let bits = source.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
                    target.initializeElement(at: index, to: Double(bitPattern: UInt64(littleEndian: bits)))
                }
                used = count
            }
        }
        guard values.allSatisfy(\.isFinite) else { throw .damaged }
        return values
    }

    /// Reads so many bytes, where they are.
    mutating func bytes(_ count: Int) throws(StateError) -> ArraySlice<UInt8> {
        guard rest.count >= count else { throw .damaged }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// Reads bytes with their count.
    public mutating func text() throws(StateError) -> [UInt8] {
        let count = try count(upTo: rest.count)
        let text = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        return text
    }

    /// Reads bytes with their count, where they are.
    public mutating func slice() throws(StateError) -> ArraySlice<UInt8> {
        let count = try count(upTo: rest.count)
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// Reads the count of elements of which each has `size` bytes at least.
    public mutating func elementCount(size: Int = 1) throws(StateError) -> Int { try count(upTo: rest.count / size) }
}
