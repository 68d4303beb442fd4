import HandlerAPI
import Orchestration

/// What the host asks of a worker. The files themselves come beside the message, as descriptors in the same order.
enum WorkOrder {
    /// Name the types of files.
    case detect([DetectionOrder])
    /// Run the handler of this number, as the host counts them, on files.
    case handle(handler: Int, [HandlingOrder])
    /// Do this with an archive.
    case archive(ArchiveOrder)
    /// Do this with a file that is read in ranges.
    case ranges(RangeOrder)
    /// Answer, and do nothing.
    case nothing

    struct DetectionOrder {
        var name: [UInt8]
        var size: Int64
        var wantsTrace: Bool
    }

    struct HandlingOrder {
        var path: String
        var mediaType: String
        var charset: String?
        var size: Int64
        /// How much is there of a file that is still being written; `nil` where all is.
        var arrived: Int64?

        func write(to wire: inout WireWriter) {
            wire.put(path)
            wire.put(mediaType)
            wire.put(optional: charset) { $0.put($1) }
            wire.put(size)
            wire.put(optional: arrived) { $0.put($1) }
        }
    }

    func write(to wire: inout WireWriter) {
        switch self {
        case .detect(let orders):
            wire.put(UInt8(1))
            wire.put(list: orders) { wire, order in
                wire.put(order.name)
                wire.put(order.size)
                wire.put(order.wantsTrace)
            }
        case .handle(let handler, let orders):
            wire.put(UInt8(2))
            wire.put(UInt32(handler))
            wire.put(list: orders) { wire, order in order.write(to: &wire) }
        case .ranges(let order):
            wire.put(UInt8(5))
            order.write(to: &wire)
        case .nothing: wire.put(UInt8(3))
        case .archive(let order):
            wire.put(UInt8(4))
            order.write(to: &wire)
        }
    }

    init(from wire: inout WireReader) throws(WireError) {
        switch try wire.byte() {
        case 1:
            self = .detect(
                try wire.list { (wire: inout WireReader) throws(WireError) in
                    DetectionOrder(
                        name: Array(try wire.data()), size: try wire.integer(Int64.self), wantsTrace: try wire.boolean()
                    )
                })
        case 2:
            let handler = Int(try wire.integer(UInt32.self))
            self = .handle(
                handler: handler,
                try wire.list { (wire: inout WireReader) throws(WireError) in
                    try HandlingOrder(from: &wire)
                })
        case 3: self = .nothing
        case 4: self = .archive(try ArchiveOrder(from: &wire))
        case 5: self = .ranges(try RangeOrder(from: &wire))
        default: throw WireError("an order of no known kind")
        }
    }
}

extension WorkOrder.HandlingOrder {
    init(from wire: inout WireReader) throws(WireError) {
        path = try wire.text()
        mediaType = try wire.text()
        charset = try wire.optional { (wire: inout WireReader) throws(WireError) in try wire.text() }
        size = try wire.integer(Int64.self)
        arrived = try wire.optional { (wire: inout WireReader) throws(WireError) in try wire.integer(Int64.self) }
    }

    /// The file as its handler sees it.
    ///
    /// - Parameter arrival: How much of it is there, where more is to come.
    func content(of file: WorkerFile, arrival: Arrival? = nil) -> FileContent {
        FileContent(
            path: path, mediaType: MediaType(mediaType), charset: charset,
            source: file.open(size: size, arrival: arrival))
    }
}

extension Verdict {
    func write(to wire: inout WireWriter) {
        wire.put(mediaType.description)
        wire.put(optional: charset) { $0.put($1) }
        wire.put(basis)
    }

    init(from wire: inout WireReader) throws(WireError) {
        self.init(
            mediaType: MediaType(try wire.text()),
            charset: try wire.optional { (wire: inout WireReader) throws(WireError) in try wire.text() },
            basis: try wire.text())
    }
}

extension DetectionStep {
    func write(to wire: inout WireWriter) {
        wire.put(rule)
        wire.put(answer)
    }

    init(from wire: inout WireReader) throws(WireError) {
        self.init(rule: try wire.text(), answer: try wire.text())
    }
}

extension Failure {
    func write(to wire: inout WireWriter) {
        wire.put(stage.rawValue)
        wire.put(code.description)
        wire.put(message)
        wire.put(optional: offset) { $0.put($1) }
    }

    init(from wire: inout WireReader) throws(WireError) {
        guard let stage = Stage(rawValue: try wire.text()) else { throw WireError("a failure at no known stage") }
        self.init(
            stage, FailureCode(try wire.text()), try wire.text(),
            offset: try wire.optional { (wire: inout WireReader) throws(WireError) in try wire.integer(Int64.self) })
    }
}

extension HandlerError {
    func write(to wire: inout WireWriter) {
        wire.put(code.rawValue)
        wire.put(message)
        wire.put(optional: offset) { $0.put($1) }
    }

    init(from wire: inout WireReader) throws(WireError) {
        guard let code = Code(rawValue: try wire.text()) else { throw WireError("an error of no known code") }
        self.init(
            code, try wire.text(),
            offset: try wire.optional { (wire: inout WireReader) throws(WireError) in try wire.integer(Int64.self) })
    }
}

extension Anomaly {
    func write(to wire: inout WireWriter) {
        wire.put(subject)
        wire.put(detector)
        wire.put(score)
        wire.put(threshold)
        wire.put(reason)
    }

    init(from wire: inout WireReader) throws(WireError) {
        self.init(
            subject: try wire.text(), detector: try wire.text(), score: try wire.double(),
            threshold: try wire.double(), reason: try wire.text())
        guard (0...1).contains(score), (0...1).contains(threshold) else { throw WireError("a score outside 0…1") }
    }
}

extension Findings {
    func write(to wire: inout WireWriter) {
        wire.put(list: anomalies) { wire, anomaly in anomaly.write(to: &wire) }
        wire.put(Int64(suppressedAnomalies))
        wire.put(list: notes) { $0.put($1) }
        wire.put(optional: partialReason) { wire, reason in reason.write(to: &wire) }
        wire.put(optional: state) { wire, state in wire.put(state) }
    }

    init(from wire: inout WireReader) throws(WireError) {
        let anomalies = try wire.list { (wire: inout WireReader) throws(WireError) in try Anomaly(from: &wire) }
        let suppressed = try wire.integer(Int64.self)
        guard suppressed >= 0 else { throw WireError("a negative count") }
        let notes = try wire.list { (wire: inout WireReader) throws(WireError) in try wire.text() }
        let reason = try wire.optional { (wire: inout WireReader) throws(WireError) in try HandlerError(from: &wire) }
        let state = try wire.optional { (wire: inout WireReader) throws(WireError) in Array(try wire.data()) }
        self.init(
            anomalies: anomalies, suppressedAnomalies: Int(suppressed), notes: notes, partialReason: reason,
            state: state)
    }
}
