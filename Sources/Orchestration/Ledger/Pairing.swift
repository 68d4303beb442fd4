import FoundationEssentials

/// What one handler made of one file, and in what version and with what settings.
public struct Pairing: Sendable, Equatable {
    /// How the handler's work on the file ended.
    public enum Ending: String, Sendable {
        /// It brought an aggregate.
        case recorded
        /// It said that the file is none of its own.
        case declined
        /// A limit said no.
        case refused
        /// It failed, and will fail again as long as nothing changes.
        case failed
        /// It failed for a cause that may pass.
        case lost
    }

    /// The handler's name, or that of the archive's own record.
    public var handler: String
    /// The handler's key: another one means that it may find something else, see ``RegisteredHandler/key``.
    public var key: String
    /// How it ended.
    public var ending: Ending
    /// Why it declined or refused.
    public var message: String?

    /// Makes a pairing.
    public init(handler: String, key: String, ending: Ending, message: String? = nil) {
        self.handler = handler
        self.key = key
        self.ending = ending
        self.message = message
    }
}

extension [Pairing] {
    /// The pairing of `handler`.
    public func of(_ handler: String) -> Pairing? { first { $0.handler == handler } }

    /// The documented JSON: `[["delimited-text","1.0.0+af63bd4c8601b7be","declined","why"], …]`.
    public var json: String {
        let lists = map { pairing in
            let parts = [pairing.handler, pairing.key, pairing.ending.rawValue] + (pairing.message.map { [$0] } ?? [])
            return "[" + parts.map(JSONObject.quote).joined(separator: ",") + "]"
        }
        return "[" + lists.joined(separator: ",") + "]"
    }

    /// Reads the JSON; what is none gives no pairings, so that the handlers run again.
    public init(json: String) {
        let lists = (try? JSONDecoder().decode([[String]].self, from: Data(json.utf8))) ?? []
        self = lists.compactMap { parts in
            guard parts.count >= 3, let ending = Pairing.Ending(rawValue: parts[2]) else { return nil }
            return Pairing(handler: parts[0], key: parts[1], ending: ending, message: parts.count > 3 ? parts[3] : nil)
        }
    }
}
