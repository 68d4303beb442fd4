/// The escapes of ``StorePath``, for one component.
enum PathEscaping {
    private static let backslash = UInt8(ascii: "\\")
    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    /// Whether the text of a name is surely the name itself.
    static func isPlain(_ name: some Collection<UInt8>) -> Bool {
        name.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != backslash && $0 != UInt8(ascii: "!") }
    }

    static func escape(_ name: some Collection<UInt8>) -> String {
        if isPlain(name) { return String(decoding: name, as: UTF8.self) }
        return escapeByScalar(Array(name))
    }

    private static func escapeByScalar(_ name: [UInt8]) -> String {
        var text: [UInt8] = []
        var index = 0
        while index < name.count {
            let length = printableScalarLength(name, at: index)
            let isLastMark = name[index] == UInt8(ascii: "!") && index == name.count - 1
            if name[index] == backslash {
                text += [backslash, backslash]
            } else if length == 0 || isLastMark {
                text += hexadecimal(name[index])
            } else {
                text += name[index..<index + length]
            }
            index += max(1, length)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
        [backslash, UInt8(ascii: "x"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
    }

    /// The bytes of the scalar at `index`, 0 where there is no valid, printable one.
    private static func printableScalarLength(_ name: [UInt8], at index: Int) -> Int {
        var bytes = name[index...].makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&bytes) else { return 0 }
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        return isControl ? 0 : UTF8.width(scalar)
    }

    static func unescape(_ text: Substring.UTF8View) -> [UInt8] {
        var name: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == backslash, let kind = rest.popFirst() else {
                name.append(byte)
                continue
            }
            switch kind {
            case UInt8(ascii: "x"):
                let digits = rest.prefix(2)
                rest = rest.dropFirst(2)
                if let value = UInt8(String(Substring(digits)), radix: 16) { name.append(value) }
            case UInt8(ascii: "#"): return name
            default: name.append(kind)
            }
        }
        return name
    }
}
