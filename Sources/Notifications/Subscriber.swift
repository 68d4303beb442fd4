/// Somebody who is told of runs.
public struct Subscriber: Sendable, Equatable {
    /// When there is something to tell.
    public enum Occasion: String, Sendable, CaseIterable {
        /// The run noticed anomalies.
        case anomalies
        /// Something failed in the run.
        case failures
        /// The run came to its end.
        case always
        /// Other anomalies and failures stand than when the subscriber was told last.
        case change
    }

    /// A name that no other has.
    public var name: String
    /// When there is something to tell.
    public var occasion: Occasion
    /// What it is told of.
    public var filter: DigestFilter
    /// How it is told.
    public var channel: Channel

    /// Describes a subscriber.
    public init(name: String, occasion: Occasion, filter: DigestFilter, channel: Channel) {
        self.name = name
        self.occasion = occasion
        self.filter = filter
        self.channel = channel
    }
}

/// How messages get to a subscriber.
public enum Channel: Sendable, Equatable {
    /// Mail through a server.
    case mail(MailSettings)
    /// A request to a web server.
    case webhook(WebhookSettings)
    /// Text at the end of a file.
    case file(String)
    /// Text on standard output.
    case output

    /// Its kind, in a word.
    public var kind: String {
        switch self {
        case .mail: "mail"
        case .webhook: "webhook"
        case .file: "file"
        case .output: "output"
        }
    }
}

/// How mail is sent.
public struct MailSettings: Sendable, Equatable {
    /// `smtp://host:587`, where TLS begins after the greeting, or `smtps://host:465`, where it does at once.
    public var server: String
    /// The sender's address.
    public var from: String
    /// The addresses of those who get it.
    public var to: [String]
    /// The user's name at the server, where it wants one.
    public var user: String?
    /// The password.
    public var password: SecretReference?
    /// Whether nothing is sent without TLS. A password never is.
    public var requiresTLS = true
    /// A file with the certificates that are trusted, in place of the system's.
    public var certificates: String?
    /// How long the server is waited for.
    public var timeout = Duration.seconds(30)

    /// Describes how mail is sent.
    public init(server: String, from: String, to: [String]) {
        self.server = server
        self.from = from
        self.to = to
    }
}

/// How a web server is told.
public struct WebhookSettings: Sendable, Equatable {
    /// The address, `https://…`, which with some services is a secret.
    public var url: TextReference
    /// Headers to send, such as `Authorization`.
    public var headers: [String: TextReference] = [:]
    /// A file with the certificates that are trusted, in place of the system's.
    public var certificates: String?
    /// How long the server is waited for.
    public var timeout = Duration.seconds(30)

    /// Describes a web server.
    public init(url: TextReference) { self.url = url }
}
