import Foundation
import HandlerTesting

extension JSONValue {
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    var members: [String: JSONValue] { if case .object(let members) = self { members } else { [:] } }

    /// The text of the member `name`; empty where it has none.
    func text(_ name: String) -> String { self[name]?.text ?? "" }

    /// The number of the member `name`.
    func number(_ name: String) -> Double? { self[name]?.number }
}

extension TrawlProcess.Ended {
    func json() throws -> JSONValue { try JSONValue(parsing: output) }
}

/// The keys of a JSON object in the order of the text, which a parsed object no longer knows.
func keysInOrder(_ json: String) -> [String] {
    var keys: [String] = []
    var string: String?
    var depth = 0
    var isKey = false
    var isEscaped = false
    for character in json {
        if var open = string {
            if !isEscaped, character == "\"" {
                if isKey { keys.append(open) }
                isKey = false
                string = nil
                continue
            }
            isEscaped = !isEscaped && character == "\\"
            if !isEscaped { open.append(character) }
            string = open
            continue
        }
        switch character {
        case "\"": string = ""
        case "{", "[": depth += 1
        case "}", "]": depth -= 1
        default: break
        }
        if depth == 1, character == "{" || character == "," { isKey = true }
    }
    return keys
}
