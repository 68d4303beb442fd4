import Fingerprint
import HandlerAPI
import HandlerTesting
import Testing

@Suite struct FingerprintTests {
    @Test(arguments: try GoldenCase<FingerprintHandler>.all(in: TestData.folder()))
    func matchesGolden(golden: GoldenCase<FingerprintHandler>) throws {
        #expect(try golden.differences() == [])
    }

    @Test func conforms() throws {
        let samples = try GoldenCase<FingerprintHandler>.all(in: TestData.folder()).map { try $0.sample() }
        #expect(try HandlerConformance(FingerprintHandler.self, samples: samples).run() == [])
    }

    /// The digests are FIPS 180-4's published examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func computesTheStandardsDigests(text: String, digest: String) throws {
        #expect(try fingerprint(Array(text.utf8)).sha256 == digest)
    }

    @Test func measuresEntropyFromZeroToEightBits() throws {
        #expect(try fingerprint(Array(repeating: 65, count: 1000)).bytes.entropyBitsPerByte == 0)
        #expect(try fingerprint(Array(0...255)).bytes.entropyBitsPerByte == 8)
    }

    private func fingerprint(_ bytes: [UInt8]) throws -> Fingerprint {
        let handler = try FingerprintHandler(options: HandlerOptions(for: []))
        let outcome = HandlerOutcome(
            of: handler, on: InMemoryContent(bytes, pieceSize: 97), mediaType: "application/octet-stream")
        return try #require(outcome.aggregate)
    }
}
