/// Reads aggregates into facts, whose places it numbers the same for all of them.
final class FactReader {
    /// The places of all facts that were read.
    let places: FactPlaces
    private var tape = JSONTape()

    /// - Parameter places: The places that are known.
    init(places: FactPlaces = FactPlaces()) { self.places = places }

    /// Reads an aggregate.
    ///
    /// - Returns: `nil` where the text is no JSON object.
    func facts(of json: String) -> AggregateFacts? {
        tape.read(json) { FactReading.facts(of: $0, at: places) } ?? nil
    }
}
