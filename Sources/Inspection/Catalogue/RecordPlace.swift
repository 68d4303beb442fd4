/// What is known of a place in the records of a handler, and of those below it.
final class RecordPlace {
    typealias Kind = JSONTape.Kind

    /// Objects with more different keys than this are taken for lists by name: all their keys are one place.
    private static let mostKeys = 200
    private static let mostExamples = 3
    private static let longestExample = 80

    /// The key of an object, `[]` for the elements of a list, `*` for any key.
    let name: String
    private(set) var counts = [Int](repeating: 0, count: Kind.allCases.count)
    /// In how many records the place is.
    private(set) var records = 0
    private var lastRecord = -1
    /// The first different values, as JSON.
    private(set) var examples: [String] = []
    private(set) var members: [RecordPlace] = []
    private var keys = KeyOrder()
    private var list: RecordPlace?
    private var any: RecordPlace?

    /// Makes a place.
    init(_ name: String = "") { self.name = name }

    /// All kinds of values that were met.
    var kinds: [Kind] { Kind.allCases.filter { counts[Int($0.rawValue)] > 0 } }
    /// The places right below, in the order they were met.
    var children: [RecordPlace] { (list.map { [$0] } ?? []) + (any.map { [$0] } ?? members) }
    /// Whether there is room for one more example.
    var wantsExample: Bool { examples.count < Self.mostExamples }

    /// Counts a value.
    func note(_ kind: Kind, in record: Int) {
        counts[Int(kind.rawValue)] += 1
        guard lastRecord != record else { return }
        lastRecord = record
        records += 1
    }

    /// Keeps a value to show.
    func addExample(_ json: String) {
        if json.utf8.count <= Self.longestExample, json != "null", !examples.contains(json) { examples.append(json) }
    }

    /// Makes all keys below one place, as is documented.
    func takeAnyKey() -> RecordPlace {
        if let any { return any }
        let place = RecordPlace("*")
        for member in members { place.merge(member) }
        members = []
        keys = KeyOrder()
        any = place
        return place
    }

    /// The place of the elements of a list.
    var element: RecordPlace {
        if let list { return list }
        let place = RecordPlace("[]")
        list = place
        return place
    }

    /// The place of a key, as it stands in JSON text.
    ///
    /// - Parameter name: What the key is, decoded.
    func member(_ key: UnsafeBufferPointer<UInt8>, named name: @autoclosure () -> String) -> RecordPlace {
        if let any { return any }
        if let number = keys.number(of: key) { return members[number] }
        guard members.count < Self.mostKeys else { return takeAnyKey() }
        let place = RecordPlace(name())
        keys.add(key)
        members.append(place)
        return place
    }

    /// The place that is documented as `path`, made where it was not met.
    func place(of path: [String]) -> RecordPlace {
        guard let first = path.first else { return self }
        let rest = Array(path.dropFirst())
        switch first {
        case "[]": return element.place(of: rest)
        case "*": return takeAnyKey().place(of: rest)
        default:
            let key = Array(first.utf8)
            let place = key.withUnsafeBufferPointer { member($0, named: first) }
            return place.place(of: rest)
        }
    }

    private func merge(_ other: RecordPlace) {
        for kind in Kind.allCases { counts[Int(kind.rawValue)] += other.counts[Int(kind.rawValue)] }
        records = max(records, other.records)
        for example in other.examples where wantsExample { addExample(example) }
        for child in other.children {
            switch child.name {
            case "[]": element.merge(child)
            case "*": takeAnyKey().merge(child)
            default: place(of: [child.name]).merge(child)
            }
        }
    }
}
