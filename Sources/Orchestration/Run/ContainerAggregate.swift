import HandlerAPI

extension HandlerDescriptor {
    /// What is kept of archives beside what handlers keep, described like theirs.
    public static let archive = HandlerDescriptor(
        name: ContainerAggregate.handlerName, version: ContainerAggregate.version,
        summary: "What lay in an archive, and how that ended", accepts: [],
        outputs: [
            HandlerOutput("members", .integer, unit: "1", "Members found, those of nested archives not among them"),
            HandlerOutput("outcomes.*", .integer, unit: "1", "Members by outcome"),
            HandlerOutput("media_types.*", .integer, unit: "1", "Members by media type"),
            HandlerOutput("member_bytes", .integer, unit: "By", "Bytes of the members as they were unpacked"),
        ])
}

/// What is kept of an archive itself: what lay in it and how that ended.
struct ContainerAggregate: Codable, Sendable {
    /// The name its records are kept under, beside those of the handlers.
    static let handlerName = "archive"
    /// The version of what is kept.
    static let version = "1.0.0"

    /// Members found, those of nested archives not among them.
    var members = 0
    /// Members by outcome.
    var outcomes: [String: Int] = [:]
    /// Members by media type.
    var mediaTypes: [String: Int] = [:]
    /// Bytes of the members as they were unpacked.
    var memberBytes: Int64 = 0

    enum CodingKeys: String, CodingKey {
        case members
        case outcomes
        case mediaTypes = "media_types"
        case memberBytes = "member_bytes"
    }
}
