import Glibc

/// Decides whether a request is meant for this server, by its `Host`.
///
/// A page of another site can have its own name lead to this machine (DNS rebinding), and a browser then takes what is
/// answered for that site's own. Its name stands in `Host`, so that addresses, `localhost` and names that were configured are
/// taken and all others are not.
struct HostCheck: Sendable {
    private let names: Set<String>

    /// Takes `localhost`, and these names.
    init(names: [String]) { self.names = Set(names.map { $0.lowercased() } + ["localhost"]) }

    /// Whether `host`, with or without a port, is this server's.
    func accepts(_ host: String?) -> Bool {
        guard var name = host?.lowercased() else { return false }
        if let colon = name.lastIndex(of: ":"), name[name.index(after: colon)...].allSatisfy(\.isNumber),
            !name.hasSuffix("]"), name.first == "[" || name.firstIndex(of: ":") == colon
        {
            name = String(name[..<colon])
        }
        return names.contains(name) || Self.isAddress(name)
    }

    private static func isAddress(_ name: String) -> Bool {
        var four = in_addr()
        if inet_pton(AF_INET, name, &four) == 1 { return true }
        guard name.hasPrefix("["), name.hasSuffix("]") else { return false }
        var six = in6_addr()
        return inet_pton(AF_INET6, String(name.dropFirst().dropLast()), &six) == 1
    }
}
