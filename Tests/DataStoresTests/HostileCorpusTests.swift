import DataStores
import Foundation
import HandlerAPI
import HandlerTesting
import Orchestration
import Testing

/// Files of others that were made to break readers; they are not part of the project.
@Suite(.enabled(if: TestData.corpus() != nil, "no corpus: set TRAWL_CORPUS"), .timeLimit(.minutes(5)))
struct HostileCorpusTests {
    @Test func whatOtherReadersTakeIsTakenWhole() throws {
        let corpus = try #require(TestData.corpus()).appendingPathComponent("hostile/zip/success")
        for name in try FileManager.default.contentsOfDirectory(atPath: corpus.path).sorted() {
            let file = try openFile(Array(Data(contentsOf: corpus.appendingPathComponent(name))))
            let store = ArchiveOpener().open(
                file, path: StorePath(escaped: name), name: Array(name.utf8), mediaType: "application/zip",
                budget: ExpansionBudget(limits: ExpansionLimits(), packedSize: file.size), stop: StopSignal())
            for line in listing(store) where line.hasPrefix("?") || line.hasPrefix("~") {
                #expect(line.hasSuffix(": encrypted") || line.hasSuffix(": unsupported"), "\(line)")
            }
        }
    }

    @Test(arguments: ["archive", "zip", "go_fuzz"])
    func everyFileCanBeTakenForAnyArchive(folder: String) throws {
        let corpus = try #require(TestData.corpus()).appendingPathComponent("hostile/\(folder)")
        let names = try FileManager.default.subpathsOfDirectory(atPath: corpus.path).sorted()
        var limits = ExpansionLimits()
        limits.bytes = .mebibytes(64)
        limits.members = 10_000
        var walked = 0
        for name in names {
            guard let data = try? Data(contentsOf: corpus.appendingPathComponent(name)), !data.isEmpty else { continue }
            walked += 1
            for type in ["application/zip", "application/gzip"] as [MediaType] {
                let file = try openFile(Array(data))
                let path = StorePath(escaped: "o")
                let store = ArchiveOpener().open(
                    file, path: path, name: [0x6F], mediaType: type,
                    budget: ExpansionBudget(limits: limits, packedSize: file.size), stop: StopSignal())
                var paths: Set<String> = []
                store.walk { element in
                    let text = line(element)
                    #expect(text.hasPrefix("! ") || paths.insert(text).inserted, "\(name): \(text) twice")
                    return true
                }
            }
        }
        #expect(walked > 10)
    }
}
