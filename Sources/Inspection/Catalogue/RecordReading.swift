/// Goes through the JSON text of a record once and tells what is where.
///
/// Nothing is decoded but keys: the records of a large store are some gigabytes, most of it is counted and not looked at.
struct RecordReading {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// More lists and objects in each other than any handler keeps.
    private static let deepest = 256

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Adds what is in `json` to `place` and those below; `false` where it is no JSON.
    static func read(_ json: String, into place: RecordPlace, record: Int) -> Bool {
        var json = json
        return json.withUTF8 { bytes in
            var reading = RecordReading(bytes)
            return reading.value(place, record, depth: 0)
        }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(_ place: RecordPlace, _ record: Int, depth: Int) -> Bool {
        skipBlanks()
        guard depth < Self.deepest, let first = next else { return false }
        let start = position
        switch first {
        case UInt8(ascii: "{"):
            place.note(.object, in: record)
            return object(place, record, depth: depth + 1)
        case UInt8(ascii: "["):
            place.note(.array, in: record)
            return array(place, record, depth: depth + 1)
        case UInt8(ascii: "\""):
            guard string() else { return false }
            place.note(.text, in: record)
        default:
            while let byte = next, !Self.endsScalar(byte) { position += 1 }
            guard position > start else { return false }
            place.note(Self.kind(of: bytes[start..<position]), in: record)
        }
        if place.wantsExample { place.addExample(String(decoding: bytes[start..<position], as: UTF8.self)) }
        return true
    }

    private mutating func object(_ place: RecordPlace, _ record: Int, depth: Int) -> Bool {
        position += 1
        if take(UInt8(ascii: "}")) { return true }
        repeat {
            skipBlanks()
            let start = position
            guard string() else { return false }
            let key = bytes[(start + 1)..<(position - 1)]
            guard take(UInt8(ascii: ":")), value(place.member(key), record, depth: depth) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    private mutating func array(_ place: RecordPlace, _ record: Int, depth: Int) -> Bool {
        position += 1
        if take(UInt8(ascii: "]")) { return true }
        repeat {
            guard value(place.element, record, depth: depth) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    /// Goes behind the string that begins here.
    private mutating func string() -> Bool {
        guard next == UInt8(ascii: "\"") else { return false }
        position += 1
        while let byte = next {
            position += 1
            if byte == UInt8(ascii: "\"") { return true }
            if byte == UInt8(ascii: "\\") { position += 1 }
        }
        return false
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    }

    private static func kind(of scalar: Slice<UnsafeBufferPointer<UInt8>>) -> RecordPlace.Kind {
        switch scalar.first {
        case UInt8(ascii: "n"): .null
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        default: scalar.contains { $0 == 0x2E || $0 | 0x20 == 0x65 } ? .number : .integer
        }
    }
}
