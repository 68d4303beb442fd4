import FoundationEssentials
import Glibc

/// Where a secret is found when it is needed. The configuration names the place; the secret itself is never written there,
/// kept or shown.
public enum SecretReference: Sendable, Equatable {
    /// A variable of the environment.
    case environment(String)
    /// A file; line ends after the secret are no part of it.
    case file(String)

    /// The secret.
    ///
    /// - Throws: ``DeliveryError``, lasting, where there is none.
    public func secret() throws(DeliveryError) -> String {
        switch self {
        case .environment(let name):
            guard let value = getenv(name), value.pointee != 0 else {
                throw DeliveryError("the variable \(name) of the environment is not set", isLasting: true)
            }
            return String(cString: value)
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                throw DeliveryError("\(path), which should hold a secret, cannot be read", isLasting: true)
            }
            let text = String(decoding: data, as: UTF8.self)
            let secret = text.prefix { !$0.isNewline }
            guard !secret.isEmpty else {
                throw DeliveryError("\(path) should hold a secret and is empty", isLasting: true)
            }
            return String(secret)
        }
    }
}

/// A text that may be secret.
public enum TextReference: Sendable, Equatable {
    /// It stands in the configuration.
    case plain(String)
    /// It is found elsewhere.
    case secret(SecretReference)

    /// The text.
    func text() throws(DeliveryError) -> String {
        switch self {
        case .plain(let text): text
        case .secret(let reference): try reference.secret()
        }
    }
}
