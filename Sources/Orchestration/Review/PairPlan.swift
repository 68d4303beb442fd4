import HandlerAPI

/// Which handlers are to run on a file, and which of its pairings stand.
struct PairPlan {
    /// The primary handlers to try, in order.
    var chain: [RegisteredHandler] = []
    /// A primary handler's pairing that stands where all of the chain decline.
    var fallback: Pairing?
    /// The companions to run.
    var companions: [RegisteredHandler] = []
    /// Whether the members of the archive are to be looked at.
    var expands = false
    /// The pairings that stand.
    var reused: [Pairing] = []
    /// Whether a pairing is to go because the route leads elsewhere.
    var drops = false

    /// Whether everything stands as it is.
    var isSettled: Bool { chain.isEmpty && companions.isEmpty && !expands && !drops }

    /// The plan for a file of which nothing is known.
    init(_ route: Route, expands: Bool) {
        chain = route.chain
        companions = route.companions
        self.expands = expands
    }

    /// The plan for an unchanged file.
    ///
    /// - Parameters:
    ///   - route: The handlers that are for it.
    ///   - known: What they made of it before.
    ///   - archiveKey: The key for unpacking it; `nil` where it is no archive, or archives are not looked into.
    ///   - router: Knows who takes part.
    ///   - isAgain: Whether a pairing that stands is to be tried again nevertheless.
    init(
        _ route: Route, known: [Pairing], archiveKey: String?, router: Router, isAgain: (Pairing) -> Bool
    ) {
        func standing(_ name: String, _ key: String) -> Pairing? {
            known.of(name).flatMap { $0.key == key && !isAgain($0) ? $0 : nil }
        }
        planChain(route.chain) { standing($0.name, $0.key) }
        for companion in route.companions {
            if let pairing = standing(companion.name, companion.key) {
                reused.append(pairing)
            } else {
                companions.append(companion)
            }
        }
        if let archiveKey {
            let pairing = standing(ContainerAggregate.handlerName, archiveKey)
            if let pairing { reused.append(pairing) } else { expands = true }
        }
        let routed = Set((route.chain + route.companions).map(\.name))
        for pairing in known where !routed.contains(pairing.handler) {
            if pairing.handler == ContainerAggregate.handlerName {
                if archiveKey == nil { reused.append(pairing) }
            } else if router.takesPart(pairing.handler) {
                drops = true
            } else {
                // Somebody left the handler out: what it found before stays.
                reused.append(pairing)
            }
        }
    }

    private mutating func planChain(_ handlers: [RegisteredHandler], _ standing: (RegisteredHandler) -> Pairing?) {
        for (index, handler) in handlers.enumerated() {
            guard let pairing = standing(handler) else {
                chain.append(handler)
                continue
            }
            if pairing.ending == .declined {
                reused.append(pairing)
                continue
            }
            if chain.isEmpty { reused.append(pairing) } else { fallback = pairing }
            let behind = handlers[(index + 1)...]
            if behind.contains(where: { standing($0).map { $0.ending != .declined } ?? false }) { drops = true }
            return
        }
    }
}
