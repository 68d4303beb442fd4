/// One lowering of the instruments at a station.
public struct CastSummary: Codable, Sendable, Equatable {
    /// The cruise.
    public let expocode: String
    /// The station.
    public let station: String
    /// The cast's number at the station.
    public let cast: String
    /// How many observations it has.
    public internal(set) var observations: Int

    enum CodingKeys: String, CodingKey {
        case expocode, station, cast, observations
    }
}

/// The casts seen, in order of appearance. The names are kept, not only counted, so that totals of several files count
/// a cast in two files once; a file beyond ``capacity`` casts keeps the first ones and says so.
struct CastList {
    /// The most casts kept. The largest cruises have some hundreds.
    static let capacity = 20_000

    private struct Key: Hashable {
        let expocode: String
        let station: String
        let cast: String
    }

    private(set) var casts: [CastSummary] = []
    private(set) var isComplete = true
    private var positions: [Key: Int] = [:]

    init() {}

    init(_ casts: [CastSummary], isComplete: Bool) {
        self.casts = casts
        self.isComplete = isComplete
        for (position, cast) in casts.enumerated() { positions[Self.key(cast)] = position }
    }

    private static func key(_ cast: CastSummary) -> Key {
        Key(expocode: cast.expocode, station: cast.station, cast: cast.cast)
    }

    /// Adds observations of a cast, one that names itself at least in part.
    mutating func add(_ cast: CastSummary) {
        let key = Self.key(cast)
        guard !(key.expocode.isEmpty && key.station.isEmpty && key.cast.isEmpty) else { return }
        if let position = positions[key] {
            casts[position].observations += cast.observations
        } else if casts.count < Self.capacity {
            positions[key] = casts.count
            casts.append(cast)
        } else {
            isComplete = false
        }
    }

    /// How many different stations there are.
    var stationCount: Int {
        Set(casts.map { Key(expocode: $0.expocode, station: $0.station, cast: "") }).count
    }

    /// The cruises, in order of appearance.
    var expocodes: [String] {
        var seen: Set<String> = [""]
        return casts.map(\.expocode).filter { seen.insert($0).inserted }
    }
}
