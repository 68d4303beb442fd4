import ArgumentParser
import DataStores
import Detection
import Glibc
import HandlerAPI
import Inspection
import Orchestration

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say what a file is taken for, by which rule, and who handles it.",
        discussion: """
            Looks at the file itself; nothing is run and nothing is kept.

            EXAMPLE
              trawl explain data/station-12.txt
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var plugins: PluginOptions

    @Option(name: .long, help: "How to print: table (for people) or json.")
    var format = ListingFormat.table

    @Argument(help: "A file.", completion: .file())
    var file: String

    func run() throws {
        let wiring = Wiring(configuration: try plugins.applied(to: store.configuration()))
        let router = try wiring.router(try wiring.registry())
        var arguments = RawArguments()
        let bytes = arguments.take(file)
        let name = Array(bytes.split(separator: UInt8(ascii: "/")).last ?? [])
        let explained = try detect(bytes, name: name)
        let path = StorePath.root.appending(name: name)
        let route = router.route(explained.verdict.mediaType, path: path)
        let isContainer = wiring.containers().contains { $0.accepts(explained.verdict.mediaType) }
        let explanation = Explanation(
            file: file, verdict: explained.verdict, steps: explained.steps, route: route, isContainer: isContainer)
        Output.print(format == .table ? explanation.text : explanation.json.description + "\n")
    }

    private func detect(_ bytes: [UInt8], name: [UInt8]) throws -> (verdict: Verdict, steps: [DetectionStep]) {
        let descriptor = bytes.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw UsageError(description: "\(file): \(SystemError.current)") }
        var status = stat()
        fstat(descriptor, &status)
        let content = OpenFile(descriptor: descriptor, size: ByteCount(Int64(status.st_size)))
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw UsageError(description: "\(file) is no regular file; a run skips it or walks it")
        }
        var steps: [DetectionStep] = []
        do throws(Failure) {
            let session = try makeSession()
            return (try session.detect(content, name: name) { steps.append($0) }, steps)
        } catch {
            throw UsageError(description: "\(file): \(error.message)")
        }
    }

    private func makeSession() throws(Failure) -> any DetectionSession {
        do {
            let wiring = Wiring(configuration: try store.configuration())
            return try wiring.isolated(MagicDetector(), stop: StopSignal()).makeSession()
        } catch {
            throw Failure(.detect, .internalError, "\(error)")
        }
    }
}

/// Why a file has its type and its handlers.
struct Explanation {
    let file: String
    let verdict: Verdict
    let steps: [DetectionStep]
    let route: Route
    let isContainer: Bool

    var text: String {
        var text = "\(file)\n\nmedia type  \(verdict.mediaType)\n"
        if let charset = verdict.charset { text += "charset     \(charset)\n" }
        text += "basis       \(verdict.basis)\n\nrules looked at, in order\n"
        text += table(steps.map { [$0.rule, $0.answer] })
        text += "\nhandlers\n"
        text += table(route.considered.map { [$0.handler.name, words($0.why)] })
        return text + "\n" + outcome + "\n"
    }

    var json: JSONObject {
        var object = JSONObject()
        object.add("file", file)
        object.add("media_type", verdict.mediaType.description)
        object.add("charset", verdict.charset)
        object.add("basis", verdict.basis)
        object.addRaw("rules", list(steps.map { ["rule": $0.rule, "answer": $0.answer] }))
        object.addRaw("considered", list(route.considered.map { ["handler": $0.handler.name, "why": words($0.why)] }))
        object.add("handlers", route.chain.map(\.name))
        object.add("companions", route.companions.map(\.name))
        object.add("expanded", isContainer)
        return object
    }

    private var outcome: String {
        var parts: [String] = []
        if isContainer { parts.append("its members are taken as entries of their own") }
        if let first = route.chain.first {
            let rest = route.chain.dropFirst().map(\.name)
            parts.append(
                "\(first.name) handles it"
                    + (rest.isEmpty ? "" : "; if that declines, \(rest.joined(separator: ", then "))"))
        }
        if !route.companions.isEmpty {
            parts.append("in addition \(route.companions.map(\.name).joined(separator: ", "))")
        }
        return "so: "
            + (parts.isEmpty ? "it is skipped: no handler for \(verdict.mediaType)" : parts.joined(separator: "; "))
    }

    private func words(_ why: Consideration) -> String {
        switch why {
        case .accepts(let pattern): "takes it: accepts \(pattern)"
        case .named(let number): "takes it: named by route \(number)"
        case .passedOver(let number): "passed over: route \(number) names others"
        case .disabled: "disabled"
        case .doesNotAccept: "does not accept \(verdict.mediaType)"
        }
    }

    private func table(_ rows: [[String]]) -> String {
        let widths = TextTable.widths(of: rows)
        return rows.map { "  " + TextTable.line($0, widths: widths) }.joined()
    }

    private func list(_ objects: [KeyValuePairs<String, String>]) -> String {
        let texts = objects.map { pairs in
            var object = JSONObject()
            for (key, value) in pairs { object.add(key, value) }
            return object.description
        }
        return "[" + texts.joined(separator: ",") + "]"
    }
}
