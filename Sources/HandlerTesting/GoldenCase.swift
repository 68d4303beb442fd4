import Foundation
import HandlerAPI

/// A folder `test_data/<handler>/<case>/` that says what a handler must make of an input.
///
/// It holds `input.<ext>`, `expected.json` and, where the handler is to work by other than default options,
/// `options.json`. In `expected.json`, `media_type` says what the input is taken for, `aggregate`, `anomalies`,
/// `partial` and `error` what must come out; `notes`, and the error's `message` and `offset`, count where they are
/// given. With `TRAWL_UPDATE_GOLDEN=1` in the environment the file is rewritten instead of compared.
public struct GoldenCase<Tested: Handler>: Sendable, CustomStringConvertible {
    /// The case's folder.
    public let folder: URL

    /// The case's name.
    public var description: String { folder.lastPathComponent }

    /// All cases of a handler below `testData`, by name.
    public static func all(for handler: Tested.Type = Tested.self, in testData: URL) throws -> [GoldenCase] {
        let home = testData.appendingPathComponent(Tested.descriptor.name)
        return try FileManager.default.contentsOfDirectory(atPath: home.path).sorted()
            .map { GoldenCase(folder: home.appendingPathComponent($0)) }
            .filter { $0.files().contains { $0.hasPrefix("input.") } }
    }

    /// Runs the handler and says where the outcome differs from what is expected, a line each; none is a pass.
    public func differences() throws -> [String] {
        let expected = try readExpected()
        let outcome = try outcome().json()
        if ProcessInfo.processInfo.environment["TRAWL_UPDATE_GOLDEN"] == "1" {
            try update(outcome, mediaType: expected["media_type"])
            return []
        }
        return expected.differences(from: Self.restrict(outcome, to: expected))
    }

    /// What the handler makes of the input.
    public func outcome() throws -> HandlerOutcome<Tested> {
        let sample = try sample()
        let handler = try Tested(options: HandlerOptions(try options(), for: Tested.descriptor.options))
        return HandlerOutcome(of: handler, on: InMemoryContent(sample.bytes), mediaType: sample.mediaType)
    }

    /// The input as a sample for ``HandlerConformance``.
    public func sample() throws -> ConformanceSample {
        guard let name = files().first(where: { $0.hasPrefix("input.") }) else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: folder.path])
        }
        let bytes = try Data(contentsOf: folder.appendingPathComponent(name))
        var mediaType = Tested.descriptor.accepts.first { $0.specificity == 2 }?.description
        if case .string(let given)? = try readExpected()["media_type"] { mediaType = given }
        return ConformanceSample(
            description, bytes: Array(bytes), mediaType: MediaType(mediaType ?? "application/octet-stream"))
    }

    /// Whether the handler, without options, is expected to bring an aggregate.
    public func isUnderstoodByDefault() throws -> Bool {
        try readExpected()["aggregate"] != nil && options().isEmpty
    }

    private func files() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }

    private func options() throws -> [String: OptionValue] {
        let file = folder.appendingPathComponent("options.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return [:] }
        guard case .object(let members) = try JSONValue(parsing: Data(contentsOf: file)) else { return [:] }
        return members.compactMapValues { OptionValue($0) }
    }

    private var expectedFile: URL { folder.appendingPathComponent("expected.json") }

    private func readExpected() throws -> JSONValue {
        guard FileManager.default.fileExists(atPath: expectedFile.path) else { return .object([:]) }
        return try JSONValue(parsing: Data(contentsOf: expectedFile))
    }

    private func update(_ outcome: JSONValue, mediaType: JSONValue?) throws {
        var outcome = outcome
        outcome["media_type"] = mediaType
        if outcome["notes"] == .array([]) { outcome["notes"] = nil }
        try outcome.formatted().write(to: expectedFile)
    }

    /// Leaves out of `outcome` what `expected` may leave open, and takes the input's media type over.
    private static func restrict(_ outcome: JSONValue, to expected: JSONValue) -> JSONValue {
        var outcome = outcome
        outcome["media_type"] = expected["media_type"]
        if expected["notes"] == nil { outcome["notes"] = nil }
        if var error = outcome["error"], let wanted = expected["error"] {
            for name in ["message", "offset"] where wanted[name] == nil { error[name] = nil }
            outcome["error"] = error
        }
        return outcome
    }
}

extension OptionValue {
    /// The option value that a JSON value stands for; `nil` for lists, objects and `null`.
    init?(_ value: JSONValue) {
        switch value {
        case .boolean(let flag): self = .boolean(flag)
        case .number(let number): self = Int(exactly: number).map { .integer($0) } ?? .number(number)
        case .string(let text): self = .text(text)
        case .null, .array, .object: return nil
        }
    }
}
