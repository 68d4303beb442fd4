import Glibc
import HandlerAPI
import Orchestration

/// What a worker is told first.
struct WorkerSetup: Sendable, Equatable {
    /// What the worker is for.
    enum Role: UInt8, Sendable {
        /// Naming types.
        case detector
        /// Running handlers.
        case handler
        /// Reading archives.
        case expander

        /// The most it may write to a file: beside what it says on its standard error, what it found in ranges of a file,
        /// or what a stretch of an archive unpacks to.
        var largestFile: ByteCount {
            switch self {
            case .detector: .mebibytes(1)
            case .handler: MemoryFile.limit
            case .expander: ByteCount(ContainerStretch.largestSize)
            }
        }
    }

    /// What it is for.
    var role: Role
    /// How much it is locked in.
    var isolation: Isolation
    /// The process that it serves, and that it is not to outlive.
    var host: Int32
    /// The configured options of the handlers, by name.
    var options: [String: [String: OptionValue]]

    /// What the worker is to enter once it has all it needs.
    var profile: SandboxProfile {
        let profile = SandboxProfile.worker(limits: SandboxLimits(fileSize: role.largestFile))
        guard isolation != .sandbox else { return profile }
        let kept: Set<SandboxPart> = [.processGroup, .resourceLimits, .noNewPrivileges, .deathSignal]
        return profile.without(Set(SandboxPart.allCases).subtracting(kept))
    }

    func write(to wire: inout WireWriter) {
        wire.put(role.rawValue)
        wire.put(isolation.rawValue)
        wire.put(host)
        wire.put(list: options.sorted { $0.key < $1.key }) { wire, handler in
            wire.put(handler.key)
            wire.put(list: handler.value.sorted { $0.key < $1.key }) { wire, option in
                wire.put(option.key)
                option.value.write(to: &wire)
            }
        }
    }

    init(role: Role, isolation: Isolation, options: [String: [String: OptionValue]]) {
        self.role = role
        self.isolation = isolation
        self.options = options
        host = getpid()
    }

    init(from wire: inout WireReader) throws(WireError) {
        guard let role = Role(rawValue: try wire.byte()), let isolation = Isolation(rawValue: try wire.text()) else {
            throw WireError("a setup of no known kind")
        }
        self.role = role
        self.isolation = isolation
        host = try wire.integer(Int32.self)
        options = [:]
        for _ in 0..<(try wire.integer(UInt32.self)) {
            let handler = try wire.text()
            for _ in 0..<(try wire.integer(UInt32.self)) {
                let name = try wire.text()
                options[handler, default: [:]][name] = try OptionValue(from: &wire)
            }
        }
    }
}

extension OptionValue {
    fileprivate func write(to wire: inout WireWriter) {
        switch self {
        case .boolean(let value):
            wire.put(UInt8(0))
            wire.put(value)
        case .integer(let value):
            wire.put(UInt8(1))
            wire.put(Int64(value))
        case .number(let value):
            wire.put(UInt8(2))
            wire.put(value)
        case .text(let value):
            wire.put(UInt8(3))
            wire.put(value)
        }
    }

    fileprivate init(from wire: inout WireReader) throws(WireError) {
        switch try wire.byte() {
        case 0: self = .boolean(try wire.boolean())
        case 1: self = .integer(Int(try wire.integer(Int64.self)))
        case 2: self = .number(try wire.double())
        case 3: self = .text(try wire.text())
        default: throw WireError("an option of no known kind")
        }
    }
}
