import HandlerAPI
import Orchestration

/// What files of a kind can be told by before their aggregates are compared: who made them of what.
struct KindKey: Hashable, Comparable {
    let handler: String
    let version: String
    let mediaType: String

    init(_ row: RecordRow) {
        handler = row.record.handler
        version = row.record.handlerVersion
        mediaType = row.file.verdict?.mediaType.description ?? ""
    }

    static func < (left: KindKey, right: KindKey) -> Bool {
        (left.handler, left.mediaType, left.version) < (right.handler, right.mediaType, right.version)
    }
}

/// Files whose aggregates have the same elements, and the facts of some of them.
final class KindSample {
    /// A file of the sample.
    struct Member {
        /// The run that brought it as it is.
        let since: RunNumber
        /// Decides, of files that came together, which are kept.
        let hash: UInt64
        let facts: AggregateFacts
    }

    /// The most files kept, and the most facts.
    private static let (mostFiles, mostFacts) = (2_048, 300_000)
    /// Fewer files than this are not kept for their many facts.
    private static let fewestFiles = 32

    /// What the aggregates have in common: their elements, or the places of their numbers where there are none.
    let shape: [FactPlaces.Number]
    private(set) var count = 0
    private var kept: [Member] = []
    private var factCount = 0

    init(shape: [FactPlaces.Number]) { self.shape = shape }

    private var most: Int {
        min(max(Self.mostFacts / max(1, factCount / max(1, count)), Self.fewestFiles), Self.mostFiles)
    }

    /// The files kept: the newest, and of those that came together the ones that a hash of their names chose.
    var members: [Member] { Array(kept.sorted(by: Self.goesFirst).prefix(most)) }

    /// Takes a file in.
    func add(_ facts: AggregateFacts, of row: RecordRow) {
        let name = "\(row.file.root)\n\(row.file.path)"
        count += 1
        factCount += facts.count
        add(Member(since: row.since, hash: TextHash.of(name.utf8), facts: facts))
    }

    /// Takes the files of another sample in.
    func merge(_ other: KindSample) {
        count += other.count
        factCount += other.factCount
        for member in other.kept { add(member) }
    }

    private func add(_ member: Member) {
        kept.append(member)
        if kept.count >= 2 * most { kept = members }
    }

    /// The places of the facts of the files kept, and of the shape.
    var places: Set<FactPlaces.Number> {
        kept.reduce(into: Set(shape)) { places, member in places.formUnion(member.facts.places) }
    }

    /// How much two shapes have in common, from 0 to 1 (Jaccard).
    func likeness(to other: KindSample) -> Double {
        let common = shape.count { other.shape.position(of: $0) != nil }
        let all = shape.count + other.shape.count - common
        return all == 0 ? 1 : Double(common) / Double(all)
    }

    private static func goesFirst(_ left: Member, _ right: Member) -> Bool {
        left.since != right.since ? left.since > right.since : left.hash < right.hash
    }
}
