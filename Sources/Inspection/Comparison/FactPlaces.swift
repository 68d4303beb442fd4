/// The places in aggregates that facts are of, each with a number.
///
/// A place is known by its key, which is the path to it: `rows`, `columns.temp.mean`. Putting keys together and looking them up for
/// each number of each file would take most of the time that comparing does; a step from a place to one below it, by a key as it
/// stands in JSON, takes next to none.
final class FactPlaces {
    /// Tells places apart.
    typealias Number = Int32

    /// The steps from a place to those below.
    private final class Branch {
        var keys = KeyOrder()
        var places: [Number] = []
    }

    private struct Place {
        let key: String
        var members: Branch?
        var elements: Branch?
    }

    /// The place of a whole aggregate.
    static let top: Number = 0
    /// So many places are never too many: some tens of MB.
    private static let leastLimit = 1 << 17

    private var places = [Place(key: "")]
    private var numbers: [String: Number] = ["": top]
    /// Numbers of places that were forgotten.
    private var free: [Number] = []
    private let leastLimit: Int
    private var limit: Int

    /// - Parameter limit: So many places are never too many.
    init(limit: Int = leastLimit) { (leastLimit, self.limit) = (limit, limit) }

    /// The key of a place.
    func key(_ place: Number) -> String { places[Int(place)].key }

    /// The place with this key; `nil` where it was not met.
    func number(of key: some StringProtocol) -> Number? { numbers[String(key)] }

    /// The place of a member of an object.
    ///
    /// - Parameters:
    ///   - key: Its key, as it stands in JSON text.
    ///   - name: The key, decoded.
    func member(_ key: UnsafeBufferPointer<UInt8>, named name: @autoclosure () -> String, of parent: Number) -> Number {
        let branch = places[Int(parent)].members ?? newBranch(of: parent, \.members)
        return step(branch, key) { joined(parent, name()) }
    }

    /// The place of an element of a list that is called by a name; the parameters are those of a member.
    func element(_ key: UnsafeBufferPointer<UInt8>, named name: @autoclosure () -> String, of parent: Number) -> Number
    {
        let branch = places[Int(parent)].elements ?? newBranch(of: parent, \.elements)
        return step(branch, key) { joined(parent, FactKey.escaped(name())) }
    }

    private func newBranch(of parent: Number, _ kind: WritableKeyPath<Place, Branch?>) -> Branch {
        let branch = Branch()
        places[Int(parent)][keyPath: kind] = branch
        return branch
    }

    private func step(_ branch: Branch, _ key: UnsafeBufferPointer<UInt8>, _ path: () -> String) -> Number {
        if let number = branch.keys.number(of: key) { return branch.places[number] }
        let place = place(path())
        branch.keys.add(key)
        branch.places.append(place)
        return place
    }

    private func joined(_ parent: Number, _ name: String) -> String {
        let key = key(parent)
        return key.isEmpty ? name : key + "." + name
    }

    private func place(_ key: String) -> Number {
        if let known = numbers[key] { return known }
        let number = free.popLast() ?? Number(places.count)
        if Int(number) < places.count { places[Int(number)] = Place(key: key) } else { places.append(Place(key: key)) }
        numbers[key] = number
        return number
    }
}

// MARK: - Forgetting

extension FactPlaces {
    /// Forgets all places but the top and those in `needed` where there are too many, as records may have keys without end.
    ///
    /// Too many are twice as many as were needed the last time: so memory is in proportion to the places that are needed, and the time
    /// that this takes, over all records, to those that were met.
    func trim(keeping needed: @autoclosure () -> some Sequence<Number>) {
        guard numbers.count > limit else { return }
        var isNeeded = [Bool](repeating: false, count: places.count)
        isNeeded[Int(Self.top)] = true
        for place in needed() { isNeeded[Int(place)] = true }
        for place in free { isNeeded[Int(place)] = true }
        for index in places.indices {
            // Steps are learned anew, as some of them lead to what is forgotten.
            let key = places[index].key
            if !isNeeded[index] {
                numbers[key] = nil
                free.append(Number(index))
            }
            places[index] = Place(key: isNeeded[index] ? key : "")
        }
        limit = max(leastLimit, 2 * numbers.count)
    }
}
