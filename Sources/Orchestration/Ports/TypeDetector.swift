import HandlerAPI

/// What a file was found to be, and by what.
public struct Verdict: Sendable, Equatable {
    /// The media type.
    public var mediaType: MediaType
    /// The character set, where one was seen.
    public var charset: String?
    /// What decided: `trawl-magic`, `libmagic`, `probe` or `name`, with the rule after a colon where one can be named.
    public var basis: String

    /// Makes a verdict.
    public init(mediaType: MediaType, charset: String? = nil, basis: String) {
        self.mediaType = mediaType
        self.charset = charset
        self.basis = basis
    }
}

/// One rule that detection looked at.
public struct DetectionStep: Sendable, Equatable {
    /// The rule.
    public let rule: String
    /// What it said.
    public let answer: String

    /// Makes a step.
    public init(rule: String, answer: String) {
        self.rule = rule
        self.answer = answer
    }
}

/// What decides about media types, to be recorded with a run.
public struct DetectorIdentity: Sendable, Equatable {
    /// The library's name and version.
    public let version: String
    /// A digest of the databases used, in hexadecimal, which tells one version of them from another.
    public let databaseDigest: String

    /// Makes an identity.
    public init(version: String, databaseDigest: String) {
        self.version = version
        self.databaseDigest = databaseDigest
    }
}

/// Names media types. A detector is shared; each thread detects in a session of its own.
public protocol TypeDetector: Sendable {
    /// The versions that its verdicts depend on.
    var identity: DetectorIdentity { get throws }

    /// Opens a session for the calling thread.
    func makeSession() throws -> any DetectionSession
}

/// Names media types on one thread.
public protocol DetectionSession {
    /// Names the type of `file`, which is called `name`.
    ///
    /// - Parameter trace: Takes every rule looked at; `nil` where nobody wants to know.
    /// - Throws: ``Failure`` of stage `detect` or `read`.
    func detect(
        _ file: OpenFile, name: [UInt8], trace: ((DetectionStep) -> Void)?
    ) throws(Failure) -> Verdict

    /// Names the types of several files, which costs less than one by one where that is done elsewhere.
    ///
    /// - Returns: A verdict or a failure for each file, in their order.
    func detect(_ files: [DetectionRequest]) -> [Result<Verdict, Failure>]
}

/// A file whose type is wanted.
public struct DetectionRequest: Sendable {
    /// The file, open for reading.
    public let file: OpenFile
    /// The bytes of its name.
    public let name: [UInt8]

    /// Makes a request.
    public init(file: OpenFile, name: [UInt8]) {
        self.file = file
        self.name = name
    }
}

extension DetectionSession {
    /// Names one type after another.
    public func detect(_ files: [DetectionRequest]) -> [Result<Verdict, Failure>] {
        files.map { request in
            Result { () throws(Failure) in try detect(request.file, name: request.name, trace: nil) }
        }
    }
}
