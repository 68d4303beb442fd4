/// What of an aggregate can be compared with another one: its numbers, its words, and the named elements of its lists.
///
/// Each is at a place, whose key is a path: `rows`, `bounding_box.north`. An element of a list that is called something by its `name`
/// or `path` stands under that, so that columns compare with columns of the same name: `columns.temp.mean`. Of any other list, its
/// length counts. Where something has both `present` and `missing`, their numbers become one, the share that is missing. Words
/// are texts without digits and blanks, such as types and units; other texts, truth values and nulls say nothing.
struct AggregateFacts {
    /// Where there is more than this, the rest is left out, so that no aggregate takes all memory.
    private static let most = 20_000

    /// The numbers by place.
    var numbers = ByPlace<Double>()
    /// The words by place.
    var words = ByPlace<String>()
    /// The places of the named elements, in ascending order.
    var elements: [FactPlaces.Number] = []

    /// How many facts there are.
    var count: Int { numbers.count + words.count }
    /// Whether no more are taken.
    var isFull: Bool { count >= Self.most }

    /// What tells whether files are of a kind: the elements, or the places of the numbers where there are none.
    var shape: [FactPlaces.Number] { elements.isEmpty ? numbers.places : elements }

    /// Whether there is an element at this place: O(log n).
    func hasElement(at place: FactPlaces.Number) -> Bool { elements.position(of: place) != nil }

    /// All places that it has something at.
    var places: some Sequence<FactPlaces.Number> { [numbers.places, words.places, elements].joined() }

    /// Puts what was added in order.
    mutating func settle() {
        numbers.settle()
        words.settle()
        if !elements.isAscending { elements = Set(elements).sorted() }
    }
}
