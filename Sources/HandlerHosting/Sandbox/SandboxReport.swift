/// Which parts of a sandbox are in force, and why others are not.
public struct SandboxReport: Sendable, Equatable, Codable {
    /// A part that was wanted and is not in force.
    public struct Missing: Sendable, Equatable, Codable {
        /// The part.
        public let part: SandboxPart
        /// Why, for a person.
        public let reason: String

        /// Names a missing part.
        public init(_ part: SandboxPart, because reason: String) {
            self.part = part
            self.reason = reason
        }
    }

    /// The parts in force, in the order of ``SandboxPart``.
    public private(set) var inForce: [SandboxPart] = []
    /// The parts that were wanted in vain.
    public private(set) var missing: [Missing] = []
    /// Paths that were to be open and stay closed, as they could not be found.
    public var closedPaths: [String] = []

    /// Makes the report of a sandbox of which nothing is in force yet.
    public init() {}

    /// Whether everything wanted is in force.
    public var isComplete: Bool { missing.isEmpty }

    /// One sentence for each missing part.
    public var warnings: [String] { missing.map { "\($0.part.rawValue) is not in force: \($0.reason)" } }

    /// Notes that `part` is in force.
    public mutating func add(_ part: SandboxPart) { inForce.append(part) }

    /// Notes that `part` is not in force.
    public mutating func add(_ part: SandboxPart, missingBecause reason: String) {
        missing.append(Missing(part, because: reason))
    }

    /// Notes what came of putting `part` into force.
    mutating func add(_ part: SandboxPart, _ outcome: Result<Void, SandboxPartError>) {
        switch outcome {
        case .success: add(part)
        case .failure(let error): add(part, missingBecause: error.reason)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case inForce = "in_force"
        case missing
        case closedPaths = "closed_paths"
    }
}

/// Why a part could not be put into force.
struct SandboxPartError: Error {
    let reason: String
}
