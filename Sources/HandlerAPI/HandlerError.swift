/// Why a handler could not do its work on a file.
public struct HandlerError: Error, Sendable, Equatable {
    /// The kind of trouble; it decides what happens next.
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// Not a file of the handler's format: the next handler may try.
        case wrongFormat = "wrong-format"
        /// A file of the format, but damaged.
        case corrupt
        /// Beyond a limit of the handler.
        case limitExceeded = "limit-exceeded"
        /// The bytes could not be read.
        case unreadable
        /// The configuration gives the handler a value it cannot use.
        case invalidOption = "invalid-option"
    }

    /// The kind of trouble.
    public var code: Code
    /// What was expected and what was found, for a person.
    public var message: String
    /// The byte offset in the file where it showed, from 0.
    public var offset: Int64?

    /// Makes an error.
    public init(_ code: Code, _ message: String, offset: Int64? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    /// Not a file of the handler's format.
    public static func wrongFormat(_ message: String, at offset: Int64? = nil) -> HandlerError {
        HandlerError(.wrongFormat, message, offset: offset)
    }

    /// A damaged file of the handler's format.
    public static func corrupt(_ message: String, at offset: Int64? = nil) -> HandlerError {
        HandlerError(.corrupt, message, offset: offset)
    }

    /// A file beyond a limit of the handler.
    public static func limitExceeded(_ message: String, at offset: Int64? = nil) -> HandlerError {
        HandlerError(.limitExceeded, message, offset: offset)
    }

    /// Bytes that could not be read.
    public static func unreadable(_ message: String, at offset: Int64? = nil) -> HandlerError {
        HandlerError(.unreadable, message, offset: offset)
    }

    /// A configured value that cannot be used.
    public static func invalidOption(_ message: String) -> HandlerError {
        HandlerError(.invalidOption, message)
    }
}
