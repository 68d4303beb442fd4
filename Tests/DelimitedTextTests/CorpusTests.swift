import DelimitedSyntax
import ColumnProfiles
import DelimitedText
import Foundation
import HandlerAPI
import Testing

/// Real and hostile tables, which are not part of the project.
@Suite(.enabled(if: corpus != nil, Comment(rawValue: noCorpus))) struct CorpusTests {
    /// The files below a folder whose names end with `suffix`.
    static func files(_ folder: String, _ suffix: String = "") -> [URL] {
        guard let root = corpus?.appending(path: folder) else { return [] }
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? []
        return names.filter { $0.hasSuffix(suffix) }.sorted().map { root.appending(path: $0) }
            .filter { !$0.hasDirectoryPath && (try? Data(contentsOf: $0)) != nil }
    }

    static let spectrum = files("hostile/csv_spectrum/csvs", ".csv")

    /// The bytes of a file. Where its name promises CRLF, which the copy may have lost on its way, it gets them back: the
    /// twins have them.
    private func bytes(of url: URL) throws -> [UInt8] {
        let bytes = Array(try Data(contentsOf: url))
        guard url.lastPathComponent.contains("_crlf"), !bytes.contains(0x0d) else { return bytes }
        return bytes.flatMap { $0 == 0x0a ? [0x0d, 0x0a] : [$0] }
    }

    /// The rows of a file's twin in JSON, in the order of its columns.
    private func twin(of url: URL, names: [String]) throws -> [[String]] {
        let name = url.deletingPathExtension().lastPathComponent
        let json = url.deletingLastPathComponent().deletingLastPathComponent().appending(path: "json/\(name).json")
        let rows = try JSONDecoder().decode([[String: String]].self, from: try Data(contentsOf: json))
        return rows.map { row in names.map { row[$0] ?? "(absent)" } }
    }

    @Test(arguments: spectrum)
    func everyFieldAgreesWithItsTwin(url: URL) throws {
        var rows = try records(of: bytes(of: url)).rows
        let names = rows.removeFirst()
        #expect(try rows == twin(of: url, names: names))
    }

    @Test(arguments: spectrum)
    func everySummaryAgreesWithItsTwin(url: URL) throws {
        let table = try summarize(bytes(of: url)).aggregate
        let rows = try twin(of: url, names: table.columns.compactMap(\.name))
        #expect(table.dialect.header)
        #expect(table.rows == rows.count)
        for column in table.columns {
            let index = try #require(column.index)
            let values = rows.map { $0[index - 1] }.filter { !$0.isEmpty }
            #expect(column.present == values.count)
            #expect(Set(column.frequent.map(\.value)) == Set(values))
        }
    }

    static let tables = ["quality", "reception", "ocean", "anomaly"].flatMap { files($0, ".csv") }

    @Test(arguments: tables)
    func readsRealTables(url: URL) throws {
        let (table, findings) = try summarize(Array(try Data(contentsOf: url)))
        #expect(findings.partialReason == nil)
        #expect(table.rows > 0)
        for column in table.columns { #expect(column.present + (column.missing ?? 0) == table.rows) }
    }

    @Test func findsTheTableOfACastBehindItsRemarks() throws {
        let url = try #require(Self.files("ocean/seabird", "castaway_data.csv").first)
        let table = try summarize(Array(try Data(contentsOf: url))).aggregate
        #expect(table.preambleRecords == 28)
        #expect(table.columns.map(\.type) == [ColumnType](repeating: .float, count: 8))
        #expect(table.raggedShort == 0 && table.raggedLong == 0)
    }

    @Test func takesNoOtherFileForATable() throws {
        let others = ["ocean", "fileid", "hostile", "images"].flatMap { Self.files($0) }
            .filter { !["csv", "tsv"].contains($0.pathExtension) }
        let strong = try others.filter { url in
            let data = try Data(contentsOf: url)
            let guess = data.prefix(64 << 10).withUnsafeBytes {
                DialectSniffer.sniff($0, isWholeFile: data.count <= 64 << 10)
            }
            return guess?.strength == .strong
        }
        // An index of Argo floats is a table with a file name that does not say so.
        #expect(strong.map(\.lastPathComponent).filter { !$0.hasPrefix("ar_index_") } == [])
    }

    @Test(arguments: files("hostile/go_fuzz/csv"))
    func survivesWhatAFuzzerFound(url: URL) throws {
        let bytes = Array(try Data(contentsOf: url))
        for piece in [1, 3, Int.max] {
            do {
                let table = try summarize(bytes, piece: piece).aggregate
                _ = try JSONEncoder().encode(table)
            } catch let error as HandlerError {
                #expect(error.code == .wrongFormat)
            }
        }
    }
}
