import HandlerAPI
import Orchestration

extension JSONObject {
    /// A list of objects.
    mutating func add(_ key: String, _ objects: [JSONObject]) {
        addRaw(key, "[" + objects.map(\.description).joined(separator: ",") + "]")
    }
}

extension LedgerRow {
    /// The row as the API shows it.
    var json: JSONObject {
        var object = JSONObject()
        object.add("root", root)
        object.add("path", path.description)
        object.add("outcome", outcome.rawValue)
        object.add("reason", reason)
        object.add("media_type", verdict?.mediaType.description)
        object.add("charset", verdict?.charset)
        object.add("basis", verdict?.basis)
        object.add("size", size)
        object.add("run", run)
        object.add("vanished_in_run", vanished)
        object.add("pairings", pairings.map(\.object))
        return object
    }
}

extension Pairing {
    fileprivate var object: JSONObject {
        var object = JSONObject()
        object.add("handler", handler)
        object.add("ending", ending.rawValue)
        object.add("message", message)
        return object
    }
}

extension RecordRow {
    /// The record as the API shows it.
    ///
    /// - Parameter withFile: Whether the file is named.
    func json(withFile: Bool) -> JSONObject {
        var object = JSONObject()
        if withFile {
            object.add("root", file.root)
            object.add("path", file.path.description)
        }
        object.add("handler", record.handler)
        object.add("handler_version", record.handlerVersion)
        object.add("partial", record.isPartial)
        object.addRaw("aggregate", record.aggregate)
        object.add("notes", record.notes)
        object.add("since_run", since)
        return object
    }
}

extension AnomalyRow {
    /// The anomaly as the API shows it.
    ///
    /// - Parameter withFile: Whether the file is named.
    func json(withFile: Bool) -> JSONObject {
        var object = JSONObject()
        if withFile {
            object.add("root", root)
            object.add("path", path.description)
        }
        object.add("handler", anomaly.handler)
        object.add("subject", anomaly.anomaly.subject)
        object.add("detector", anomaly.anomaly.detector)
        object.add("score", anomaly.anomaly.score)
        object.add("threshold", anomaly.anomaly.threshold)
        object.add("reason", anomaly.anomaly.reason)
        object.add("run", run)
        return object
    }
}

extension FailureRow {
    /// The failure as the API shows it.
    ///
    /// - Parameter withFile: Whether the file is named.
    func json(withFile: Bool, number: Int64? = nil) -> JSONObject {
        var object = JSONObject()
        if let number { object.add("id", number) }
        if withFile {
            object.add("root", root)
            object.add("path", path.description)
        }
        object.add("stage", failure.stage.rawValue)
        object.add("handler", failure.handler)
        object.add("handler_version", failure.handlerVersion)
        object.add("code", failure.code.description)
        object.add("message", failure.message)
        object.add("remedy", Remedy.of(failure))
        object.add("offset", failure.offset)
        object.add("signature", failure.signature)
        object.add("standing", standing.rawValue)
        object.add("run", run)
        object.add("time", time)
        return object
    }
}

extension FailureSummary {
    /// The group as the API shows it.
    var json: JSONObject {
        var object = JSONObject()
        object.add("signature", signature)
        object.add("count", count)
        object.add("example", example.json(withFile: true))
        return object
    }
}

extension FileStory {
    /// The story as the API shows it.
    var json: JSONObject {
        var object = JSONObject()
        object.add("file", file.json)
        object.add("records", records.map { $0.json(withFile: false) })
        object.add("anomalies", anomalies.map { $0.json(withFile: false) })
        object.add("failures", failures.map { $0.json(withFile: false) })
        object.add(
            "history",
            earlier.map { earlier in
                var object = JSONObject()
                object.add("handler", earlier.record.handler)
                object.add("handler_version", earlier.record.handlerVersion)
                object.add("since_run", earlier.since)
                object.add("until_run", earlier.until)
                object.addRaw("aggregate", earlier.record.aggregate)
                return object
            })
        return object
    }
}

extension RunRow {
    /// The run as the API shows it.
    var json: JSONObject {
        var object = JSONObject()
        object.add("run", number)
        object.add("state", state.rawValue)
        object.add("started_at", start.startedAt)
        object.add("ended_at", endedAt)
        object.add("program_version", start.programVersion)
        object.add("roots", start.roots)
        object.addRaw("summary", summary ?? "null")
        return object
    }
}

extension FileSearch.Result {
    /// What was counted, as the API shows it.
    func json(of shown: [Facet]) -> JSONObject {
        var object = JSONObject()
        for facet in shown {
            object.add(
                facet.rawValue,
                (facets[facet] ?? []).prefix(Facet.mostShown).map { count in
                    var object = JSONObject()
                    object.add("value", count.value)
                    object.add("count", count.count)
                    return object
                })
        }
        return object
    }
}

extension Facet {
    /// The most values of a facet that are told.
    static let mostShown = 200
}
