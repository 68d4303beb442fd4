import HandlerAPI

/// Where on a file's way something happened.
public enum Stage: String, Sendable, Codable {
    /// Finding the file.
    case walk
    /// Opening it and reading its bytes.
    case read
    /// Naming its type.
    case detect
    /// Choosing its handlers.
    case route
    /// Unpacking its members.
    case expand
    /// Running a handler.
    case handle
    /// Keeping what was found.
    case record
}

/// The kind of a failure: an open set of names in kebab-case.
public struct FailureCode: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// Takes a name in kebab-case.
    public init(_ name: String) { description = name }

    /// The system does not let this user read it.
    public static let permissionDenied = FailureCode("permission-denied")
    /// It was listed, and gone when it was to be opened.
    public static let vanished = FailureCode("vanished")
    /// Reading failed.
    public static let unreadable = FailureCode("unreadable")
    /// It is damaged.
    public static let corrupt = FailureCode("corrupt")
    /// It needs a password.
    public static let encrypted = FailureCode("encrypted")
    /// A variant of the format that is not supported.
    public static let unsupported = FailureCode("unsupported")
    /// The handler's process ended in the middle of it.
    public static let crashed = FailureCode("crashed")
    /// It took longer than the handler may.
    public static let timeExceeded = FailureCode("time-exceeded")
    /// It took more processor time than the handler may.
    public static let cpuExceeded = FailureCode("cpu-exceeded")
    /// It took more memory than the handler may.
    public static let memoryExceeded = FailureCode("memory-exceeded")
    /// The handler's answer was larger than it may be.
    public static let outputExceeded = FailureCode("output-exceeded")
    /// The handler made no progress.
    public static let stalled = FailureCode("stalled")
    /// The handler's answer made no sense.
    public static let protocolError = FailureCode("protocol-error")
    /// The handler's program could not be started.
    public static let notStarted = FailureCode("not-started")
    /// It crashed or overran its handler twice, and is left alone until it or the handler changes.
    public static let quarantined = FailureCode("quarantined")
    /// Something in the program went wrong.
    public static let internalError = FailureCode("internal-error")
    /// It changed while it was read, each time it was tried.
    public static let changed = FailureCode("changed")

    /// Whether the cause may be gone at another time, though the file stays as it is: a disk that did not answer, a
    /// process that was lost or could not be started. All others last until the file or its handler changes.
    public var isTransient: Bool { Self.transient.contains(self) }

    private static let transient: Set<FailureCode> = [.unreadable, .crashed, .notStarted, .changed]
}

/// A recorded fault: what happened to which file at which stage.
public struct Failure: Error, Sendable, Equatable {
    /// Where on the file's way it happened.
    public var stage: Stage
    /// The kind of fault.
    public var code: FailureCode
    /// What was expected and found, and where there is one the remedy.
    public var message: String
    /// The byte offset in the file, from 0.
    public var offset: Int64?
    /// The handler that was running.
    public var handler: String?
    /// That handler's version.
    public var handlerVersion: String?
    /// Which try it was, from 1.
    public var attempt = 1

    /// Makes a failure.
    public init(_ stage: Stage, _ code: FailureCode, _ message: String, offset: Int64? = nil) {
        self.stage = stage
        self.code = code
        self.message = message
        self.offset = offset
    }

    /// A failure of a system call on a file.
    public init(_ stage: Stage, opening error: SystemError) {
        switch error.number {
        case 13, 1: self.init(stage, .permissionDenied, "\(error): run as a user who may read it")
        case 2: self.init(stage, .vanished, "\(error): it was removed during the run")
        case 24, 23: self.init(stage, .unreadable, "\(error): raise the limit of open files (ulimit -n)")
        default: self.init(stage, .unreadable, error.description)
        }
    }

    /// A handler's error.
    public init(_ error: HandlerError, by handler: HandlerDescriptor) {
        self = Failure(.handle, FailureCode(error.code.rawValue), error.message, offset: error.offset)
            .attributed(to: handler)
    }

    /// The same failure as one of `handler`.
    public func attributed(to handler: HandlerDescriptor) -> Failure {
        var failure = self
        failure.handler = handler.name
        failure.handlerVersion = handler.version
        return failure
    }

    /// A short name that like failures share: the same stage, handler and code, and the same message apart from its
    /// numbers and quoted parts.
    public var signature: String {
        let shape = "\(stage.rawValue)|\(handler ?? "")|\(code)|\(Self.withoutParticulars(message))"
        return String(TextHash.digits(of: shape).prefix(12))
    }

    private static func withoutParticulars(_ message: String) -> String {
        var shape = ""
        var quote: Character?
        for character in message {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" && !(shape.last?.isLetter ?? false) {
                quote = character
                shape += "'…'"
            } else if character.isNumber {
                if !shape.hasSuffix("#") { shape += "#" }
            } else {
                shape.append(character)
            }
        }
        return shape
    }
}
