/// Values by place, in the order of the places' numbers, so that two of them are compared in one go through both.
struct ByPlace<Value> {
    /// The places, each once, in ascending order.
    private(set) var places: [FactPlaces.Number] = []
    private var values: [Value] = []
    private var isSettled = true

    /// Makes an empty one.
    init() {}

    /// Puts values that are by place already in order: O(n log n).
    init(_ values: [FactPlaces.Number: Value]) {
        let ordered = values.sorted { $0.key < $1.key }
        (places, self.values) = (ordered.map(\.key), ordered.map(\.value))
    }

    /// How many there are.
    var count: Int { places.count }

    /// Adds a value, which counts instead of one that was added at this place before, once all are there; see ``settle()``.
    mutating func add(_ value: Value, at place: FactPlaces.Number) {
        if let last = places.last, last >= place { isSettled = false }
        places.append(place)
        values.append(value)
    }

    /// Puts what was added in order: O(n log n), and nothing where it is already.
    mutating func settle() {
        guard !isSettled else { return }
        let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        let (unordered, unorderedValues) = (places, values)
        (places, values, isSettled) = ([], [], true)
        for index in order {
            if places.last == unordered[index] {
                values[values.count - 1] = unorderedValues[index]
            } else {
                places.append(unordered[index])
                values.append(unorderedValues[index])
            }
        }
    }

    /// The value at a place: O(log n).
    subscript(place: FactPlaces.Number) -> Value? { places.position(of: place).map { values[$0] } }

    /// Calls `body` for each place with its value.
    func forEach(_ body: (FactPlaces.Number, Value) -> Void) {
        for index in places.indices { body(places[index], values[index]) }
    }

    /// What `transform` makes of the values, without those of which it makes nothing.
    func compactMapValues<Other>(_ transform: (FactPlaces.Number, Value) -> Other?) -> ByPlace<Other> {
        var others = ByPlace<Other>()
        forEach { place, value in if let other = transform(place, value) { others.add(other, at: place) } }
        return others
    }

    /// Calls `body` for each place that both have, with both values: O(n).
    func forEachCommon<Other>(with other: ByPlace<Other>, _ body: (FactPlaces.Number, Value, Other) -> Void) {
        var (mine, others) = (0, 0)
        while mine < places.count, others < other.places.count {
            let (left, right) = (places[mine], other.places[others])
            if left == right { body(left, values[mine], other.values[others]) }
            if left <= right { mine += 1 }
            if right <= left { others += 1 }
        }
    }
}

extension [FactPlaces.Number] {
    /// Where a place is among places in ascending order: O(log n).
    func position(of place: FactPlaces.Number) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == place ? low : nil
    }

    /// Whether each is greater than the one before, so that none is there twice.
    var isAscending: Bool { zip(self, dropFirst()).allSatisfy { $0 < $1 } }
}
