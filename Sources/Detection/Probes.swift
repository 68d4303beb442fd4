import DelimitedSyntax
import HandlerAPI
import Orchestration

/// What a probe may know beside the first bytes.
struct ContentSample {
    /// Whether the bytes are the whole file.
    let isWhole: Bool
    /// The character set libmagic saw.
    let charset: String?
    /// The bytes of the file's name.
    let name: [UInt8]
}

/// A type that a probe or the name gives.
struct Refinement {
    let mediaType: MediaType
    let basis: String
}

/// Looks closer at content that libmagic knows only as some text or some bytes.
enum Probes {
    /// Stands for the rules of the probes, as a digest stands for the databases: with another revision, types named before are
    /// named anew. To be raised with each change of a rule.
    static let revision = "probes 2"

    /// Bytes enough to tell a dialect by; more cost time and add little.
    private static let dialectWindow = 8 << 10

    /// The type that a probe or the name gives; `nil` leaves libmagic's.
    static func refine(
        _ type: MediaType, _ bytes: UnsafeRawBufferPointer, _ sample: ContentSample,
        _ trace: ((DetectionStep) -> Void)?
    ) -> Refinement? {
        // libmagic takes large JSON of one object a line for CSV, as each line has the same number of commas.
        if type == "text/csv" {
            return probeJSON(bytes, sample, trace) ?? probeCountSeries(bytes, sample, type, trace)
        }
        guard type == "text/plain" || type.description == MagicCookie.unknown else { return nil }
        let hint = NameHints.mediaType(of: sample.name)
        if type == "text/plain" {
            let probed = probeText(bytes, sample, hint, trace)
            if let probed { return probed }
        }
        let usable = hint.flatMap { NameHints.refines($0, type) ? $0 : nil }
        trace?(DetectionStep(rule: "name", answer: usable?.description ?? "says nothing more"))
        return usable.map { Refinement(mediaType: $0, basis: "name") }
    }

    private static func probeText(
        _ bytes: UnsafeRawBufferPointer, _ sample: ContentSample, _ hint: MediaType?,
        _ trace: ((DetectionStep) -> Void)?
    ) -> Refinement? {
        if let json = probeJSON(bytes, sample, trace) { return json }
        if let series = probeCountSeries(bytes, sample, hint, trace) { return series }
        let probes: [(name: String, probe: () -> MediaType?)] = [
            ("delimited", { delimited(bytes, sample, hint) }),
            ("table", { TableProbe.recognises(bytes, isWhole: sample.isWhole) ? "text/x-table" : nil }),
        ]
        for (name, probe) in probes {
            if let found = refinement(name, probe(), trace) { return found }
        }
        return nil
    }

    private static func probeJSON(
        _ bytes: UnsafeRawBufferPointer, _ sample: ContentSample, _ trace: ((DetectionStep) -> Void)?
    ) -> Refinement? {
        refinement("json", JSONProbe.mediaType(of: bytes, isWhole: sample.isWhole), trace)
    }

    /// One row is enough where libmagic or the name says that it is a table.
    private static func probeCountSeries(
        _ bytes: UnsafeRawBufferPointer, _ sample: ContentSample, _ known: MediaType?,
        _ trace: ((DetectionStep) -> Void)?
    ) -> Refinement? {
        let evidence = CountSeriesEvidence(bytes, isWhole: sample.isWhole)
        let isSeries = known == "text/csv" ? evidence.isPossible : evidence.isConvincing
        return refinement("count-series", isSeries ? "text/x-count-series" : nil, trace)
    }

    private static func refinement(
        _ probe: String, _ type: MediaType?, _ trace: ((DetectionStep) -> Void)?
    ) -> Refinement? {
        trace?(DetectionStep(rule: "probe \(probe)", answer: type?.description ?? "no"))
        return type.map { Refinement(mediaType: $0, basis: "probe:\(probe)") }
    }

    private static func delimited(
        _ bytes: UnsafeRawBufferPointer, _ sample: ContentSample, _ hint: MediaType?
    ) -> MediaType? {
        let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(dialectWindow))
        let isWhole = sample.isWhole && head.count == bytes.count
        guard let guess = DialectSniffer.sniff(head, isWholeFile: isWhole) else { return nil }
        guard guess.strength == .strong else {
            return hint == "text/csv" || hint == "text/tab-separated-values" ? hint : nil
        }
        return guess.dialect.delimiter == .tab ? "text/tab-separated-values" : "text/csv"
    }
}
