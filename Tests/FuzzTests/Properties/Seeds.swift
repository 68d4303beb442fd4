import Foundation
import HandlerTesting

/// Where a target's first inputs come from: what the project wrote, and a corpus beside it where there is one.
struct Seeds: Sendable {
    /// The largest file taken, in bytes; large inputs make every try slow.
    private static let largest = 16 << 10

    /// Files and folders below `test_data`.
    var examples: [String] = []
    /// Folders below the corpus, which is no part of the project.
    var corpus: [String] = []
    /// Inputs that are no files.
    var made: @Sendable () -> [[UInt8]] = { [] }

    /// The inputs of the project's own; the same in every run.
    func own() -> [[UInt8]] {
        [[]] + made() + examples.flatMap { Self.files(in: TestData.folder().appendingPathComponent($0)) }
    }

    /// The inputs of the corpus, none where there is no corpus.
    func others() -> [[UInt8]] {
        guard let folder = TestData.corpus() else { return [] }
        return corpus.flatMap { Self.files(in: folder.appendingPathComponent($0)) }
    }

    /// The small files in `folder`, or the file itself, by name.
    private static func files(in folder: URL) -> [[UInt8]] {
        let below = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
        let places = below.isEmpty ? [folder] : below.sorted().map { folder.appendingPathComponent($0) }
        return places.compactMap { place in
            guard let bytes = try? Data(contentsOf: place), bytes.count <= largest else { return nil }
            return Array(bytes)
        }
    }
}

/// Inputs that are texts.
func texts(_ texts: String...) -> @Sendable () -> [[UInt8]] {
    { texts.map { Array($0.utf8) } }
}
