/// What stands behind the method in a request: path and query.
struct RequestTarget: Equatable {
    /// The path, decoded.
    let path: String
    /// The fields of the query, in their order.
    let query: [FormField]

    /// Reads the target as it was sent; `nil` where it is none, or leads anywhere but straight down.
    init?(_ text: some Collection<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0].first == UInt8(ascii: "/"), text.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        guard let path = FormEncoding.decode(parts[0], plusIsBlank: false),
            let query = parts.count > 1 ? FormEncoding.fields(of: parts[1]) : []
        else { return nil }
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        let isStraight = components.allSatisfy { $0 != "." && $0 != ".." }
        guard isStraight, path.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0 != "\\" }) else { return nil }
        self.path = path
        self.query = query
    }
}
