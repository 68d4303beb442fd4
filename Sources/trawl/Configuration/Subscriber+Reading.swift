import HandlerAPI
import Notifications
import Orchestration

extension Subscriber {
    private static let keys = [
        "name", "when", "handlers", "paths", "minimum_score", "failures_only", "mail", "webhook", "file", "output",
    ]
    private static let channels = ["mail", "webhook", "file", "output"]

    /// The subscribers under `notify`.
    static func configured(_ top: YAMLSection) throws(ConfigurationError) -> [Subscriber] {
        var subscribers: [Subscriber] = []
        for section in try top.sections("notify", known: keys) {
            let subscriber = try Subscriber(section)
            if subscribers.contains(where: { $0.name == subscriber.name }) {
                throw section.error("name", "another subscriber is called '\(subscriber.name)' already")
            }
            subscribers.append(subscriber)
        }
        return subscribers
    }

    private init(_ section: YAMLSection) throws(ConfigurationError) {
        guard let name = try section.text("name"), !name.isEmpty else {
            throw section.error("name", "expected a name for the subscriber")
        }
        var occasion = Occasion.anomalies
        if let text = try section.text("when") {
            guard let known = Occasion(rawValue: text) else {
                throw section.error(
                    "when", "expected " + Occasion.allCases.map(\.rawValue).joined(separator: ", "))
            }
            occasion = known
        }
        var filter = DigestFilter()
        filter.handlers = Set(try section.texts("handlers") ?? [])
        filter.paths = (try section.texts("paths") ?? []).map(Glob.init)
        filter.minimumScore = try section.number("minimum_score", in: 0...1) ?? 0
        filter.takesFailuresOnly = try section.boolean("failures_only") ?? false
        if filter.takesFailuresOnly, occasion == .anomalies {
            guard try section.text("when") == nil else {
                throw section.error("failures_only", "with 'when: anomalies' there would never be anything to tell")
            }
            occasion = .failures
        }
        self.init(name: name, occasion: occasion, filter: filter, channel: try Self.channel(section))
    }

    private static func channel(_ section: YAMLSection) throws(ConfigurationError) -> Channel {
        guard section.keys.filter(channels.contains).count == 1 else {
            throw section.error("name", "expected one of mail, webhook, file and output for each subscriber")
        }
        if let mail = try section.section("mail", known: MailSettings.keys) { return .mail(try MailSettings(mail)) }
        if let webhook = try section.section("webhook", known: WebhookSettings.keys) {
            return .webhook(try WebhookSettings(webhook))
        }
        if let path = try section.text("file") { return .file(path) }
        guard try section.boolean("output") == true else { throw section.error("output", "expected true") }
        return .output
    }
}

extension MailSettings {
    fileprivate static let keys = ["server", "from", "to", "user", "password", "tls", "certificates", "timeout"]

    fileprivate init(_ section: YAMLSection) throws(ConfigurationError) {
        let server = try section.address("server", schemes: ["smtp", "smtps"])
        guard let from = try section.text("from"), from.contains("@") else {
            throw section.error("from", "expected the sender's address")
        }
        let to = try section.texts("to") ?? []
        guard !to.isEmpty, to.allSatisfy({ $0.contains("@") }) else {
            throw section.error("to", "expected a list of addresses")
        }
        guard (to + [from]).allSatisfy({ $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } })
        else { throw section.error("to", "an address has no control characters") }
        self.init(server: server, from: from, to: to)
        user = try section.text("user")
        password = try section.secret("password")
        if let text = try section.text("tls") {
            guard text == "required" || text == "off" else { throw section.error("tls", "expected required or off") }
            requiresTLS = text == "required"
        }
        if !requiresTLS, password != nil { throw section.error("tls", "a password is not sent without TLS") }
        certificates = try section.text("certificates")
        if let duration = try section.duration("timeout") { timeout = duration }
    }
}

extension WebhookSettings {
    fileprivate static let keys = ["url", "headers", "certificates", "timeout"]

    fileprivate init(_ section: YAMLSection) throws(ConfigurationError) {
        guard let url = try section.reference("url") else { throw section.error("url", "expected an address") }
        if case .plain = url { _ = try section.address("url", schemes: ["http", "https"]) }
        self.init(url: url)
        if let headers = try section.section("headers", known: nil) {
            for name in headers.keys { self.headers[name] = try headers.reference(name) }
        }
        certificates = try section.text("certificates")
        if let duration = try section.duration("timeout") { timeout = duration }
    }
}

extension YAMLSection {
    /// The place of a secret. One that is written out is refused, and not repeated in the error.
    fileprivate func secret(_ key: String) throws(ConfigurationError) -> SecretReference? {
        guard let reference = try reference(key) else { return nil }
        guard case .secret(let secret) = reference else {
            throw error(
                key, "a secret does not stand here: name its place, {environment: NAME} or {file: /run/secrets/name}")
        }
        return secret
    }

    /// A text, or the place of a secret one.
    fileprivate func reference(_ key: String) throws(ConfigurationError) -> TextReference? {
        if let text = try? text(key) { return .plain(text) }
        guard let section = try section(key, known: ["environment", "file"]) else { return nil }
        let (variable, file) = (try section.text("environment"), try section.text("file"))
        switch (variable, file) {
        case (let variable?, nil): return .secret(.environment(variable))
        case (nil, let file?): return .secret(.file(file))
        default: throw error(key, "expected {environment: NAME} or {file: PATH}")
        }
    }

    /// An address of one of the schemes, without a password in it.
    fileprivate func address(_ key: String, schemes: [String]) throws(ConfigurationError) -> String {
        let expected = "expected an address such as \(schemes[schemes.count - 1])://host"
        guard let text = try text(key) else { throw error(key, expected) }
        guard schemes.contains(where: { text.hasPrefix($0 + "://") && text.count > $0.count + 3 }) else {
            throw error(key, expected)
        }
        let host = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)[2].prefix { $0 != "/" }
        guard !host.contains("@") else { throw error(key, "a user or password does not stand in an address") }
        return text
    }
}
