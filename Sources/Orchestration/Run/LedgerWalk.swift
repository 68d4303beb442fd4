import HandlerAPI
import Queueing

/// Something to be handled.
struct WalkItem: Sendable {
    let element: WalkElement
    let place: Place
}

/// Takes what a walk in step with the ledger decides.
protocol LedgerWalkSink {
    /// Takes something to be handled; `false` where the walk is to stop.
    func put(_ item: WalkItem) -> Bool
    /// Takes an entry of which nothing is written: what is known of it stands, or it was left out.
    func pass(_ outcome: Outcome, standing: Outcome?)
    /// Takes an entry that stands, with what is to be noted of it.
    func confirm(_ confirmation: Confirmation)
    /// Takes an entry that is not there any more.
    func miss(_ path: StorePath, root: String)
}

/// Walks roots in step with the ledger, and hands on what is to be handled.
struct LedgerWalk<Sink: LedgerWalkSink> {
    let setup: RunSetup
    let reviewer: Reviewer
    /// Entries that this run handled are not looked at.
    let run: RunNumber
    let sink: Sink

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
            setup.records, root: root.name, prefix: prefix, setup: reviewer.identity.number, before: run)
        defer { reader.end() }
        var join = LedgerJoin(reader.next)
        var trouble: (any Error)?
        var isComplete = true
        root.store.walk { element in
            guard !setup.stop.isSet else { return false }
            do {
                let mark = try join.find(element.path) { self.miss($0, $1, root) }
                let fate = try review(element, mark, Place(root: root.name, mark: mark))
                guard let fate else {
                    isComplete = false
                    return false
                }
                join.meet(element.path, fate)
                return true
            } catch {
                trouble = error
                return false
            }
        }
        if let trouble { throw trouble }
        // What a walk that was cut off did not come by may well be there.
        if isComplete, !setup.stop.isSet { try join.finish { self.miss($0, $1, root) } }
    }

    private func walkChosen(_ root: Root, isSecondTry: Bool) throws {
        var trouble: (any Error)?
        root.store.walk { element in
            guard !setup.stop.isSet else { return false }
            do {
                let query = LedgerQuery(
                    root: root.name, prefix: element.path.description,
                    setup: setup.thoroughness == .changes ? reviewer.identity.number : nil, limit: 1)
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
            sink.pass(.skipped, standing: nil)
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
        if let stamp, stamp.isModified(within: setup.settle) {
            let reason = "written to less than \(setup.settle.seconds) s ago: left for the next pass (--settle)"
            return try review(.leftOut(entry.path, reason: reason), mark, place)
        }
        let review = try reviewer.review(mark, stamp: stamp) {
            try reviewer.hasAffectedMembers(entry.path, root: place.root, in: setup.records)
        }
        if setup.verifies, mark != nil, setup.thoroughness == .changes {
            place.isToVerify = true
            if case .affected(let reason) = review {
                place.reason = reason
            } else {
                place.reason = RunReason(.verified)
            }
            return sink.put(WalkItem(element: .entry(entry), place: place)) ? .handled : nil
        }
        switch review {
        case .unchanged: sink.pass(.unchanged, standing: mark?.outcome)
        case .confirmed:
            sink.confirm(
                Confirmation(
                    root: place.root, path: entry.path, stamp: stamp, setup: reviewer.identity.number,
                    detector: reviewer.identity.detector))
            sink.pass(.unchanged, standing: mark?.outcome)
        case .affected(let reason):
            place.reason = reason
            return sink.put(WalkItem(element: .entry(entry), place: place)) ? .handled : nil
        }
        return .stands
    }

    /// Hands on what the walk itself ended, unless the ledger says the same.
    private func hand(
        _ element: WalkElement, _ place: Place, standing outcome: Outcome, _ reason: String, _ mark: LedgerMark?
    ) -> Bool {
        if let mark, mark.vanished == nil, !mark.isAnother(than: outcome, reason) {
            sink.pass(.unchanged, standing: outcome)
            return true
        }
        return sink.put(WalkItem(element: element, place: place))
    }

    private func miss(_ mark: LedgerMark, _ missed: LedgerJoin.Missed, _ root: Root) {
        switch missed {
        case .standing: sink.pass(.unchanged, standing: mark.outcome)
        case .gone: sink.miss(mark.path, root: root.name)
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
