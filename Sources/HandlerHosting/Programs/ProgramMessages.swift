import FoundationEssentials
import HandlerAPI
import Orchestration

/// Why a line of a program is no message.
struct MessageError: Error, Equatable {
    let description: String

    init(_ description: String) { self.description = description }
}

/// What a program says, a line each.
enum ProgramMessage: Sendable {
    /// Who it is.
    case hello(ProgramGreeting)
    /// What it has to say on a file; `nil` names the only one.
    case report(Int64?, Report)
    /// In place of a hello: it cannot work.
    case refusal(HandlerError)

    /// What a program can say on a file.
    enum Report: Sendable {
        case anomaly(Anomaly)
        case note(String)
        case progress
        case aggregate(json: String, partialBecause: HandlerError?)
        case error(HandlerError)
    }

    /// The most values in one message. Values take up many times their text while they are read, and that memory is the
    /// host's own, which no limit of the handler's bounds.
    static let mostValues = 500_000

    /// Reads a line.
    init(_ line: ArraySlice<UInt8>) throws(MessageError) {
        guard Self.valueCount(of: line) <= Self.mostValues else {
            throw MessageError("a message of more than \(Self.mostValues) values")
        }
        do {
            self = try JSONDecoder().decode(Fields.self, from: Data(line)).message()
        } catch let error as MessageError {
            throw error
        } catch let error as DecodingError {
            throw MessageError(Self.words(error, line))
        } catch {
            throw MessageError("\(error)")
        }
    }

    /// At least how many values there are in JSON text: each but the first of a list or an object follows a comma.
    private static func valueCount(of text: ArraySlice<UInt8>) -> Int {
        var count = 1
        var isInText = false
        var isEscaped = false
        for byte in text {
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isInText = true
            } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
                count += 1
            }
        }
        return count
    }

    private static func words(_ error: DecodingError, _ line: ArraySlice<UInt8>) -> String {
        let start = String(decoding: line.prefix(60), as: UTF8.self)
        func place(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return "'\(place(context, key))' is missing in '\(start)'"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            let name = place(context)
            return name.isEmpty
                ? "'\(start)' is no JSON object" : "'\(name)' has a value of the wrong kind in '\(start)'"
        default: return "'\(start)' is no JSON"
        }
    }
}

/// How a program introduces itself.
struct ProgramGreeting: Sendable {
    let version: Int
    let name: String
    let handlerVersion: String
    let accepts: [String]

    /// How this differs from the manifest; `nil` where it does not.
    func difference(from descriptor: HandlerDescriptor) -> String? {
        if version != HandlerProgram.protocolVersion {
            return "it speaks protocol \(version), and Trawl \(HandlerProgram.protocolVersion)"
        }
        let own = [("name", name, descriptor.name), ("version", handlerVersion, descriptor.version)]
        for (what, said, declared) in own where said != declared {
            return "it says its \(what) is '\(said)', and handler.yaml says '\(declared)'"
        }
        let said = Set(accepts.map { $0.lowercased() }).sorted().joined(separator: ", ")
        let declared = Set(descriptor.accepts.map(\.description)).sorted().joined(separator: ", ")
        return said == declared ? nil : "it says it accepts \(said), and handler.yaml says \(declared)"
    }
}

/// The fields of all messages that a program may send.
private struct Fields: Decodable {
    private enum Key: String, CodingKey {
        case type, id, name, version, accepts, subject, detector, score, threshold, reason, text, value, code, message
        case offset
        case protocolVersion = "protocol"
        case partialBecause = "partial_because"
    }

    private struct ErrorFields: Decodable {
        let code: String
        let message: String
        let offset: Int64?

        func error() throws -> HandlerError {
            guard let code = HandlerError.Code(rawValue: code) else {
                let known = HandlerError.Code.allCases.map(\.rawValue).joined(separator: ", ")
                throw MessageError("there is no error code '\(code)'; known are \(known)")
            }
            if let offset, offset < 0 { throw MessageError("'offset' is less than 0") }
            return HandlerError(code, message, offset: offset)
        }
    }

    private let fields: KeyedDecodingContainer<Key>

    init(from decoder: any Decoder) throws { fields = try decoder.container(keyedBy: Key.self) }

    func message() throws -> ProgramMessage {
        let type = try fields.decode(String.self, forKey: .type)
        let id = try fields.decodeIfPresent(Int64.self, forKey: .id)
        switch type {
        case "hello": return .hello(try greeting())
        case "anomaly": return .report(id, .anomaly(try anomaly()))
        case "note": return .report(id, .note(try fields.decode(String.self, forKey: .text)))
        case "progress": return .report(id, .progress)
        case "aggregate": return .report(id, try aggregate())
        case "error":
            let error = try error()
            return error.code == .invalidOption ? .refusal(error) : .report(id, .error(error))
        default: throw MessageError("there is no message of type '\(type)'")
        }
    }

    private func greeting() throws -> ProgramGreeting {
        ProgramGreeting(
            version: try fields.decode(Int.self, forKey: .protocolVersion),
            name: try fields.decode(String.self, forKey: .name),
            handlerVersion: try fields.decode(String.self, forKey: .version),
            accepts: try fields.decode([String].self, forKey: .accepts))
    }

    private func anomaly() throws -> Anomaly {
        let anomaly = Anomaly(
            subject: try fields.decode(String.self, forKey: .subject),
            detector: try fields.decode(String.self, forKey: .detector),
            score: try fields.decode(Double.self, forKey: .score),
            threshold: try fields.decodeIfPresent(Double.self, forKey: .threshold) ?? 0.5,
            reason: try fields.decode(String.self, forKey: .reason))
        guard (0...1).contains(anomaly.score), (0...1).contains(anomaly.threshold) else {
            throw MessageError("an anomaly with a score or threshold outside 0…1")
        }
        return anomaly
    }

    private func aggregate() throws -> ProgramMessage.Report {
        let value = try fields.decode(ProgramJSON.self, forKey: .value)
        guard case .object = value else { throw MessageError("an aggregate whose 'value' is no object") }
        let json = String(decoding: try JSONText.encoder().encode(value), as: UTF8.self)
        let partial = try fields.decodeIfPresent(ErrorFields.self, forKey: .partialBecause)
        return .aggregate(json: json, partialBecause: try partial?.error())
    }

    private func error() throws -> HandlerError {
        try ErrorFields(
            code: fields.decode(String.self, forKey: .code), message: fields.decode(String.self, forKey: .message),
            offset: fields.decodeIfPresent(Int64.self, forKey: .offset)
        ).error()
    }
}
