import Foundation

/// What of an aggregate can be compared with another one: its numbers, its words, and the named elements of its lists.
///
/// The keys are paths: `rows`, `bounding_box.north`. An element of a list that is called something by its `name` or `path`
/// stands under that, so that columns compare with columns of the same name: `columns.temp.mean`. Of any other list, its
/// length counts. Where something has both `present` and `missing`, their numbers become one, the share that is missing. Words
/// are texts without digits and blanks, such as types and units; other texts, truth values and nulls say nothing.
struct AggregateFacts: Sendable {
    /// The numbers by key.
    private(set) var numbers: [String: Double] = [:]
    /// The words by key.
    private(set) var words: [String: String] = [:]
    /// The keys of the named elements.
    private(set) var elements: Set<String> = []

    /// Where there is more than this, the rest is left out, so that no aggregate takes all memory.
    private static let most = 20_000
    private static let longestWord = 32

    /// Reads an aggregate.
    ///
    /// - Returns: `nil` where the text is no JSON object.
    init?(json: String) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] else {
            return nil
        }
        add(object, key: "")
    }

    /// Makes facts of numbers and words, as they are read from an aggregate.
    init(numbers: [String: Double], words: [String: String] = [:], elements: Set<String> = []) {
        (self.numbers, self.words, self.elements) = (numbers, words, elements)
    }

    private var isFull: Bool { numbers.count + words.count >= Self.most }

    private mutating func add(_ object: [String: Any], key: String) {
        var object = object
        if let present = Self.number(object["present"]), let missing = Self.number(object["missing"]) {
            object["present"] = nil
            object["missing"] = nil
            if present + missing > 0 { numbers[Self.join(key, FactKey.missingShare)] = missing / (present + missing) }
        }
        for name in object.keys.sorted() where !isFull {
            if let value = object[name] { add(value, key: Self.join(key, name)) }
        }
    }

    private mutating func add(_ value: Any, key: String) {
        if let object = value as? [String: Any] {
            add(object, key: key)
        } else if let list = value as? [Any] {
            add(list, key: key)
        } else if let number = Self.number(value) {
            if number.isFinite { numbers[key] = number }
        } else if let text = value as? String, Self.isWord(text) {
            words[key] = text
        }
    }

    private mutating func add(_ list: [Any], key: String) {
        let named = list.compactMap { element -> (String, [String: Any])? in
            guard var object = element as? [String: Any] else { return nil }
            guard let name = (object["name"] ?? object["path"]) as? String else { return nil }
            object["name"] = nil
            object["path"] = nil
            return (name, object)
        }
        guard !list.isEmpty, named.count == list.count, Set(named.map(\.0)).count == list.count else {
            return numbers[key] = Double(list.count)
        }
        for (name, object) in named where !isFull {
            let place = Self.join(key, FactKey.escaped(name))
            elements.insert(place)
            add(object, key: place)
        }
    }

    private static func join(_ key: String, _ name: String) -> String { key.isEmpty ? name : key + "." + name }

    /// A number that is no truth value.
    private static func number(_ value: Any?) -> Double? {
        guard let number = value as? NSNumber, String(cString: number.objCType) != "c" else { return nil }
        return number.doubleValue
    }

    private static func isWord(_ text: String) -> Bool {
        (1...longestWord).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "_")
            }
    }
}
