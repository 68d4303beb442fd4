import HandlerAPI
import Orchestration
import Queueing

/// The words of texts in the order they came; it merges, and shows in which order.
struct Words: Codable, Sendable, Equatable, Mergeable {
    var words: [String]

    mutating func merge(_ other: Words) { words += other.words }
}

/// Takes any text as it is.
struct WordHandler: Handler {
    static let descriptor = HandlerDescriptor(
        name: "words", version: "1.0.0", summary: "Keeps words.", accepts: ["text/*"],
        options: [HandlerOption("most", default: .integer(1_000), range: 1...9_999, summary: "Words kept.")])
    private let most: Int

    init(options: HandlerOptions) { most = options.integer("most") }

    func handle(_ file: borrowing FileContent, reporting findings: inout Findings) throws(HandlerError) -> Words {
        let text = String(decoding: try file.prefix(Int(file.size.bytes)), as: UTF8.self)
        return Words(words: text.split { $0 == " " || $0 == "\n" }.prefix(most).map(String.init))
    }
}

/// Does what the first word of a CSV file says.
struct StrictHandler: Handler {
    static let descriptor = HandlerDescriptor(
        name: "strict", version: "2.0.0", summary: "Is hard to please.", accepts: ["text/csv", "text/small"],
        limits: HandlerLimits(maximumFileSize: 64))

    init(options: HandlerOptions) {}

    func handle(_ file: borrowing FileContent, reporting findings: inout Findings) throws(HandlerError) -> [String] {
        let text = String(decoding: try file.prefix(64), as: UTF8.self)
        findings.report(Anomaly(subject: "file", detector: "sight", score: 1, reason: "seen"))
        switch text.split(separator: " ").first {
        case "strict": return ["all"]
        case "torn":
            findings.markPartial(because: .corrupt("it ends early", at: 7))
            return ["half"]
        case "broken": throw .corrupt("nothing can be read", at: 3)
        case "long": throw .limitExceeded("it has 9 lines, at most 8 are taken")
        default: throw .wrongFormat("it does not begin with 'strict'")
        }
    }
}

/// Runs on everything beside the others.
struct TagHandler: Handler {
    static let descriptor = HandlerDescriptor(
        name: "tag", version: "1.0.0", summary: "Tags files.", accepts: ["*/*"], role: .companion)

    init(options: HandlerOptions) {}

    func handle(_ file: borrowing FileContent, reporting findings: inout Findings) throws(HandlerError) -> Words {
        Words(words: [file.path])
    }
}

/// A companion that declines everything.
struct ShyHandler: Handler {
    static let descriptor = HandlerDescriptor(
        name: "shy", version: "1.0.0", summary: "Declines.", accepts: ["text/csv"], role: .companion,
        isEnabledByDefault: false)

    init(options: HandlerOptions) {}

    func handle(_ file: borrowing FileContent, reporting findings: inout Findings) throws(HandlerError) -> [String] {
        throw .wrongFormat("not today")
    }
}

/// Runs handlers here, and calls `before` with each path first and `after` once its handler is done.
struct WatchedRunner: HandlerRunner {
    let before: @Sendable (String) -> Void
    var after: @Sendable () -> Void = {}

    func makeSession() -> any HandlerSession { Session(runner: self) }

    private final class Session: HandlerSession {
        let runner: WatchedRunner

        init(runner: WatchedRunner) { self.runner = runner }

        func run(_ requests: [HandlerRequest], finish: (HandlerResult) -> Void) {
            for request in requests {
                runner.before(request.path.description)
                let result = InProcessRunner.run(request)
                runner.after()
                finish(result)
            }
        }
    }
}
