/// Pairings of an earlier run that stand, with what belongs to them.
struct StandingPart: Sendable {
    var pairings: [Pairing]
    var records: [HandlerRecord]
    var anomalies: [HandlerAnomaly]
    var failures: [Failure]
    /// What may go into the totals of the archive around the file.
    var sums: [String: FileTask.Sum]

    /// What belongs to `pairings` of what is kept of an entry.
    ///
    /// - Parameter registry: Reads aggregates that add up.
    init(_ pairings: [Pairing], of standing: StandingOutcome, registry: HandlerRegistry) {
        self.pairings = pairings
        let names = Set(pairings.map(\.handler))
        let keepsArchive = names.contains(ContainerAggregate.handlerName)
        // Totals of members have no pairing of their own: they stand as long as the archive's own pairing does.
        let paired = Set(standing.row.pairings.map(\.handler))
        func belongs(_ handler: String) -> Bool {
            names.contains(handler) || keepsArchive && !paired.contains(handler)
        }
        records = standing.records.filter { belongs($0.handler) }
        anomalies = standing.anomalies.filter { names.contains($0.handler) }
        failures = standing.failures.filter { names.contains($0.handler ?? ContainerAggregate.handlerName) }
        sums = [:]
        for record in records {
            guard let handler = registry[record.handler], handler.isMergeable else { continue }
            sums[record.handler] = .init(
                aggregate: handler.aggregate(json: record.aggregate), isPartial: record.isPartial)
        }
    }
}
