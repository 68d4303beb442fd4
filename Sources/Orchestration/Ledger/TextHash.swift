/// A hash of text that is the same in every process and version: FNV-1a with 64 bits (Fowler, Noll, Vo 1991).
public enum TextHash {
    /// The hash of `bytes`.
    public static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash
    }

    /// The hash as 16 hexadecimal digits.
    public static func digits(of text: String) -> String {
        let digits = String(of(text.utf8), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
