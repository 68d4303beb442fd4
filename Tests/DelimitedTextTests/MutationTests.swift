import DelimitedText
import Foundation
import HandlerAPI
import Testing

/// A generator that gives the same numbers in every run.
struct RepeatableGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_f491_4f6c_dd1d
    }
}

/// Damages the golden inputs at random: whatever comes of it must not depend on how the bytes arrive.
@Suite struct MutationTests {
    private static let special =
        Array(",;\t|\"'\n\r#% 09-+.eET:Zé".utf8) + [0, 0xff, 0xfe, 0xef, 0xbb, 0xbf, 0xd8, 0xdc]

    private func damaged(_ bytes: [UInt8], _ generator: inout RepeatableGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...12, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let byte = Self.special[Int.random(in: 0..<Self.special.count, using: &generator)]
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[place] = byte
            case 1: bytes.insert(byte, at: place)
            case 2: bytes.remove(at: place)
            default: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
        }
        return bytes
    }

    /// Everything that can be seen of a call, as text.
    private func outcome(_ bytes: [UInt8], piece: Int) throws -> String {
        do {
            let (table, findings) = try summarize(bytes, piece: piece)
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let json = String(decoding: try encoder.encode(table), as: UTF8.self)
            return "\(json) \(findings.partialReason.map { "\($0)" } ?? "") \(findings.notes)"
        } catch let error as HandlerError {
            return "\(error)"
        }
    }

    @Test(arguments: GoldenTests.cases)
    func survivesDamage(name: String) throws {
        var generator = RepeatableGenerator(seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
        let (whole, _) = try GoldenTests.input(name)
        for _ in 0..<20 {
            let bytes = damaged(whole, &generator)
            let expected = try outcome(bytes, piece: .max)
            #expect(try outcome(bytes, piece: 1) == expected)
            #expect(try outcome(bytes, piece: 5) == expected)
        }
    }
}
