import HandlerAPI

/// How paths are written: as in JSONPath (RFC 9535), with `[]` for all elements of an array.
enum PathText {
    /// The step to a key, or to the elements of an array where there is none.
    ///
    /// A key that is a name, of letters, digits, `_` and characters beyond ASCII and not beginning with a digit, is
    /// written `.key`, every other `["key"]` with the escapes of JSON.
    static func step(_ key: [UInt8]?) -> String {
        guard let key else { return "[]" }
        let text = String(decoding: key, as: UTF8.self)
        guard let first = key.first, key.allSatisfy(isOfName), !isDigit(first) else { return "[\(quoted(text))]" }
        return ".\(text)"
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isOfName(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") && byte >= 0x41
            || isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.value(text)
        return writer.text
    }
}
