import AnomalyScoring

/// How the numbers of one kind of files go together, by places.
///
/// Numbers of one element say the same in several ways: they are not held against each other, but against those of other elements
/// and of the file.
struct KindRelations {
    /// A number that is held against others.
    private struct Feature {
        let index: Int
        let name: FactKey
        let usual: UsualNumbers
    }

    /// The share of files that a number must be known of.
    private static let leastPresence = 0.9

    private let features: ByPlace<Feature>
    private let inOrder: [Feature]
    private let groups: [String: Int]
    private let relations: UsualRelations

    /// Learns from files.
    ///
    /// - Parameters:
    ///   - numbers: What is usual of each number.
    ///   - count: How many files there are of the kind, each of which is compared.
    ///   - isElement: Whether there is a named element at a place.
    /// - Returns: `nil` where the files are too few, or no numbers go together.
    init?(
        _ members: [KindSample.Member], _ numbers: ByPlace<UsualNumbers>, of count: Int, _ places: FactPlaces,
        isElement: (FactPlaces.Number) -> Bool
    ) {
        guard members.count >= UsualRelations.fewest else { return nil }
        var chosen: [(place: FactPlaces.Number, feature: Feature)] = []
        numbers.forEach { place, usual in
            guard Double(usual.count) >= Self.leastPresence * Double(members.count) else { return }
            let name = FactKey(place, in: places, isElement: isElement)
            chosen.append((place, Feature(index: 0, name: name, usual: usual)))
        }
        if chosen.count > UsualRelations.most {
            chosen.sort { (FactText.rank($0.feature.name), $0.place) < (FactText.rank($1.feature.name), $1.place) }
            chosen = chosen.prefix(UsualRelations.most).sorted { $0.place < $1.place }
        }
        let inOrder = chosen.enumerated().map { Feature(index: $0, name: $1.feature.name, usual: $1.feature.usual) }
        var features = ByPlace<Feature>()
        for (place, feature) in zip(chosen.map(\.place), inOrder) { features.add(feature, at: place) }
        var groups: [String: Int] = [:]
        for feature in inOrder where groups[feature.name.place] == nil { groups[feature.name.place] = groups.count }
        let columns = Self.columns(members, features)
        let group = inOrder.map { groups[$0.name.place] ?? 0 }
        guard let relations = UsualRelations(columns, groups: group, files: count) else { return nil }
        (self.features, self.inOrder, self.groups, self.relations) = (features, inOrder, groups, relations)
    }

    /// Numbers of a file that do not go together, none of an element of which something is told already.
    ///
    /// - Parameter told: The places of what is told.
    func deviations(of facts: AggregateFacts, besides told: Set<String>) -> [Deviation] {
        var positions = [Double](repeating: .nan, count: inOrder.count)
        facts.numbers.forEachCommon(with: features) { _, number, feature in
            positions[feature.index] = feature.usual.position(of: number)
        }
        let surprises = relations.surprises(in: positions, besides: Set(told.compactMap { groups[$0] }))
        guard !surprises.isEmpty else { return [] }
        var numbers = positions
        facts.numbers.forEachCommon(with: features) { _, number, feature in numbers[feature.index] = number }
        return surprises.map { deviation($0, numbers) }
    }

    private func deviation(_ surprise: UsualRelations.Surprise, _ numbers: [Double]) -> Deviation {
        let feature = inOrder[surprise.index]
        func told(_ index: Int) -> String { "\(inOrder[index].name.phrase) \(FactText.number(numbers[index]))" }
        let low = feature.usual.number(at: surprise.expected.lowerBound)
        let high = feature.usual.number(at: surprise.expected.upperBound)
        return Deviation(
            subject: feature.name.element ?? feature.name.quantity, elementKey: feature.name.elementKey,
            phrase: "\(told(surprise.index)) beside \(surprise.partners.map(told).joined(separator: " and ")), "
                + "where others have \(FactText.range(low...max(low, high)))",
            score: surprise.score.calibrated, rank: FactText.rank(feature.name))
    }

    /// For each number those of all files, by their positions.
    private static func columns(_ members: [KindSample.Member], _ features: ByPlace<Feature>) -> [[Double]] {
        let missing = [Double](repeating: .nan, count: members.count)
        var columns = [[Double]](repeating: missing, count: features.count)
        for (row, member) in members.enumerated() {
            member.facts.numbers.forEachCommon(with: features) { _, number, feature in
                columns[feature.index][row] = feature.usual.position(of: number)
            }
        }
        return columns
    }
}
