import HandlerAPI
import Queueing

/// Walks roots in step with the ledger, and hands on what is to be handled.
struct LedgerWalk {
    /// Something to be handled.
    struct Item: Sendable {
        let element: WalkElement
        let place: Place
    }

    let context: RunContext
    /// Takes an item; `false` where the run is to stop.
    let put: (Item) -> Bool

    private var setup: RunSetup { context.setup }

    /// Walks one root.
    ///
    /// - Throws: What the record store throws.
    func walk(_ root: Root, isSecondTry: Bool = false) throws {
        switch root.store.coverage {
        case .everything(let prefix): try walkWhole(root, prefix: prefix)
        case .chosen: try walkChosen(root, isSecondTry: isSecondTry)
        }
    }

    private func walkWhole(_ root: Root, prefix: String) throws {
        let reader = try LedgerReader(
            setup.records, root: root.name, prefix: prefix, setup: context.identity.number, before: context.run)
        defer { reader.end() }
        var join = LedgerJoin(reader.next)
        var trouble: (any Error)?
        root.store.walk { element in
            guard !setup.stop.isSet else { return false }
            do {
                let mark = try join.find(element.path) { self.miss($0, $1, root) }
                let fate = try review(element, mark, Place(root: root.name, mark: mark))
                if let fate { join.meet(element.path, fate) }
                return fate != nil
            } catch {
                trouble = error
                return false
            }
        }
        if let trouble { throw trouble }
        if !setup.stop.isSet { try join.finish { self.miss($0, $1, root) } }
    }

    private func walkChosen(_ root: Root, isSecondTry: Bool) throws {
        var trouble: (any Error)?
        root.store.walk { element in
            guard !setup.stop.isSet else { return false }
            do {
                let query = LedgerQuery(
                    root: root.name, prefix: element.path.description,
                    setup: setup.thoroughness == .changes ? context.identity.number : nil, limit: 1)
                let mark = try setup.records.ledgerPage(query).first { $0.path == element.path }
                if case .gone(let path) = element {
                    try missAll(path, root)
                    return true
                }
                var place = Place(root: root.name, mark: mark)
                place.isSecondTry = isSecondTry
                return try review(element, mark, place) != nil
            } catch {
                trouble = error
                return false
            }
        }
        if let trouble { throw trouble }
    }

    /// Decides about an element, and hands it on where something is to be done.
    ///
    /// - Returns: What becomes of it; `nil` where the run is to stop.
    private func review(
        _ element: WalkElement, _ mark: LedgerMark?, _ place: Place
    ) throws -> LedgerJoin.Fate? {
        switch element {
        case .entry(let entry): return try review(entry, mark, place)
        case .leftOut(_, let reason) where mark?.isAnother(than: .skipped, reason) ?? false:
            context.pass(.skipped)
            return .left
        case .skipped(_, let reason), .leftOut(_, let reason):
            return hand(element, place, standing: .skipped, reason, mark) ? .left : nil
        case .refused(_, let reason): return hand(element, place, standing: .refused, reason, mark) ? .left : nil
        case .failed(_, let failure):
            return hand(element, place, standing: .failed, failure.message, mark) ? .left : nil
        case .gone: return .left
        }
    }

    private func review(_ entry: Entry, _ mark: LedgerMark?, _ place: Place) throws -> LedgerJoin.Fate? {
        var place = place
        let stamp = mark == nil && setup.settle == .zero ? nil : entry.stamp
        if let stamp, isFresh(stamp) {
            let reason = "written to less than \(setup.settle.seconds) s ago: left for the next pass (--settle)"
            return try review(.leftOut(entry.path, reason: reason), mark, place)
        }
        let review = try context.reviewer.review(mark, stamp: stamp) {
            try context.hasAffectedMembers(entry.path, root: place.root)
        }
        switch review {
        case .unchanged: context.pass(.unchanged, standing: mark?.outcome)
        case .confirmed:
            let identity = context.identity
            context.writer.put(
                .confirmed(
                    Confirmation(
                        root: place.root, path: entry.path, stamp: stamp, setup: identity.number,
                        detector: identity.detector)))
            context.pass(.unchanged, standing: mark?.outcome)
        case .affected(let reason):
            place.reason = reason
            return hand(entry, place) ? .handled : nil
        }
        return .stands
    }

    /// Whether a file was written to so short a time ago that it is left to the next pass.
    private func isFresh(_ stamp: FileStamp) -> Bool {
        guard setup.settle > .zero else { return false }
        let age = SystemClock.nanoseconds - stamp.modified
        return age >= 0 && Double(age) * 1e-9 < setup.settle.seconds
    }

    /// Hands on what the walk itself ended, unless the ledger says the same.
    private func hand(
        _ element: WalkElement, _ place: Place, standing outcome: Outcome, _ reason: String, _ mark: LedgerMark?
    ) -> Bool {
        if let mark, mark.vanished == nil, !mark.isAnother(than: outcome, reason) {
            context.pass(.unchanged, standing: outcome)
            return true
        }
        return hand(Item(element: element, place: place))
    }

    private func hand(_ entry: Entry, _ place: Place) -> Bool {
        hand(Item(element: .entry(entry), place: place))
    }

    private func hand(_ item: Item) -> Bool {
        context.tally.begin()
        if put(item) { return true }
        context.tally.finish(bytes: 0)
        return false
    }

    private func miss(_ mark: LedgerMark, _ missed: LedgerJoin.Missed, _ root: Root) {
        switch missed {
        case .standing: context.pass(.unchanged, standing: mark.outcome)
        case .gone:
            context.writer.put(.vanished(root: root.name, path: mark.path))
            context.tally.miss()
        }
    }

    /// Marks an entry that was chosen and is gone, with all that lies below it.
    private func missAll(_ path: StorePath, _ root: Root) throws {
        var query = LedgerQuery(root: root.name, prefix: path.description, limit: 1_024)
        while case let page = try setup.records.ledgerPage(query), let last = page.last {
            for mark in page where mark.vanished == nil {
                let isMeant =
                    mark.path == path || mark.path.lies(below: path) || mark.path.lies(below: path.asDirectory)
                if isMeant { miss(mark, .gone, root) }
            }
            query.after = last.path
        }
    }
}

extension LedgerMark {
    /// Whether the ledger has something else to say of the entry than that it ended so without having been opened.
    fileprivate func isAnother(than outcome: Outcome, _ reason: String) -> Bool {
        vanished == nil && (self.outcome != outcome || stamp != nil || self.reason != reason)
    }
}

extension WalkElement {
    /// The element's path.
    var path: StorePath {
        switch self {
        case .entry(let entry): entry.path
        case .skipped(let path, _), .leftOut(let path, _), .refused(let path, _), .failed(let path, _), .gone(let path):
            path
        }
    }
}
