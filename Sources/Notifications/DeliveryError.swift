/// Why a message could not be sent, without secrets.
public struct DeliveryError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A sentence for a person.
    public let description: String
    /// Whether the same will happen at the next try unless somebody changes something.
    public let isLasting: Bool

    init(_ description: String, isLasting: Bool) {
        self.description = description
        self.isLasting = isLasting
    }
}
