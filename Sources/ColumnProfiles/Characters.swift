import CTextIndex

/// How text is kept in results.
public enum Characters {
    /// The most characters (Unicode scalars) of a value that are kept.
    public static let limit = 100
    /// Bytes that hold as many, whatever they are.
    static let byteLimit = 4 * limit

    /// The first characters of `bytes` as text; what is not UTF-8 becomes U+FFFD.
    public static func kept(of bytes: some Collection<UInt8>) -> String {
        if bytes.count <= limit { return String(decoding: bytes, as: UTF8.self) }
        let text = String(decoding: bytes.prefix(byteLimit + 4), as: UTF8.self)
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: text.unicodeScalars.prefix(limit))
        return String(kept)
    }

    /// How many characters `bytes` hold: all bytes but those that continue one.
    static func count(_ bytes: UnsafeRawBufferPointer) -> Int {
        text_index_characters(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
}
