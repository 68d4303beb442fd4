import HandlerAPI

/// Why a set of handlers cannot be used.
public struct RegistryError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, with the handler's name.
    public let description: String
    /// What the configuration calls the thing that is wrong: `handlers.NAME` or `routes[N]`, counted from 1.
    public let setting: String?

    /// Makes an error.
    public init(_ description: String, setting: String? = nil) {
        self.description = description
        self.setting = setting
    }
}

/// A handler that is a program of its own, as it is registered.
public struct RegisteredProgram: Sendable {
    /// What it says of itself.
    public var descriptor: HandlerDescriptor
    /// What stands for its code: other text, other code.
    public var code: String

    /// Makes a program.
    public init(_ descriptor: HandlerDescriptor, code: String = "") {
        self.descriptor = descriptor
        self.code = code
    }
}

/// The handlers that this run knows, each with its settings and lane.
public struct HandlerRegistry: Sendable {
    /// All of them, ordered by name, the disabled ones among them.
    public let handlers: [RegisteredHandler]

    /// Makes a handler of each type and of each program.
    ///
    /// - Throws: ``RegistryError`` where two share a name, a name or version is malformed, settings name a handler that
    ///   is not there, or an option has a value that is not allowed.
    public init(
        _ types: [any Handler.Type], programs: [RegisteredProgram] = [], settings: [String: HandlerSettings] = [:]
    ) throws(RegistryError) {
        let sources = (types.map(Source.type) + programs.map(Source.program)).sorted {
            $0.descriptor.name < $1.descriptor.name
        }
        var made: [RegisteredHandler] = []
        for (lane, source) in sources.enumerated() {
            let name = source.descriptor.name
            guard made.last?.name != name else { throw RegistryError("two handlers are called '\(name)'") }
            try Self.check(source.descriptor)
            do throws(HandlerError) {
                made.append(try source.registered(settings[name] ?? HandlerSettings(), lane: lane))
            } catch {
                throw RegistryError("handler \(name): \(error.message)", setting: "handlers.\(name)")
            }
        }
        handlers = made
        for name in settings.keys.sorted() where self[name] == nil {
            let nearest = NearestName.of(name, in: made.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
            throw RegistryError("there is no handler '\(name)'\(nearest)", setting: "handlers.\(name)")
        }
    }

    private enum Source {
        case type(any Handler.Type)
        case program(RegisteredProgram)

        var descriptor: HandlerDescriptor {
            switch self {
            case .type(let type): type.descriptor
            case .program(let program): program.descriptor
            }
        }

        func registered(_ settings: HandlerSettings, lane: Int) throws(HandlerError) -> RegisteredHandler {
            switch self {
            case .type(let type): try RegisteredHandler(type, settings: settings, lane: lane)
            case .program(let program):
                try RegisteredHandler(program: program.descriptor, code: program.code, settings: settings, lane: lane)
            }
        }
    }

    /// The handler called `name`.
    public subscript(name: String) -> RegisteredHandler? { handlers.first { $0.name == name } }

    private static func check(_ descriptor: HandlerDescriptor) throws(RegistryError) {
        let isKebab = descriptor.name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard isKebab, !descriptor.name.isEmpty else {
            throw RegistryError("handler name '\(descriptor.name)' is not in kebab-case")
        }
        guard descriptor.name != ContainerAggregate.handlerName else {
            throw RegistryError("the name '\(descriptor.name)' is Trawl's own")
        }
        let parts = descriptor.version.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ Int($0) != nil }) else {
            throw RegistryError("handler \(descriptor.name): version '\(descriptor.version)' is not major.minor.patch")
        }
    }
}
