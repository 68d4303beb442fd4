import HandlerAPI

/// A rule of the configuration that sends files to handlers.
public struct RouteRule: Sendable, Equatable {
    /// The media types it covers; `nil` covers all.
    public var mediaType: MediaTypePattern?
    /// The paths it covers; `nil` covers all.
    public var path: Glob?
    /// The primary handlers to try, in this order; `nil` leaves them as they are. Empty means none.
    public var handlers: [String]?
    /// Handlers to run in addition.
    public var also: [String]

    /// Makes a rule.
    public init(
        mediaType: MediaTypePattern? = nil, path: Glob? = nil, handlers: [String]? = nil, also: [String] = []
    ) {
        self.mediaType = mediaType
        self.path = path
        self.handlers = handlers
        self.also = also
    }

    func covers(_ type: MediaType, _ path: StorePath) -> Bool {
        mediaType?.matches(type) ?? true && self.path?.matches(path.description) ?? true
    }
}

/// Why a handler does or does not get a file.
public enum Consideration: Sendable, Equatable {
    /// A pattern of its descriptor covers the type.
    case accepts(MediaTypePattern)
    /// A route of the configuration names it; the number counts from 1.
    case named(route: Int)
    /// A route of the configuration names others; the number counts from 1.
    case passedOver(route: Int)
    /// It is disabled.
    case disabled
    /// No pattern covers the type.
    case doesNotAccept
}

/// The handlers for one file.
public struct Route: Sendable {
    /// Primary handlers; each runs only if all before it said `wrongFormat`.
    public var chain: [RegisteredHandler] = []
    /// Handlers that run in any case.
    public var companions: [RegisteredHandler] = []
    /// Every handler known, with the reason why it is or is not here.
    public var considered: [(handler: RegisteredHandler, why: Consideration)] = []
}

/// Decides which handlers get a file.
///
/// Primary handlers go by the specificity of the pattern that covers the type (`text/csv` before `text/*` before `*/*`),
/// then by priority; then programs, which somebody added for a purpose, before those that are compiled in; then by name.
/// The first route of the configuration that covers the file goes before all that.
public struct Router: Sendable {
    private let registry: HandlerRegistry
    private let routes: [RouteRule]

    /// Makes a router.
    ///
    /// - Throws: ``RegistryError`` where a route names a handler that is not there.
    public init(_ registry: HandlerRegistry, routes: [RouteRule] = []) throws(RegistryError) {
        self.registry = registry
        self.routes = routes
        for (index, rule) in routes.enumerated() {
            for name in (rule.handlers ?? []) + rule.also where registry[name] == nil {
                let nearest = NearestName.of(name, in: registry.handlers.map(\.name))
                let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
                throw RegistryError(
                    "route \(index + 1): there is no handler '\(name)'\(hint)", setting: "routes[\(index + 1)]")
            }
        }
    }

    /// All that the choice depends on beside the file, as text: two routers with the same text choose alike.
    var listing: String {
        let handlers = registry.handlers.filter(\.isEnabled).map { handler in
            let accepts = handler.descriptor.accepts.map(\.description).joined(separator: " ")
            return "\(handler.name) \(handler.key) \(handler.descriptor.role) \(handler.settings.priority) "
                + "\(handler.isCompiledIn) \(accepts)"
        }
        let rules = routes.map { rule in
            "\(rule.mediaType?.description ?? "") \(rule.path?.description ?? "") "
                + "\(rule.handlers?.joined(separator: ",") ?? "-") \(rule.also.joined(separator: ","))"
        }
        return (handlers + [""] + rules).joined(separator: "\n")
    }

    /// Whether a handler called `name` takes part at all.
    func takesPart(_ name: String) -> Bool { registry[name]?.isEnabled ?? false }

    /// Chooses the handlers for a file of `type` at `path`.
    public func route(_ type: MediaType, path: StorePath) -> Route {
        let index = routes.firstIndex { $0.covers(type, path) }
        let rule = index.map { routes[$0] }
        var route = Route()
        for handler in registry.handlers {
            let why = consider(handler, type, rule: rule, number: (index ?? 0) + 1)
            route.considered.append((handler, why))
            guard why.isChosen else { continue }
            let isAdditional = handler.descriptor.role == .companion || rule?.also.contains(handler.name) == true
            if isAdditional { route.companions.append(handler) } else { route.chain.append(handler) }
        }
        sort(&route.chain, for: type, named: rule?.handlers)
        return route
    }

    private func consider(
        _ handler: RegisteredHandler, _ type: MediaType, rule: RouteRule?, number: Int
    ) -> Consideration {
        let isNamed = rule?.handlers?.contains(handler.name) == true || rule?.also.contains(handler.name) == true
        if handler.settings.isEnabled == false { return .disabled }
        if isNamed { return .named(route: number) }
        if !handler.isEnabled { return .disabled }
        let pattern = handler.pattern(for: type)
        if rule?.handlers != nil, handler.descriptor.role == .primary {
            return pattern == nil ? .doesNotAccept : .passedOver(route: number)
        }
        return pattern.map { .accepts($0) } ?? .doesNotAccept
    }

    private func sort(_ chain: inout [RegisteredHandler], for type: MediaType, named order: [String]?) {
        func rank(_ handler: RegisteredHandler) -> (Int, Int, Int, Int, String) {
            let place = order?.firstIndex(of: handler.name) ?? 0
            let specificity = handler.pattern(for: type)?.specificity ?? -1
            if order != nil { return (place, 0, 0, 0, handler.name) }
            return (0, -specificity, -handler.settings.priority, handler.isCompiledIn ? 1 : 0, handler.name)
        }
        if chain.count > 1 { chain.sort { rank($0) < rank($1) } }
    }
}

extension Consideration {
    /// Whether the handler gets the file.
    public var isChosen: Bool {
        switch self {
        case .accepts, .named: true
        case .passedOver, .disabled, .doesNotAccept: false
        }
    }
}

extension RegisteredHandler {
    /// The most specific pattern of the descriptor that covers `type`.
    func pattern(for type: MediaType) -> MediaTypePattern? {
        descriptor.accepts.filter { $0.matches(type) }.max { $0.specificity < $1.specificity }
    }
}
