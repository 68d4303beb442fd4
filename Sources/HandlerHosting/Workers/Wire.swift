/// Bytes that are not what they should be.
struct WireError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Writes the messages between host and worker: numbers little-endian, texts after their length in bytes.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ value: UInt8) { bytes.append(value) }

    mutating func put(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func put<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ value: Double) { put(value.bitPattern) }

    mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            put(UInt32(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    mutating func put(_ data: [UInt8]) {
        put(UInt32(data.count))
        bytes.append(contentsOf: data)
    }

    mutating func put(_ data: UnsafeRawBufferPointer) {
        put(UInt32(data.count))
        bytes.append(contentsOf: data)
    }

    mutating func put<Value>(optional value: Value?, _ write: (inout WireWriter, Value) -> Void) {
        put(value != nil)
        if let value { write(&self, value) }
    }

    mutating func put<Value>(list values: [Value], _ write: (inout WireWriter, Value) -> Void) {
        put(UInt32(values.count))
        for value in values { write(&self, value) }
    }

    /// Adds a message: its length, then what `write` writes.
    mutating func putMessage(_ write: (inout WireWriter) -> Void) {
        let start = bytes.count
        put(UInt32(0))
        write(&self)
        let length = UInt32(bytes.count - start - 4)
        withUnsafeBytes(of: length.littleEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}

/// Reads a message that may come from a process under somebody else's control: nothing in it is believed.
struct WireReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    private mutating func take(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
        guard count <= bytes.endIndex - position else { throw WireError("a message ends too early") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func byte() throws(WireError) -> UInt8 {
        guard let byte = try take(1).first else { throw WireError("a message ends too early") }
        return byte
    }

    mutating func boolean() throws(WireError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw WireError("expected 0 or 1")
        }
    }

    mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws(WireError) -> Value {
        let slice = try take(MemoryLayout<Value>.size)
        return slice.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(as: Value.self)) }
    }

    mutating func double() throws(WireError) -> Double { Double(bitPattern: try integer(UInt64.self)) }

    mutating func data() throws(WireError) -> ArraySlice<UInt8> {
        try take(Int(integer(UInt32.self)))
    }

    mutating func text() throws(WireError) -> String { String(decoding: try data(), as: UTF8.self) }

    mutating func optional<Value>(
        _ read: (inout WireReader) throws(WireError) -> Value
    ) throws(WireError) -> Value? {
        try boolean() ? try read(&self) : nil
    }

    mutating func list<Value>(
        _ read: (inout WireReader) throws(WireError) -> Value
    ) throws(WireError) -> [Value] {
        let count = Int(try integer(UInt32.self))
        var values: [Value] = []
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }
}
