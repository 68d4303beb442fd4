import Detection
import Foundation
import HandlerAPI
import HandlerTesting
import Orchestration
import Testing

/// Holds the detector against `file --mime-type`, which asks the same library, on files of others.
@Suite(.enabled(if: TestData.corpus() != nil, "no corpus: set TRAWL_CORPUS")) struct FileProgramTests {
    static let program = ["/usr/bin/file", "/usr/local/bin/file"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    private func answers(of program: String, on paths: [String]) throws -> [String] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["--mime-type", "--brief", "--"] + paths
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test(.enabled(if: program != nil, "the program file(1) is not installed"))
    func whatLibmagicDecidesIsWhatFilePrints() throws {
        let program = try #require(Self.program)
        let folder = try #require(TestData.corpus()).appendingPathComponent("fileid")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        let paths = names.map { folder.appendingPathComponent($0).path }.filter { path in
            (try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType) == .typeRegular
        }
        let session = try MagicDetector().makeSession()
        var compared = 0
        for start in stride(from: 0, to: paths.count, by: 200) {
            let batch = Array(paths[start..<min(start + 200, paths.count)])
            let printed = try answers(of: program, on: batch)
            try #require(printed.count == batch.count)
            for (path, expected) in zip(batch, printed) {
                let file = try openFile(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
                let name = Array(path.utf8.split(separator: UInt8(ascii: "/")).last ?? "".utf8[...])
                let verdict = try session.detect(file, name: name, trace: nil)
                guard verdict.basis == "libmagic" else { continue }
                compared += 1
                #expect(verdict.mediaType.description == expected.lowercased(), "\(path)")
            }
        }
        #expect(compared > paths.count / 2)
    }
}
