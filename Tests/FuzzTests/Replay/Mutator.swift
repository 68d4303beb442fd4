import HandlerTesting

/// Makes inputs out of seeds, as libFuzzer does but blindly: bytes are changed, put in, taken out, doubled and cut, and
/// seeds are joined.
struct Mutator {
    /// Bytes that mean something to one format or another, and the ends of ranges.
    private static let notable: [UInt8] =
        Array("\"',;|\t\n\r\\{}[]#:0-. e".utf8) + [0, 1, 0x7F, 0x80, 0xC3, 0xED, 0xFE, 0xFF]

    private let seeds: [[UInt8]]
    private var generator: RepeatableGenerator

    /// Prepares the changes of `seeds` whose random numbers begin at `seed`.
    init(seeds: [[UInt8]], seed: UInt64) {
        self.seeds = seeds.isEmpty ? [[]] : seeds
        generator = RepeatableGenerator(seed: seed)
    }

    /// Another input.
    mutating func next() -> [UInt8] {
        var bytes = seeds.randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 1...6, using: &generator) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        let length = min(bytes.count - place, Int.random(in: 1...16, using: &generator))
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: bytes.insert(notable(), at: place)
        case 1 where place < bytes.count: bytes[place] = notable()
        case 2 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 3: bytes.removeSubrange(place..<place + length)
        case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
        case 5: bytes.removeSubrange(place...)
        default:
            let other = seeds.randomElement(using: &generator) ?? []
            bytes.replaceSubrange(place..., with: other.suffix(other.count - min(place, other.count)))
        }
    }

    private mutating func notable() -> UInt8 {
        Bool.random(using: &generator)
            ? Self.notable.randomElement(using: &generator) ?? 0 : UInt8.random(in: 0...255, using: &generator)
    }
}
