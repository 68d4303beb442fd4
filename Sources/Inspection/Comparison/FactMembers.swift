/// The members of an object, as they are compared: in the order of their keys, the last where a key is there more than once.
struct FactMembers {
    /// The keys' numbers in order, where they do not stand in order, each once.
    let sorted: [Int]?
    private var present: Int?
    private var missing: Int?
    private var name: Int?
    private var path: Int?
    /// Whether the share that is missing stands for `present` and `missing`.
    private var hasShare = false
    /// Whether the place of the object is called by its name.
    private var isNamed = false

    /// Finds the members of the object at `index`: O(n) where its keys stand in order, as handlers write them, O(n log n) else.
    init(_ view: JSONView, of index: Int) {
        sorted = Self.areInOrder(view, index) ? nil : Self.sorted(view, index)
        if let sorted {
            for key in sorted { note(key, view) }
        } else {
            for key in view.keys(of: index) { note(key, view) }
        }
    }

    private mutating func note(_ key: Int, _ view: JSONView) {
        let token = view[key]
        if view.isText(token, "present") { present = key }
        if view.isText(token, "missing") { missing = key }
        if view.isText(token, "name") { name = key }
        if view.isText(token, "path") { path = key }
    }

    /// The share that is missing, where there are both numbers; their members are taken then.
    ///
    /// - Returns: Not a number where nothing is either.
    mutating func takeMissingShare(_ view: JSONView) -> Double? {
        guard let present, let missing, view[present + 1].isNumber, view[missing + 1].isNumber else { return nil }
        hasShare = true
        let (there, gone) = (Self.number(view, present), Self.number(view, missing))
        return there + gone > 0 ? gone / (there + gone) : .nan
    }

    /// What the object is called; its `name` and `path` are taken then.
    mutating func takeName(_ view: JSONView) -> JSONTape.Token? {
        guard let key = name ?? path, view[key + 1].kind == .text else { return nil }
        isNamed = true
        return view[key + 1]
    }

    /// Whether a member is accounted for otherwise.
    func isTaken(_ key: Int) -> Bool {
        hasShare && (key == present || key == missing) || isNamed && (key == name || key == path)
    }

    private static func number(_ view: JSONView, _ key: Int) -> Double {
        JSONNumber.value(view.bytes(of: view[key + 1]))
    }

    private static func areInOrder(_ view: JSONView, _ index: Int) -> Bool {
        var last: UnsafeBufferPointer<UInt8>?
        for key in view.keys(of: index) {
            let token = view[key]
            let bytes = view.bytes(of: token)
            guard token.isPlain, last?.lexicographicallyPrecedes(bytes) ?? true else { return false }
            last = bytes
        }
        return true
    }

    private static func sorted(_ view: JSONView, _ index: Int) -> [Int] {
        var last: [String: Int] = [:]
        for key in view.keys(of: index) { last[view.text(of: view[key])] = key }
        return last.sorted { $0.key < $1.key }.map(\.value)
    }
}
