import Foundation
import HandlerAPI
import HandlerTesting
import Orchestration

/// A folder `cases/<case>/` beside a `handler.yaml`, with the same files as the golden cases of handlers that are compiled in:
/// `input.<ext>`, `expected.json` and perhaps `options.json`.
struct ProgramGoldenCase {
    let folder: URL
    /// The name of the input.
    let input: String

    var name: String { folder.lastPathComponent }

    /// All cases of the handler in `folder`, by name.
    static func all(in folder: URL) -> [ProgramGoldenCase] {
        let home = folder.appendingPathComponent("cases")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: home.path)) ?? []
        return names.sorted().compactMap { name in
            let folder = home.appendingPathComponent(name)
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return files.sorted().first { $0.hasPrefix("input.") }.map { ProgramGoldenCase(folder: folder, input: $0) }
        }
    }

    /// The bytes of the input.
    func bytes() throws -> Data { try Data(contentsOf: folder.appendingPathComponent(input)) }

    /// What is expected; an empty object where there is no `expected.json`.
    func expected() throws -> JSONValue {
        let file = folder.appendingPathComponent("expected.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return .object([:]) }
        return try JSONValue(parsing: Data(contentsOf: file))
    }

    /// The options to work by.
    func options() throws -> [String: OptionValue] {
        let file = folder.appendingPathComponent("options.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return [:] }
        guard case .object(let members) = try JSONValue(parsing: Data(contentsOf: file)) else {
            throw UsageError(description: "\(file.path): expected an object of options")
        }
        return members.compactMapValues { value in
            switch value {
            case .boolean(let flag): .boolean(flag)
            case .number(let number): Int(exactly: number).map { .integer($0) } ?? .number(number)
            case .string(let text): .text(text)
            case .null, .array, .object: nil
            }
        }
    }

    /// What the input is taken for: as `expected.json` says, else the first type that the handler accepts.
    func mediaType(_ descriptor: HandlerDescriptor) throws -> MediaType {
        if case .string(let given)? = try expected()["media_type"] { return MediaType(given) }
        let narrow = descriptor.accepts.first { $0.specificity == 2 }
        return MediaType(narrow?.description ?? "application/octet-stream")
    }

    /// Where `result` differs from what is expected, a line each. With `TRAWL_UPDATE_GOLDEN=1` in the environment that is
    /// rewritten instead.
    func differences(from result: HandlerResult, mediaType: MediaType) throws -> [String] {
        let expected = try expected()
        var found = try result.conformanceJSON()
        found["media_type"] = .string(mediaType.description)
        if ProcessInfo.processInfo.environment["TRAWL_UPDATE_GOLDEN"] == "1" {
            if found["notes"] == .array([]) { found["notes"] = nil }
            try found.formatted().write(to: folder.appendingPathComponent("expected.json"))
            return []
        }
        for name in ["notes", "media_type"] where expected[name] == nil { found[name] = nil }
        if var error = found["error"], let wanted = expected["error"] {
            for name in ["message", "offset"] where wanted[name] == nil { error[name] = nil }
            found["error"] = error
        }
        return expected.differences(from: found)
    }
}

extension HandlerResult {
    /// The result in the form of `expected.json`: `aggregate`, `anomalies`, `notes`, `partial` and `error`.
    func conformanceJSON() throws -> JSONValue {
        var members: [String: JSONValue] = [
            "anomalies": try JSONValue(encoding: findings.anomalies),
            "notes": .array(findings.notes.map { .string($0) }),
            "partial": .boolean(findings.partialReason != nil),
        ]
        var error = findings.partialReason.map { ($0.code.rawValue, $0.message, $0.offset) }
        switch ending {
        case .aggregate(let aggregate): members["aggregate"] = try JSONValue(parsing: Data(aggregate.json().utf8))
        case .error(let thrown): error = (thrown.code.rawValue, thrown.message, thrown.offset)
        case .fault(let failure): error = (failure.code.description, failure.message, failure.offset)
        }
        if let (code, message, offset) = error {
            var fields: [String: JSONValue] = ["code": .string(code), "message": .string(message)]
            if let offset { fields["offset"] = .number(Double(offset)) }
            members["error"] = .object(fields)
        }
        return .object(members)
    }
}
