import Synchronization

/// Sets entries aside that were under way when a run ended abruptly.
final class Suspects: Sendable {
    private struct Key: Hashable {
        let root: String
        let path: StorePath
    }

    private let known: [Key: Suspect]
    private let waiting = Mutex<[(item: WalkItem, suspect: Suspect)]>([])
    private let alone = Atomic<Bool>(false)

    init(_ suspects: [Suspect]) {
        known = Dictionary(suspects.map { (Key(root: $0.root, path: $0.path), $0) }) { first, _ in first }
    }

    /// Whether one of them is the only entry under way.
    var isTakenAlone: Bool {
        get { alone.load(ordering: .relaxed) }
        set { alone.store(newValue, ordering: .relaxed) }
    }

    /// Keeps an item until the others are done; `false` where nothing is known against it.
    func setAside(_ item: WalkItem) -> Bool {
        guard !known.isEmpty, let suspect = known[Key(root: item.place.root, path: item.element.path)] else {
            return false
        }
        waiting.withLock { $0.append((item, suspect)) }
        return true
    }

    /// What was set aside; it is forgotten.
    func takeWaiting() -> [(item: WalkItem, suspect: Suspect)] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
