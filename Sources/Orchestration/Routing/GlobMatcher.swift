/// A step of the automaton that a ``Glob`` becomes.
enum GlobStep: Sendable, Equatable {
    /// Covers this character.
    case character(UInt32)
    /// Covers any character but a slash.
    case anyCharacter
    /// Covers a character of a set.
    case set(GlobSet)
    /// Covers any number of characters.
    case run(crossesSlashes: Bool)
    /// Covers nothing and goes on at each of these steps.
    case branch([Int])

    /// The automaton of a pattern. Its last step is followed by the end of the path.
    static func steps(of tokens: [GlobToken]) -> [GlobStep] {
        var steps: [GlobStep] = []
        var groups: [Group] = []
        for token in tokens {
            switch token {
            case .character(let character): steps.append(.character(character))
            case .anyCharacter: steps.append(.anyCharacter)
            case .set(let set): steps.append(.set(set))
            case .run(let crossesSlashes): steps.append(.run(crossesSlashes: crossesSlashes))
            case .folders:
                steps.append(.branch([steps.count + 1, steps.count + 3]))
                steps += [.run(crossesSlashes: true), .character(GlobToken.slash)]
            case .open:
                groups.append(Group(branch: steps.count))
                steps.append(.branch([]))
            case .comma:
                groups[groups.count - 1].ends.append(steps.count)
                steps.append(.branch([]))
            case .close:
                guard let group = groups.popLast() else { break }
                steps[group.branch] = .branch([group.branch + 1] + group.ends.map { $0 + 1 })
                for end in group.ends { steps[end] = .branch([steps.count]) }
            }
        }
        return steps
    }

    /// Alternatives: the step that branches into them, and the steps that end each but the last.
    private struct Group {
        let branch: Int
        var ends: [Int] = []
    }

    /// The text that every path covered begins with.
    static func literalPrefix(of steps: [GlobStep]) -> String {
        var prefix = String.UnicodeScalarView()
        for case .character(let value) in steps.prefix(while: \.isCharacter) {
            if let scalar = Unicode.Scalar(value) { prefix.append(scalar) }
        }
        return String(prefix)
    }

    private var isCharacter: Bool { if case .character = self { true } else { false } }

    /// Whether the step covers `character`.
    fileprivate func covers(_ character: UInt32) -> Bool {
        switch self {
        case .character(let expected): character == expected
        case .anyCharacter: character != GlobToken.slash
        case .set(let set): set.covers(character)
        case .run(let crossesSlashes): crossesSlashes || character != GlobToken.slash
        case .branch: false
        }
    }

    fileprivate var isRun: Bool { if case .run = self { true } else { false } }
}

/// Follows all ways through the steps of a ``Glob`` at once (Thompson, "Regular Expression Search Algorithm", CACM 11,
/// 1968), so that no pattern takes more than its length for each character of a path.
struct GlobMatcher {
    private let steps: [GlobStep]
    /// The steps that come next, each once.
    private var next: [Int] = []
    private var isNext: [Bool]

    /// Stands before the first character.
    init(_ steps: [GlobStep]) {
        self.steps = steps
        isNext = Array(repeating: false, count: steps.count + 1)
        go(to: 0)
    }

    /// Whether what came so far is covered.
    var isAtEnd: Bool { isNext[steps.count] }

    /// Goes over a character; `false` where nothing can be covered any more.
    mutating func advance(over character: UInt32) -> Bool {
        let before = next
        for place in before { isNext[place] = false }
        next.removeAll(keepingCapacity: true)
        for place in before where place < steps.count && steps[place].covers(character) {
            go(to: steps[place].isRun ? place : place + 1)
        }
        return !next.isEmpty
    }

    private mutating func go(to first: Int) {
        var waiting = [first]
        while let place = waiting.popLast() {
            if isNext[place] { continue }
            isNext[place] = true
            next.append(place)
            guard place < steps.count else { continue }
            switch steps[place] {
            case .run: waiting.append(place + 1)
            case .branch(let places): waiting += places
            default: break
            }
        }
    }
}
