import Orchestration

// What asks for a listing, or for a page of it: read from the fields of a query, and written as the fields of a link.

extension Parameters {
    /// The parameters of a filter of files.
    static let ofFiles: Set<String> = [
        "q", "prefix", "root", "outcome", "media_type", "handler", "code", "vanished",
    ]
    /// The parameters of a filter of records.
    static let ofRecords: Set<String> = ["q", "prefix", "root", "media_type", "handler", "vanished"]
    /// The parameters of a filter of failures.
    static let ofFailures: Set<String> = ["standing", "signature", "code"]
    /// The parameters of a filter of anomalies.
    static let ofAnomalies: Set<String> = ["q", "handler", "detector"]
    /// The parameters of a place in the order of anomalies.
    static let ofAnomalyPlace = ofPlace.union(["after_score", "after_handler", "after_ordinal"])
    /// The parameters of a place in the order of files.
    static let ofPlace: Set<String> = ["after_root", "after_path"]

    /// The filter of files.
    func fileFilter() throws(HTTPError) -> FileFilter {
        var filter = FileFilter()
        filter.text = text("q")
        filter.prefix = text("prefix")
        filter.root = text("root")
        filter.outcome = try word("outcome", Outcome.self)
        filter.mediaType = text("media_type")
        filter.handler = text("handler")
        filter.code = text("code")
        filter.isVanished = try truth("vanished")
        return filter
    }

    /// The place behind which a page begins.
    func place() throws(HTTPError) -> FilePlace? {
        guard let root = plain("after_root") ?? (plain("after_path") == nil ? nil : "") else { return nil }
        return FilePlace(root: root, path: StorePath(escaped: plain("after_path") ?? ""))
    }

    /// The place of an anomaly behind which a page begins.
    func anomalyPlace() throws(HTTPError) -> AnomalyPlace? {
        let ordinal = try number("after_ordinal", in: Int64.min...Int64.max)
        guard let score = try decimal("after_score", in: 0...1) else { return nil }
        return AnomalyPlace(
            score: score,
            file: FilePlace(root: plain("after_root") ?? "", path: StorePath(escaped: plain("after_path") ?? "")),
            handler: plain("after_handler") ?? "",
            ordinal: ordinal ?? .max)
    }

    /// The filter of anomalies.
    var anomalyFilter: AnomalyFilter {
        AnomalyFilter(text: text("q"), handler: text("handler"), detector: text("detector"))
    }

    /// The number of a run, which must be there.
    func runNumber() throws(HTTPError) -> RunNumber {
        guard let number = try number("number", in: 0...RunNumber.max - 1) else { throw .missing("number") }
        return number
    }

    /// The filter of failures.
    func failureFilter() throws(HTTPError) -> FailureFilter {
        FailureFilter(
            standing: try word("standing", FailureRow.Standing.self), signature: text("signature"), code: text("code"))
    }
}

extension FileFilter {
    /// The fields that ask for it.
    var fields: [FormField] {
        FormField.given([
            ("q", text), ("prefix", prefix), ("root", root), ("outcome", outcome?.rawValue), ("media_type", mediaType),
            ("handler", handler), ("code", code), ("vanished", isVanished.map { "\($0)" }),
        ])
    }
}

extension AnomalyFilter {
    /// The fields that ask for it.
    var fields: [FormField] { FormField.given([("q", text), ("handler", handler), ("detector", detector)]) }
}

extension FailureFilter {
    /// The fields that ask for it.
    var fields: [FormField] {
        FormField.given([("standing", standing?.rawValue), ("signature", signature), ("code", code)])
    }
}

extension FilePlace {
    /// The fields that ask for what comes behind it.
    var fieldsBehind: [FormField] {
        [
            FormField(name: "after_root", value: root), FormField(name: "after_path", value: path.description),
        ]
    }

    /// The query that asks for the file itself.
    var query: String {
        FormEncoding.encode([
            FormField(name: "root", value: root), FormField(name: "path", value: path.description),
        ])
    }
}

extension AnomalyPlace {
    /// The fields that ask for what comes behind it.
    var fieldsBehind: [FormField] {
        FormField.given([("after_score", "\(score)")]) + file.fieldsBehind
            + FormField.given([("after_handler", handler), ("after_ordinal", "\(ordinal)")])
    }
}

extension FormField {
    /// Fields with these names, of those that have a value.
    static func given(_ fields: [(name: String, value: String?)]) -> [FormField] {
        fields.compactMap { name, value in value.map { FormField(name: name, value: $0) } }
    }
}
