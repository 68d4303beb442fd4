/// A place in what a handler stores: what is documented of it and what was found there.
public struct CatalogueEntry: Sendable, Codable, Equatable {
    /// Where it is, in the way of JSONPath: `$.columns[].name`; `$.headers.*` is any key.
    public let path: String
    /// What was found there, or is documented where nothing was: `text`, `integer`, `number`, `boolean`, `null`, `list`,
    /// `object`.
    public let types: [String]
    /// The type that the handler documents, in the words of its manifest.
    public let documented: String?
    /// The unit.
    public let unit: String?
    /// What it says; `nil` where the handler does not tell.
    public let description: String?
    /// In how many of the handler's records it is.
    public let present: Int
    /// How many values there are.
    public let values: Int
    /// Some of them, as JSON.
    public let examples: [String]
}

/// What a handler stores.
public struct HandlerCatalogue: Sendable, Codable, Equatable {
    /// The handler.
    public let handler: String
    /// Its versions that the store has records of.
    public let versions: [String]
    /// What it does, where it is known.
    public let summary: String?
    /// How many records it has.
    public let records: Int
    /// The places in them.
    public let entries: [CatalogueEntry]
}
