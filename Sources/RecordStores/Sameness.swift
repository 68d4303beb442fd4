import HandlerAPI
import Orchestration

extension HandlerRecord {
    /// Whether it says what another says.
    func isAs(_ other: HandlerRecord) -> Bool {
        handlerVersion == other.handlerVersion && isPartial == other.isPartial && aggregate == other.aggregate
    }
}

extension AnomalyRow {
    /// The same where the same was found of the same file.
    var identity: [String] {
        [root, path.description, anomaly.handler, anomaly.anomaly.detector, anomaly.anomaly.subject]
    }
}
