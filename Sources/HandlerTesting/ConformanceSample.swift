import HandlerAPI

/// An input for ``HandlerConformance``.
public struct ConformanceSample: Sendable {
    /// What the sample is called in a violation.
    public let name: String
    /// The file's bytes.
    public let bytes: [UInt8]
    /// What the file is taken for.
    public let mediaType: MediaType

    /// Makes a sample of `bytes`.
    public init(_ name: String, bytes: [UInt8], mediaType: MediaType) {
        self.name = name
        self.bytes = bytes
        self.mediaType = mediaType
    }

    /// Makes a sample of the UTF-8 bytes of `text`.
    public init(_ name: String, text: String, mediaType: MediaType) {
        self.init(name, bytes: Array(text.utf8), mediaType: mediaType)
    }

    /// The sample and damaged forms of it: cut off at up to `limit` places, and with up to `limit` bytes changed.
    func damaged(limit: Int, using generator: inout RepeatableGenerator) -> [ConformanceSample] {
        guard !bytes.isEmpty else { return [] }
        let stride = max(1, bytes.count / limit)
        let cuts = Swift.stride(from: 0, to: bytes.count, by: stride).map { length in
            ConformanceSample("\(name) cut to \(length) bytes", bytes: Array(bytes[..<length]), mediaType: mediaType)
        }
        let flips = (0..<min(limit, bytes.count)).map { _ in
            var changed = bytes
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            changed[place] ^= UInt8.random(in: 1...255, using: &generator)
            return ConformanceSample("\(name) with byte \(place) changed", bytes: changed, mediaType: mediaType)
        }
        return cuts + flips
    }

    /// Inputs that are hostile to every format: no byte at all, one byte, random bytes, bytes of another format, and one
    /// line of 1 MiB.
    static func hostile(
        mediaType: MediaType, opening: [UInt8], using generator: inout RepeatableGenerator
    ) -> [ConformanceSample] {
        let noise = (0..<4096).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let line = [UInt8](repeating: UInt8(ascii: "7"), count: 1 << 20)
        return [
            ConformanceSample("no byte", bytes: [], mediaType: mediaType),
            ConformanceSample("one byte", bytes: [0x22], mediaType: mediaType),
            ConformanceSample("an image", bytes: Array("\u{89}PNG\r\n\u{1A}\n".utf8) + noise, mediaType: mediaType),
            ConformanceSample("4,096 random bytes", bytes: noise, mediaType: mediaType),
            ConformanceSample("random bytes after the sample's opening", bytes: opening + noise, mediaType: mediaType),
            ConformanceSample("4,096 zero bytes", bytes: Array(repeating: 0, count: 4096), mediaType: mediaType),
            ConformanceSample("a line of 1 MiB", bytes: line, mediaType: mediaType),
            ConformanceSample("a line of 1 MiB after the opening", bytes: opening + line, mediaType: mediaType),
        ]
    }
}
