import HandlerAPI
import Orchestration
import Testing

@Suite struct RoutingTests {
    private static let types: [any Handler.Type] = [
        ShyHandler.self, StrictHandler.self, TagHandler.self, WordHandler.self, OtherWordHandler.self,
    ]
    private static let path = StorePath(escaped: "dir/a.csv")

    private func route(
        _ type: MediaType, settings: [String: HandlerSettings] = [:], rules: [RouteRule] = []
    ) throws -> Route {
        let router = try Router(HandlerRegistry(Self.types, settings: settings), routes: rules)
        return router.route(type, path: Self.path)
    }

    private func error(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch { return "\(error)" }
    }

    @Test func theMoreSpecificHandlerGoesFirstThenByName() throws {
        let route = try route("text/csv")
        #expect(route.chain.map(\.name) == ["strict", "other-words", "words"])
        #expect(route.companions.map(\.name) == ["tag"])
        #expect(try self.route("text/plain").chain.map(\.name) == ["other-words", "words"])
        #expect(try self.route("image/png").chain.isEmpty)
    }

    @Test func priorityDecidesAmongEquallySpecificHandlers() throws {
        let settings = ["words": HandlerSettings.with { $0.priority = 1 }, "strict": .with { $0.priority = -5 }]
        #expect(try route("text/csv", settings: settings).chain.map(\.name) == ["strict", "words", "other-words"])
    }

    @Test func aProgramGoesBeforeOneThatIsCompiledIn() throws {
        let program = HandlerDescriptor(
            name: "zebra", version: "1.0.0", summary: "Added by somebody.", accepts: ["text/*"])
        func chain(_ settings: [String: HandlerSettings]) throws -> [String] {
            let registry = try HandlerRegistry(Self.types, programs: [RegisteredProgram(program)], settings: settings)
            return try Router(registry).route("text/csv", path: Self.path).chain.map(\.name)
        }
        #expect(try chain([:]) == ["strict", "zebra", "other-words", "words"])
        let first = ["words": HandlerSettings.with { $0.priority = 1 }]
        #expect(try chain(first) == ["strict", "words", "zebra", "other-words"])
    }

    @Test func everyHandlerIsConsideredWithItsReason() throws {
        let rule = RouteRule(mediaType: "text/*", handlers: ["words"])
        let considered = try route("text/csv", rules: [rule]).considered
        #expect(considered.map(\.handler.name) == ["other-words", "shy", "strict", "tag", "words"])
        #expect(
            considered.map(\.why) == [
                .passedOver(route: 1), .disabled, .passedOver(route: 1), .accepts("*/*"), .named(route: 1),
            ])
        #expect(try route("image/png").considered.first { $0.handler.name == "words" }?.why == .doesNotAccept)
    }

    @Test func aRouteNamesHandlersInItsOrder() throws {
        let rule = RouteRule(path: Glob("dir/*"), handlers: ["words", "strict"])
        #expect(try route("text/csv", rules: [rule]).chain.map(\.name) == ["words", "strict"])
        #expect(try route("image/png", rules: [rule]).chain.map(\.name) == ["words", "strict"], "whatever they accept")
    }

    @Test func theFirstRouteThatCoversTheFileDecides() throws {
        let rules = [
            RouteRule(mediaType: "image/*", handlers: []), RouteRule(path: Glob("*.csv"), handlers: []),
            RouteRule(handlers: ["words"]),
        ]
        #expect(try route("text/csv", rules: rules).chain.isEmpty)
    }

    @Test func aRouteAddsHandlersBesideTheOthers() throws {
        let route = try route("text/csv", rules: [RouteRule(also: ["shy", "words"])])
        #expect(route.chain.map(\.name) == ["strict", "other-words"])
        #expect(route.companions.map(\.name) == ["shy", "tag", "words"])
    }

    @Test func aDisabledHandlerStaysOutEvenWhereNamed() throws {
        let settings = ["words": HandlerSettings.with { $0.isEnabled = false }]
        let rules = [RouteRule(handlers: ["words"])]
        #expect(try route("text/csv", settings: settings, rules: rules).chain.isEmpty)
    }

    @Test func anUnknownNameIsAnErrorWithTheNearest() throws {
        let registry = try HandlerRegistry(Self.types)
        #expect(
            error { _ = try Router(registry, routes: [RouteRule(), RouteRule(handlers: ["wrods"])]) }
                == "route 2: there is no handler 'wrods'; did you mean 'words'?")
        #expect(
            error { _ = try Router(registry, routes: [RouteRule(also: ["zzzzzzzzzz"])]) }
                == "route 1: there is no handler 'zzzzzzzzzz'")
        #expect(
            error { _ = try HandlerRegistry(Self.types, settings: ["strikt": HandlerSettings()]) }
                == "there is no handler 'strikt'; did you mean 'strict'?")
    }

    @Test func aRegistryRefusesWhatCannotWork() {
        #expect(
            error { _ = try HandlerRegistry([WordHandler.self, WordHandler.self]) } == "two handlers are called 'words'"
        )
        #expect(error { _ = try HandlerRegistry([Misnamed.self]) } == "handler name 'Mis_named' is not in kebab-case")
        #expect(error { _ = try HandlerRegistry([Usurper.self]) } == "the name 'archive' is Trawl's own")
        #expect(
            error { _ = try HandlerRegistry([Unversioned.self]) }
                == "handler unversioned: version '1.0' is not major.minor.patch")
        let settings = ["words": HandlerSettings.with { $0.options = ["most": .integer(0)] }]
        #expect(error { _ = try HandlerRegistry([WordHandler.self], settings: settings) }.hasPrefix("handler words: "))
        let unknown = ["words": HandlerSettings.with { $0.options = ["mots": .integer(1)] }]
        #expect(error { _ = try HandlerRegistry([WordHandler.self], settings: unknown) }.contains("no option 'mots'"))
    }

    @Test(
        arguments: [
            ("wrods", "words"), ("strict-", "strict"), ("WORDS", nil), ("", nil), ("sty", "shy"),
        ] as [(String, String?)])
    func findsTheNameThatWasMeant(name: String, nearest: String?) {
        #expect(NearestName.of(name, in: ["words", "strict", "shy"]) == nearest)
    }
}

/// A handler that does nothing, under any descriptor.
protocol IdleHandler: Handler where Aggregate == [String] {
    init()
}

extension IdleHandler {
    init(options: HandlerOptions) { self.init() }
    func handle(_ file: borrowing FileContent, reporting findings: inout Findings) throws(HandlerError) -> [String] {
        []
    }
}

struct OtherWordHandler: IdleHandler {
    static let descriptor = HandlerDescriptor(
        name: "other-words", version: "1.0.0", summary: "Like words.", accepts: ["text/*"])
}

struct Misnamed: IdleHandler {
    static let descriptor = HandlerDescriptor(name: "Mis_named", version: "1.0.0", summary: "", accepts: [])
}

struct Usurper: IdleHandler {
    static let descriptor = HandlerDescriptor(name: "archive", version: "1.0.0", summary: "", accepts: [])
}

struct Unversioned: IdleHandler {
    static let descriptor = HandlerDescriptor(name: "unversioned", version: "1.0", summary: "", accepts: [])
}
