/// Adds records up to what is known of the places in them.
///
/// Nothing is decoded but keys that are new: the records of a large store are some gigabytes, most of it is counted and not looked at.
struct RecordReading {
    private var tape = JSONTape()
    private var count = 0
    private let top: RecordPlace

    /// - Parameter top: The place of whole records.
    init(into top: RecordPlace) { self.top = top }

    /// Adds what is in `json`; nothing where it is no JSON.
    mutating func add(_ json: String) {
        let record = count
        count += 1
        _ = tape.read(json) { Self.add($0, 0, to: top, record) }
    }

    private static func add(_ view: JSONView, _ index: Int, to place: RecordPlace, _ record: Int) {
        let token = view[index]
        place.note(token.kind, in: record)
        switch token.kind {
        case .object:
            for key in view.keys(of: index) {
                let member = place.member(view.bytes(of: view[key]), named: view.text(of: view[key]))
                add(view, key + 1, to: member, record)
            }
        case .array: for element in view.elements(of: index) { add(view, element, to: place.element, record) }
        default: if place.wantsExample { place.addExample(view.source(of: token)) }
        }
    }
}
