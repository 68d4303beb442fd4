import Foundation

/// The gist of an aggregate on one line, for a table.
enum AggregateDigest {
    private static let most = 6

    /// The plain values of the outermost object, and how many elements its lists have.
    static func of(_ json: String) -> String {
        guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] else {
            return json
        }
        let parts = object.sorted { $0.key < $1.key }.compactMap { part($0.key, $0.value) }
        return parts.prefix(most).joined(separator: " ") + (parts.count > most ? " …" : "")
    }

    /// A value worth a place: neither nothing nor false, and lists by their length.
    private static func part(_ key: String, _ value: Any) -> String? {
        switch value {
        case let text as String: text.isEmpty ? nil : "\(key)=\(text)"
        case let list as [Any]: list.isEmpty ? nil : "\(key)=[\(list.count)]"
        case let number as NSNumber where String(cString: number.objCType) == "c": number.boolValue ? key : nil
        case let number as NSNumber: number == 0 ? nil : "\(key)=\(number)"
        default: nil
        }
    }
}
