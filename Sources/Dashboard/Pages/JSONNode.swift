import Foundation

/// A value of JSON, to be drawn.
indirect enum JSONNode {
    case object([(key: String, value: JSONNode)])
    case array([JSONNode])
    case text(String)
    case number(Double)
    case truth(Bool)
    case null

    /// Reads JSON text; `nil` where it is none.
    init?(_ json: String) {
        let options: JSONSerialization.ReadingOptions = [.fragmentsAllowed]
        guard let value = try? JSONSerialization.jsonObject(with: Data(json.utf8), options: options) else { return nil }
        self.init(value)
    }

    private init(_ value: Any) {
        switch value {
        case let object as [String: Any]:
            self = .object(object.sorted { $0.key < $1.key }.map { ($0.key, JSONNode($0.value)) })
        case let array as [Any]: self = .array(array.map { JSONNode($0) })
        case let text as String: self = .text(text)
        case let number as NSNumber where String(cString: number.objCType) == "c": self = .truth(number.boolValue)
        case let number as NSNumber: self = .number(number.doubleValue)
        default: self = .null
        }
    }

    /// The value of a key of an object.
    subscript(key: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The number.
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    /// The text.
    var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The elements of an array.
    var elements: [JSONNode]? { if case .array(let elements) = self { elements } else { nil } }
    /// The members of an object.
    var members: [(key: String, value: JSONNode)]? { if case .object(let members) = self { members } else { nil } }

    /// A plain value as people read it; `nil` for objects and arrays.
    var plain: String? {
        switch self {
        case .text(let text): text
        case .number(let number): Wording.number(number)
        case .truth(let value): value ? "yes" : "no"
        case .null: "–"
        case .object, .array: nil
        }
    }
}
