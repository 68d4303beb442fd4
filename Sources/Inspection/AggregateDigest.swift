import Foundation

/// The gist of an aggregate on one line, for a table.
enum AggregateDigest {
    private static let most = 6

    /// The plain values of the outermost object, and how many elements its lists have.
    static func of(_ json: String) -> String {
        guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] else {
            return json
        }
        let parts = object.sorted { $0.key < $1.key }.compactMap { key, value -> String? in
            switch value {
            case let text as String: "\(key)=\(text)"
            case let list as [Any]: "\(key)=[\(list.count)]"
            case is [String: Any], is NSNull: nil
            default: "\(key)=\(value)"
            }
        }
        return parts.prefix(most).joined(separator: " ") + (parts.count > most ? " …" : "")
    }
}
