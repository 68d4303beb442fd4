import ColumnProfiles
import HandlerAPI
import Sketches

/// What is known of the documents of several files.
public struct DocumentTotal {
    /// How many numbers of a path are taken in before some are left out.
    static let sampleSize = 32_768

    var files = 0
    /// `nil` as long as there are no files.
    var whole: DocumentPart?
    let scratch = ValueScratch()
}

/// What the documents of several files are together.
public struct JSONDocumentsRollUp: Codable, Sendable, Equatable {
    /// How many files there are.
    public var files: Int
    /// Documents of all of them.
    public var documents: Int
    /// Lines of NDJSON without a document.
    public var blankLines: Int
    /// The most objects and arrays within each other.
    public var depth: Int
    /// Members whose key their object had already.
    public var duplicateKeys: Int
    /// Values at paths beyond those told apart.
    public var valuesBeyond: Int
    /// Each path behind the one around it, in the order in which they were first met.
    public var paths: [PathAggregate]

    enum CodingKeys: String, CodingKey {
        case files, documents, depth, paths
        case blankLines = "blank_lines"
        case duplicateKeys = "duplicate_keys"
        case valuesBeyond = "values_beyond"
    }
}

extension JSONDocumentsHandler: RollUpHandler {
    /// What is known of no files.
    public func emptyTotal() -> DocumentTotal { DocumentTotal() }

    /// Adds a file.
    public func add(_ state: [UInt8], to total: inout DocumentTotal) throws(HandlerError) {
        do throws(StateError) {
            let part = try DocumentPart(addend: state, by: total.scratch)
            if total.whole == nil { total.whole = part } else { total.whole?.merge(part) }
            total.files += 1
        } catch {
            throw .corrupt("what was kept of it to be added up cannot be read: \(error)")
        }
    }

    /// The result for all files.
    public func aggregate(of total: DocumentTotal) -> JSONDocumentsRollUp {
        let tally = total.whole?.tally ?? DocumentTally()
        let paths = total.whole.map { JSONDocumentsAggregate.paths(of: $0, options.frequentValues) } ?? []
        return JSONDocumentsRollUp(
            files: total.files, documents: tally.documents, blankLines: tally.blankLines, depth: tally.depth,
            duplicateKeys: tally.duplicateKeys, valuesBeyond: tally.valuesBeyond, paths: paths)
    }
}
