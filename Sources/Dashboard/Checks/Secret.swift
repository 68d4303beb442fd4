import Glibc

/// Secrets: made of the system's randomness, and compared without telling by the time it takes how much of one was right.
enum Secret {
    /// A new one of 256 bits, in hexadecimal.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// Whether the texts are the same. The time depends on the length of `given` alone.
    static func matches(_ given: String, _ secret: String) -> Bool {
        let secret = Array(secret.utf8)
        guard !secret.isEmpty else { return false }
        var difference = given.utf8.count ^ secret.count
        for (index, byte) in given.utf8.enumerated() { difference |= Int(byte ^ secret[index % secret.count]) }
        return difference == 0
    }
}
