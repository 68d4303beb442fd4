import Foundation

/// The facts of an aggregate, found in objects that `JSONSerialization` makes: slow, and plain to see that it is right.
struct ReferenceFacts {
    private(set) var numbers: [String: Double] = [:]
    private(set) var words: [String: String] = [:]
    private(set) var elements: Set<String> = []

    init?(json: String) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] else {
            return nil
        }
        add(object, key: "")
    }

    private var isFull: Bool { numbers.count + words.count >= 20_000 }

    private mutating func add(_ object: [String: Any], key: String) {
        var object = object
        if let present = Self.number(object["present"]), let missing = Self.number(object["missing"]) {
            object["present"] = nil
            object["missing"] = nil
            if present + missing > 0 { numbers[Self.join(key, "missing share")] = missing / (present + missing) }
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
            numbers[key] = number
        } else if let text = value as? String, text.range(of: "^[A-Za-z_-]{1,32}$", options: .regularExpression) != nil
        {
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
            let place = Self.join(key, name.replacingOccurrences(of: ".", with: "\u{1}"))
            elements.insert(place)
            add(object, key: place)
        }
    }

    private static func join(_ key: String, _ name: String) -> String { key.isEmpty ? name : key + "." + name }

    private static func number(_ value: Any?) -> Double? {
        guard let number = value as? NSNumber, String(cString: number.objCType) != "c" else { return nil }
        return number.doubleValue
    }
}
