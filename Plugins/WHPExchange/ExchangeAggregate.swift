import HandlerAPI

/// What a WHP-exchange file holds, or several of them together.
public struct ExchangeAggregate: Codable, Sendable, Equatable {
    /// The kind of table.
    public enum Kind: String, Codable, Sendable {
        /// Water samples, a row a bottle.
        case bottle
        /// A profile, a row a pressure level.
        case ctd
        /// Files of both kinds.
        case mixed
    }

    /// The kind of table.
    public internal(set) var kind: Kind
    /// Date and author of the file as its first line gives them; `nil` where files differ.
    public internal(set) var stamp: String?
    /// How many files these are.
    public var files: Int
    /// Rows of data.
    public internal(set) var observations: Int
    /// How many different stations (cruise and station).
    public internal(set) var stations: Int
    /// How many different casts (cruise, station and cast).
    public internal(set) var casts: Int
    /// The cruises, in order of appearance.
    public internal(set) var expocodes: [String]
    /// The casts themselves, in order of appearance.
    public internal(set) var castList: [CastSummary]
    /// Whether `cast_list` holds all casts; else the counts of stations and casts are lower bounds.
    public internal(set) var castListIsComplete: Bool
    /// Where the observations are, in degrees.
    public internal(set) var boundingBox: BoundingBox?
    /// When they were made, by `DATE` and `TIME`.
    public internal(set) var timeSpan: TimeSpan?
    /// Whether the table ends as it should, in `END_DATA`; of several files, whether all do.
    public internal(set) var endData: Bool
    /// Rows with more or fewer fields than there are columns.
    public internal(set) var raggedRows: Int
    /// The `NAME = value` lines of a CTD file; of several files, those on which all agree.
    public internal(set) var headers: [String: String]?
    /// The columns, in the file's order.
    public internal(set) var columns: [ColumnSummary]

    enum CodingKeys: String, CodingKey {
        case kind, stamp, files, observations, stations, casts, expocodes, headers, columns
        case castList = "cast_list"
        case castListIsComplete = "cast_list_is_complete"
        case boundingBox = "bounding_box"
        case timeSpan = "time_span"
        case endData = "end_data"
        case raggedRows = "ragged_rows"
    }
}

extension ExchangeAggregate: Mergeable {
    /// Adds the observations of `other`. Columns of one name and unit become one; in an observation whose file has no
    /// such column, the value counts as missing.
    public mutating func merge(_ other: ExchangeAggregate) {
        mergeColumns(other)
        mergeCasts(other)
        if kind != other.kind { kind = .mixed }
        if stamp != other.stamp { stamp = nil }
        files += other.files
        observations += other.observations
        if let box = other.boundingBox { boundingBox?.formUnion(box) }
        if boundingBox == nil { boundingBox = other.boundingBox }
        if let span = other.timeSpan { timeSpan?.formUnion(span) }
        if timeSpan == nil { timeSpan = other.timeSpan }
        endData = endData && other.endData
        raggedRows += other.raggedRows
        headers = headers.flatMap { own in other.headers.map { others in own.filter { others[$0.key] == $0.value } } }
    }

    private mutating func mergeColumns(_ other: ExchangeAggregate) {
        var unseen = Set(columns.indices)
        for var column in other.columns {
            if let index = columns.firstIndex(where: { $0.isSameQuantity(as: column) }) {
                columns[index].merge(column)
                unseen.remove(index)
            } else {
                column.addMissing(observations)
                columns.append(column)
            }
        }
        for index in unseen { columns[index].addMissing(other.observations) }
    }

    private mutating func mergeCasts(_ other: ExchangeAggregate) {
        var list = CastList(castList, isComplete: castListIsComplete && other.castListIsComplete)
        for cast in other.castList { list.add(cast) }
        take(list)
    }

    /// Sets what follows from the casts.
    mutating func take(_ list: CastList) {
        castList = list.casts
        castListIsComplete = list.isComplete
        casts = list.casts.count
        stations = list.stationCount
        expocodes = list.expocodes
    }
}
