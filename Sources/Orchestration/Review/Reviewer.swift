import HandlerAPI

/// What a run takes in hand.
public enum Thoroughness: Sendable, Equatable {
    /// What is new, has changed, or may come out differently.
    case changes
    /// Everything.
    case everything
    /// What failed, whatever the cause; of other handlers' work on the same files nothing.
    ///
    /// `handlers` are those whose failures are meant; empty means all.
    case failures(handlers: Set<String>)
}

/// What is to become of an entry that was found.
enum Review: Equatable {
    /// It stands as it is.
    case unchanged
    /// It stands as it is, which is to be noted under the present setup.
    case confirmed
    /// It is to be handled.
    case affected(RunReason)
}

/// Decides which entries are handled again, by what the ledger knows of them.
struct Reviewer: Sendable {
    let identity: SetupIdentity
    let router: Router
    let containers: [any ContainerOpener]
    let thoroughness: Thoroughness
    /// How often an entry is tried that fails for causes that may pass.
    let attempts: Int

    /// Reviews a file.
    ///
    /// - Parameters:
    ///   - mark: What the ledger knows; `nil` where it knows nothing.
    ///   - stamp: The file's stamp now.
    ///   - hasAffectedMembers: Whether a member of the archive is to be handled again.
    func review(
        _ mark: LedgerMark?, stamp: FileStamp?, hasAffectedMembers: () throws -> Bool
    ) rethrows -> Review {
        guard let mark else { return .affected(RunReason(.new)) }
        guard thoroughness == .changes else { return .affected(RunReason(.asked)) }
        guard let stamp, let known = mark.stamp else { return .affected(RunReason(.unseen)) }
        guard stamp == known else { return .affected(RunReason(.changed, known.difference(to: stamp))) }
        return try review(standing: mark, hasAffectedMembers: hasAffectedMembers)
    }

    /// Reviews a file whose content is known to be as it was.
    func review(standing mark: LedgerMark, hasAffectedMembers: () throws -> Bool) rethrows -> Review {
        if isDue(mark) { return .affected(RunReason(.retry)) }
        guard let details = mark.details else { return mark.vanished == nil ? .unchanged : .confirmed }
        guard details.detector == identity.detector else { return .affected(RunReason(.detector)) }
        guard let verdict = details.verdict else { return .confirmed }
        let plan = plan(verdict, mark.path, known: details.pairings)
        if !plan.isSettled { return .affected(plan.reason) }
        if archiveKey(verdict.mediaType) != nil, try hasAffectedMembers() {
            return .affected(RunReason(.handler, "of members"))
        }
        return .confirmed
    }

    /// Whether an entry, or a member of it, failed for a cause that may have passed, and not too often.
    func isDue(_ mark: LedgerMark) -> Bool { mark.attempts > 0 && mark.attempts < attempts }

    /// Whether a member of an archive that is as it was is to be handled again.
    func affects(_ mark: LedgerMark) -> Bool {
        if thoroughness != .changes {
            return mark.outcome == .failed && (mark.details?.pairings ?? []).allSatisfy { $0.ending != .failed }
                || (mark.details?.pairings ?? []).contains(where: isAgain)
        }
        if case .affected = review(standing: mark, hasAffectedMembers: { false }) { return true }
        return false
    }

    /// Whether a member of the archive at `path` is to be handled again, though the archive is as it was.
    func hasAffectedMembers(_ path: StorePath, root: String, in records: any RecordStore) throws -> Bool {
        var query = LedgerQuery(root: root, prefix: path.prefixOfMembers, limit: 1_024)
        while case let page = try records.ledgerPage(query), let last = page.last {
            if page.contains(where: affects) { return true }
            query.after = last.path
        }
        return false
    }

    /// What is to run on a file of unchanged content.
    ///
    /// - Parameter isOther: Whether what is known is known of another file of the same content.
    func plan(_ verdict: Verdict, _ path: StorePath, known: [Pairing], isOther: Bool = false) -> PairPlan {
        let route = router.route(verdict.mediaType, path: path)
        let bound = (route.chain + route.companions).filter { isOther && $0.descriptor.usesPath }.map(\.name)
        return PairPlan(route, known: known, archiveKey: archiveKey(verdict.mediaType), router: router) { pairing in
            bound.contains(pairing.handler) || isAgain(pairing)
        }
    }

    private func isAgain(_ pairing: Pairing) -> Bool {
        switch thoroughness {
        case .changes: pairing.ending == .lost
        case .everything: true
        case .failures(let handlers):
            (pairing.ending == .failed || pairing.ending == .lost)
                && (handlers.isEmpty || handlers.contains(pairing.handler))
        }
    }

    private func archiveKey(_ type: MediaType) -> String? {
        containers.contains { $0.accepts(type) } ? identity.archiveKey : nil
    }
}

extension PairPlan {
    /// Why something is to be done.
    fileprivate var reason: RunReason {
        // Of the primary handlers only the first is sure to run.
        let names = (chain.prefix(1) + companions).map(\.name) + (expands ? [ContainerAggregate.handlerName] : [])
        return names.isEmpty ? RunReason(.route) : RunReason(.handler, names.sorted().joined(separator: ", "))
    }
}
