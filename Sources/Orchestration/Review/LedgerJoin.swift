/// Goes through what the ledger knows in step with a walk, as both are in the order of paths.
struct LedgerJoin {
    /// What became of an entry that was found; what lies below it shares that.
    enum Fate {
        /// It stands.
        case stands
        /// It is being handled, and brings its members along.
        case handled
        /// It was not looked into.
        case left
    }

    /// What a walk did not come by.
    enum Missed {
        /// A member of something that stands.
        case standing
        /// It is not there any more.
        case gone
    }

    private let next: () throws -> [LedgerMark]?
    private var page: [LedgerMark] = []
    private var position = 0
    private var isOver = false
    /// The entries met last, each of whose paths begins with the one before.
    private var met: [(path: StorePath, fate: Fate)] = []

    /// Makes a join over pages, which `next` hands out in order.
    init(_ next: @escaping () throws -> [LedgerMark]?) { self.next = next }

    /// What is known of `path`; what lies before it was not come by.
    mutating func find(_ path: StorePath, missed: (LedgerMark, Missed) -> Void) throws -> LedgerMark? {
        while let mark = try current() {
            if path < mark.path { return nil }
            position += 1
            if mark.path == path { return mark }
            judge(mark, missed)
        }
        return nil
    }

    /// Notes what became of an entry.
    mutating func meet(_ path: StorePath, _ fate: Fate) {
        while let last = met.last, !path.begins(with: last.path.description) { met.removeLast() }
        met.append((path, fate))
    }

    /// Goes through what is left after the walk.
    mutating func finish(missed: (LedgerMark, Missed) -> Void) throws {
        while let mark = try current() {
            position += 1
            judge(mark, missed)
        }
    }

    private mutating func current() throws -> LedgerMark? {
        if position == page.count, !isOver {
            page = try next() ?? []
            position = 0
            isOver = page.isEmpty
        }
        return isOver ? nil : page[position]
    }

    private func judge(_ mark: LedgerMark, _ missed: (LedgerMark, Missed) -> Void) {
        let around = met.last { mark.path.lies(below: $0.path) }
        switch around?.fate {
        case .stands: missed(mark, .standing)
        case .handled, .left: break
        case nil: if mark.vanished == nil { missed(mark, .gone) }
        }
    }
}
