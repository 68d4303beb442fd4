/// The header block of a tar archive (POSIX.1-1988 and before).
enum TarHeader {
    /// Whether the first 512 bytes of `block` are a header: its checksum, in octal at 148, is the sum of all bytes with
    /// the checksum's own taken as blanks.
    static func isValid(_ block: [UInt8]) -> Bool {
        guard block.count >= 512 else { return false }
        let digits = block[148..<156].drop { $0 == 0x20 || $0 == 0 }.prefix { (0x30...0x37).contains($0) }
        guard !digits.isEmpty else { return false }
        let stated = digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
        let sum = block[..<148].reduce(0) { $0 + Int($1) } + 8 * 0x20 + block[156..<512].reduce(0) { $0 + Int($1) }
        return sum == stated
    }
}
