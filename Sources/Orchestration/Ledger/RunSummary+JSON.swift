import HandlerAPI

extension RunSummary {
    /// The documented object: `found recorded unchanged skipped refused failed anomalies bytes elapsed_seconds by_handler
    /// by_media_type vanished unchanged_by_outcome`, then `balanced`, and `interrupted` with `abandoned` where it was.
    public var json: JSONObject {
        var object = JSONObject()
        object.add("found", found)
        for outcome in Outcome.allCases { object.add(outcome.rawValue, count(outcome)) }
        object.add("anomalies", anomalies)
        object.add("bytes", bytes.bytes)
        object.add("elapsed_seconds", (elapsedSeconds * 1_000).rounded() / 1_000)
        object.add("by_handler", handlersObject)
        object.add("by_media_type", typesObject)
        object.add("vanished", vanished)
        var stands = JSONObject()
        for outcome in Outcome.allCases {
            if let count = standing[outcome] { stands.add(outcome.rawValue, count) }
        }
        object.add("unchanged_by_outcome", stands)
        object.add("balanced", isBalanced)
        if isInterrupted {
            object.add("interrupted", true)
            object.add("abandoned", abandoned)
        }
        return object
    }

    private var handlersObject: JSONObject {
        var object = JSONObject()
        for (name, tally) in byHandler.sorted(by: { $0.key < $1.key }) {
            var counts = JSONObject()
            counts.add("recorded", tally.recorded)
            counts.add("failed", tally.failed)
            counts.add("anomalies", tally.anomalies)
            object.add(name, counts)
        }
        return object
    }

    private var typesObject: JSONObject {
        var object = JSONObject()
        for (type, count) in byMediaType.sorted(by: { $0.key < $1.key }) { object.add(type.description, count) }
        return object
    }
}
