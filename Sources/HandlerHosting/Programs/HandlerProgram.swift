import HandlerAPI

/// How a program gets a file.
public enum FileDelivery: String, Sendable, CaseIterable {
    /// As an open descriptor beside the message.
    case descriptor
    /// As a path that it opens itself.
    case path
    /// As its standard input; the program is started once for each file.
    case input
}

/// A handler that is a program of its own, as its `handler.yaml` describes it.
public struct HandlerProgram: Sendable {
    /// The version of the protocol that Trawl speaks. See `Plugins/PROTOCOL.md`.
    public static let protocolVersion = 1

    /// What the handler says of itself.
    public var descriptor: HandlerDescriptor
    /// The absolute path of its folder, where it is started.
    public var folder: String
    /// The absolute path of what is started.
    public var executable: String
    /// The arguments it is started with, the name it is called by among them.
    public var arguments: [String]
    /// How it gets files.
    public var delivery: FileDelivery
    /// How many files it may have unanswered.
    public var filesInFlight: Int
    /// Whether it needs the network.
    public var asksForNetwork: Bool

    /// Describes a program.
    public init(
        descriptor: HandlerDescriptor, folder: String, executable: String, arguments: [String],
        delivery: FileDelivery = .descriptor, filesInFlight: Int = 8, asksForNetwork: Bool = false
    ) {
        self.descriptor = descriptor
        self.folder = folder
        self.executable = executable
        self.arguments = arguments
        self.delivery = delivery
        self.filesInFlight = filesInFlight
        self.asksForNetwork = asksForNetwork
    }
}
