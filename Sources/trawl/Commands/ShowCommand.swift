import ArgumentParser
import Foundation
import Inspection
import Orchestration

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show everything a store knows of a file.",
        discussion: """
            EXAMPLE
              trawl show ocean/33XX20240101_hy1.csv
              trawl show 'archives/nested.zip!/**' --format ndjson
            """)

    @OptionGroup var store: StoreOptions

    @Option(name: .long, help: "How to print: table (for people), json or ndjson.")
    var format = ListingFormat.table

    @Argument(help: "A path as the listings print it, or a glob.")
    var path: String

    func validate() throws {
        if format == .csv { throw ValidationError("a file's dossier is no table; use --format json or ndjson") }
    }

    func run() throws {
        let dossiers = try store.inspector().dossiers(at: path)
        guard !dossiers.isEmpty else {
            throw UsageError(description: "the store knows no '\(path)'; see what it knows with: trawl results")
        }
        switch format {
        case .ndjson: for dossier in dossiers { Output.print(dossier.json.description + "\n") }
        case .json: Output.print("[\n" + dossiers.map(\.json.description).joined(separator: ",\n") + "\n]\n")
        case .table, .csv: for dossier in dossiers { Output.print(DossierText.of(dossier)) }
        }
    }
}

/// A dossier as a person reads it.
enum DossierText {
    static func of(_ dossier: FileDossier) -> String {
        let file = dossier.file
        var text = "\(file.path)\n"
        text += "  outcome     \(file.outcome.rawValue): \(TextTable.printable(file.reason))\n"
        if let verdict = file.verdict {
            let charset = verdict.charset.map { ", \($0)" } ?? ""
            text += "  media type  \(verdict.mediaType)\(charset) (by \(verdict.basis))\n"
        }
        if let size = file.size { text += "  size        \(size) bytes\n" }
        text += "  root        \(file.root)\n"
        if let run = file.vanished {
            text += "  gone        since run \(run); what is known of it stays until: trawl prune\n"
        }
        for pairing in file.pairings {
            guard let message = pairing.message else { continue }
            let ending = pairing.ending.rawValue
            text += "  " + ending + String(repeating: " ", count: max(1, 12 - ending.count))
            text += "\(pairing.handler): \(TextTable.printable(message))\n"
        }
        for row in dossier.failures {
            text +=
                "  failure     \(row.failure.code): \(TextTable.printable(row.failure.message))"
                + (row.failure.offset.map { " (at byte \($0))" } ?? "")
                + (row.standing == .open ? "" : " [\(row.standing.rawValue)]") + "\n"
        }
        for entry in dossier.anomalies {
            text += "  anomaly     \(TextTable.printable("\(entry.anomaly.subject): \(entry.anomaly.reason)"))\n"
        }
        for record in dossier.records {
            text +=
                "\n  \(record.handler) \(record.handlerVersion)\(record.isPartial ? ", of a part of the file" : "")\n"
            for note in record.notes { text += "    note: \(TextTable.printable(note))\n" }
            text += indent(pretty(record.aggregate))
        }
        return text + "\n"
    }

    private static func pretty(_ json: String) -> String {
        guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)),
            let data = try? JSONSerialization.data(
                withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        else { return json }
        return String(decoding: data, as: UTF8.self)
    }

    private static func indent(_ text: String) -> String {
        text.split(separator: "\n").map { "    \($0)\n" }.joined()
    }
}
