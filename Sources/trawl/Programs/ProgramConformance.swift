import Foundation
import Glibc
import HandlerAPI
import HandlerHosting
import HandlerTesting
import Orchestration
import Synchronization

/// What came of trying one rule.
struct RuleReport {
    enum Outcome: String { case held, broken, skipped }

    let rule: String
    let outcome: Outcome
    let detail: String

    /// The rule held where nothing speaks against it.
    init(_ rule: String, against: [String], detail: String = "") {
        self.rule = rule
        outcome = against.isEmpty ? .held : .broken
        self.detail = against.isEmpty ? detail : against.joined(separator: "; ")
    }

    init(_ rule: String, skipped reason: String) {
        self.rule = rule
        outcome = .skipped
        detail = reason
    }
}

/// Tries whether a program keeps the rules of the protocol, by the runner that runs it in earnest.
struct ProgramConformance {
    private let program: HandlerProgram
    private let settings: HandlerSettings
    private let cases: [ProgramGoldenCase]
    private let log = Log()
    private let runner: ProgramRunner

    private final class Log: Sendable {
        let warnings = Mutex<[String]>([])
    }

    /// Prepares the rules for `program`.
    init(_ program: HandlerProgram, settings: HandlerSettings, isLocked: Bool) {
        self.program = program
        self.settings = settings
        cases = ProgramGoldenCase.all(in: URL(fileURLWithPath: program.folder))
        var running = ProgramSettings(launcher: Wiring.programLauncher)
        running.isLocked = isLocked
        running.log = { [log] _, level, text in
            if level >= .warning { log.warnings.withLock { $0.append(text) } }
        }
        runner = ProgramRunner([program], running)
    }

    /// Tries every rule; each is reported as soon as it was tried.
    func run(_ report: (RuleReport) -> Void) throws {
        for golden in cases { report(try self.golden(golden)) }
        if !program.descriptor.outputs.isEmpty { report(try outputs()) }
        if cases.isEmpty { report(RuleReport("golden cases", against: ["there is no cases/<case>/input.*"])) }
        let sample = try cases.first?.bytes() ?? Data("sample\n".utf8)
        for (name, bytes, type) in hostile(sample) { report(try answers(name, OpenFile(bytes), type)) }
        report(try sparse())
        report(try repeats(sample))
        report(try sharesItsProcess(sample))
        report(try endsWell(sample))
        report(invalidOptions())
        report(RuleReport("passes read errors on", skipped: "a program reads by itself; nothing can come between"))
        report(RuleReport("reads slowly", skipped: "a program reads by itself; nothing can come between"))
    }

    private var mediaType: MediaType {
        let narrow = program.descriptor.accepts.first { $0.specificity == 2 }
        return MediaType(narrow?.description ?? "application/octet-stream")
    }

    private func handler(_ options: [String: OptionValue]? = nil) throws -> RegisteredHandler {
        var settings = settings
        if let options { settings.options = options }
        return try RegisteredHandler(program: program.descriptor, settings: settings, lane: 0)
    }

    private func results(
        _ files: [OpenFile], _ type: MediaType, options: [String: OptionValue]? = nil
    ) throws -> [HandlerResult] {
        let handler = try handler(options)
        let requests = files.enumerated().map { number, file in
            HandlerRequest(
                handler: handler, path: StorePath(escaped: "sample\(number)"),
                verdict: Verdict(mediaType: type, basis: "test"), file: file)
        }
        var results: [HandlerResult] = []
        runner.makeSession().run(requests) { results.append($0) }
        return results
    }

    // MARK: Rules

    private func golden(_ golden: ProgramGoldenCase) throws -> RuleReport {
        let rule = "golden case \(golden.name)"
        let type = try golden.mediaType(program.descriptor)
        let options = try golden.options()
        do throws(HandlerError) { _ = try HandlerOptions(options, for: program.descriptor.options) } catch {
            return RuleReport(rule, against: ["options.json: \(error.message)"])
        }
        let result = try results([OpenFile(golden.bytes())], type, options: options)[0]
        return RuleReport(rule, against: try golden.differences(from: result, mediaType: type))
    }

    private func outputs() throws -> RuleReport {
        var rules = OutputRules(program.descriptor.outputs)
        for golden in cases {
            let result = try results(
                [OpenFile(golden.bytes())], golden.mediaType(program.descriptor), options: golden.options())[0]
            if let aggregate = try result.conformanceJSON()["aggregate"] { rules.check(aggregate) }
        }
        return RuleReport(
            "keeps what it documents", against: rules.contradictions + rules.unseen,
            detail: "\(program.descriptor.outputs.count) outputs in \(cases.count) cases")
    }

    private func hostile(_ sample: Data) -> [(String, Data, MediaType)] {
        var generator = RepeatableGenerator(seed: 20_080_204)
        let noise = Data((0..<4096).map { _ in UInt8.random(in: 0...255, using: &generator) })
        let line = Data(repeating: UInt8(ascii: "7"), count: 1 << 20)
        let unheard: MediaType = "application/x-unheard-of"
        return [
            ("an empty file", Data(), mediaType), ("one byte", Data([UInt8(ascii: "x")]), mediaType),
            ("half of the golden input", sample.prefix(sample.count / 2), mediaType),
            ("the golden input but its last byte", sample.dropLast(), mediaType),
            ("4,096 random bytes", noise, mediaType), ("noise after the golden input", sample + noise, mediaType),
            ("4,096 zero bytes", Data(count: 4096), mediaType), ("a line of 1 MiB", line, mediaType),
            ("a file of another type", Data("\u{7f}ELF".utf8) + noise, unheard),
        ]
    }

    private func answers(_ name: String, _ file: OpenFile, _ type: MediaType) throws -> RuleReport {
        let result = try results([file], type)[0]
        return RuleReport("answers \(name)", against: Self.faults(of: result), detail: Self.words(for: result))
    }

    private func sparse() throws -> RuleReport {
        let size = ByteCount.gibibytes(1)
        if let limit = try handler().descriptor.limits.maximumFileSize, limit < size {
            return RuleReport("answers 1 GiB of zeros", skipped: "it takes files of up to \(limit)")
        }
        return try answers("1 GiB of zeros", OpenFile(Data(), size: size), mediaType)
    }

    private func repeats(_ sample: Data) throws -> RuleReport {
        let results = try [results([OpenFile(sample)], mediaType)[0], results([OpenFile(sample)], mediaType)[0]]
        let (first, second) = (try results[0].conformanceJSON(), try results[1].conformanceJSON())
        return RuleReport("answers the same again", against: first.differences(from: second, tolerance: 0))
    }

    private func sharesItsProcess(_ sample: Data) throws -> RuleReport {
        let rule = "answers the same among others"
        let files = try (0..<20).map { try OpenFile($0 % 2 == 0 ? sample : sample.prefix(sample.count / 2)) }
        let found = try results(files, mediaType).map { try $0.conformanceJSON() }
        let against = found.indices.dropFirst(2).flatMap { index in
            found[index % 2].differences(from: found[index], tolerance: 0)
        }
        return RuleReport(rule, against: Array(against.prefix(3)))
    }

    private func endsWell(_ sample: Data) throws -> RuleReport {
        log.warnings.withLock { $0 = [] }
        _ = try results([OpenFile(sample)], mediaType)
        let words = ["did not end", "after its last file", "went on after", "between two files"]
        let against = log.warnings.withLock { $0 }.filter { line in words.contains { line.contains($0) } }
        return RuleReport("ends after its last file", against: against)
    }

    private func invalidOptions() -> RuleReport {
        let rule = "invalid options are refused"
        do throws(HandlerError) {
            _ = try HandlerOptions(["no_such_option": .boolean(true)], for: program.descriptor.options)
            return RuleReport(rule, against: ["an unknown option was taken"])
        } catch {
            return RuleReport(rule, against: [], detail: "by Trawl, before the program is started")
        }
    }

    private static func faults(of result: HandlerResult) -> [String] {
        if case .fault(let failure) = result.ending { ["\(failure.code): \(failure.message)"] } else { [] }
    }

    private static func words(for result: HandlerResult) -> String {
        switch result.ending {
        case .aggregate: result.findings.partialReason == nil ? "an aggregate" : "a partial aggregate"
        case .error(let error): error.code.rawValue
        case .fault(let failure): failure.code.description
        }
    }
}

extension OpenFile {
    /// A file without a name that holds `bytes`, and then zeros up to `size`.
    fileprivate convenience init(_ bytes: Data, size: ByteCount? = nil) throws {
        guard let file = tmpfile() else { throw UsageError(description: "no temporary file: \(SystemError.current)") }
        defer { fclose(file) }
        let descriptor = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0)
        let written = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        let length = size?.bytes ?? Int64(bytes.count)
        guard descriptor >= 0, written == bytes.count, ftruncate(descriptor, off_t(length)) == 0 else {
            throw UsageError(description: "no temporary file: \(SystemError.current)")
        }
        self.init(descriptor: descriptor, size: ByteCount(length))
    }
}
