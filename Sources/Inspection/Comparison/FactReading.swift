/// Gathers the facts of one aggregate.
struct FactReading {
    private static let longestWord = 32

    private let view: JSONView
    private let places: FactPlaces
    private var facts = AggregateFacts()

    private init(_ view: JSONView, _ places: FactPlaces) { (self.view, self.places) = (view, places) }

    /// The facts in `view`, at places that are known or become so.
    ///
    /// - Returns: `nil` where it is no object.
    static func facts(of view: JSONView, at places: FactPlaces) -> AggregateFacts? {
        guard view[0].kind == .object else { return nil }
        var reading = FactReading(view, places)
        reading.addObject(0, FactMembers(view, of: 0), at: FactPlaces.top)
        reading.facts.settle()
        return reading.facts
    }

    private mutating func addObject(_ index: Int, _ members: FactMembers, at place: FactPlaces.Number) {
        var members = members
        if let share = members.takeMissingShare(view) {
            let number = FactKey.missingShareKey.withUTF8Buffer {
                places.member($0, named: FactKey.missingShare, of: place)
            }
            if share.isFinite { facts.numbers.add(share, at: number) }
        }
        if let keys = members.sorted {
            for key in keys where !facts.isFull { addMember(key, members, at: place) }
        } else {
            for key in view.keys(of: index) where !facts.isFull { addMember(key, members, at: place) }
        }
    }

    private mutating func addMember(_ key: Int, _ members: FactMembers, at place: FactPlaces.Number) {
        guard !members.isTaken(key) else { return }
        let token = view[key]
        add(key + 1, at: places.member(view.bytes(of: token), named: view.text(of: token), of: place))
    }

    private mutating func add(_ index: Int, at place: FactPlaces.Number) {
        let token = view[index]
        switch token.kind {
        case .object: addObject(index, FactMembers(view, of: index), at: place)
        case .array: addList(index, at: place)
        case .integer, .number: facts.numbers.add(JSONNumber.value(view.bytes(of: token)), at: place)
        case .text: if let word = word(token) { facts.words.add(word, at: place) }
        case .null, .boolean: break
        }
    }

    private mutating func addList(_ index: Int, at place: FactPlaces.Number) {
        guard let elements = namedElements(of: index, at: place) else {
            return facts.numbers.add(Double(view[index].length), at: place)
        }
        for element in elements where !facts.isFull {
            facts.elements.append(element.place)
            addObject(element.index, element.members, at: element.place)
        }
    }

    /// The elements of a list where there are some, and all are objects with different names.
    private func namedElements(
        of index: Int, at place: FactPlaces.Number
    ) -> [(index: Int, place: FactPlaces.Number, members: FactMembers)]? {
        var elements: [(index: Int, place: FactPlaces.Number, members: FactMembers)] = []
        for element in view.elements(of: index) {
            guard view[element].kind == .object else { return nil }
            var members = FactMembers(view, of: element)
            guard let name = members.takeName(view) else { return nil }
            let number = places.element(view.bytes(of: name), named: view.text(of: name), of: place)
            elements.append((element, number, members))
        }
        let numbers = elements.map(\.place)
        let areDifferent = numbers.isAscending || Set(numbers).count == numbers.count
        return elements.isEmpty || !areDifferent ? nil : elements
    }

    private func word(_ token: JSONTape.Token) -> String? {
        if token.isPlain {
            let bytes = view.bytes(of: token)
            return Self.isWord(bytes) ? String(decoding: bytes, as: UTF8.self) : nil
        }
        let text = view.text(of: token)
        return Self.isWord(text.utf8) ? text : nil
    }

    private static func isWord(_ text: some Collection<UInt8>) -> Bool {
        (1...longestWord).contains(text.count)
            && text.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "_")
            }
    }
}
