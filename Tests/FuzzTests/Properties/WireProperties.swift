import HandlerAPI
import Orchestration

@testable import HandlerHosting

extension FuzzTarget {
    /// What is read of an order is written so that it reads as the same.
    static let workOrders = FuzzTarget("work-orders", seeds: Seeds(made: madeOrders)) { input in
        try checkStable(input) { (wire) throws(WireError) in
            let order = try WorkOrder(from: &wire)
            return { order.write(to: &$0) }
        }
        try checkStable(input) { (wire) throws(WireError) in
            let setup = try WorkerSetup(from: &wire)
            return { setup.write(to: &$0) }
        }
    }

    /// What is read of an answer is written so that it reads as the same, and is within the rules.
    static let workerAnswers = FuzzTarget("worker-answers", seeds: Seeds(made: madeAnswers)) { input in
        try checkStable(input) { (wire) throws(WireError) in
            let answer = try HandlingAnswer(from: &wire)
            let isWithin = answer.findings.anomalies.allSatisfy { (0...1).contains($0.score) }
            if !isWithin { throw WireError("a score outside 0…1 was let through") }
            return { answer.write(to: &$0) }
        }
        try checkStable(input) { (wire) throws(WireError) in
            let verdict = try Verdict(from: &wire)
            return { verdict.write(to: &$0) }
        }
    }

    /// What is read of an archive's events is written so that it reads as the same.
    static let containerMessages = FuzzTarget("container-messages", seeds: Seeds(made: madeEvents)) { input in
        try checkStable(input) { (wire) throws(WireError) in
            var written = WireWriter()
            try ContainerMessage.read(from: &wire) { $0.write(to: &written) }
            // The writer has no way to add bytes as they are, and a message has no length of its own.
            let bytes = written.bytes
            return { wire in for byte in bytes { wire.put(byte) } }
        }
        try checkStable(input) { (wire) throws(WireError) in
            let cut = try ContainerCut(from: &wire)
            return { cut.write(to: &$0) }
        }
    }

    /// Reads a message and writes it; what was written must read and be written as the same.
    private static func checkStable(
        _ input: FuzzInput, _ read: (inout WireReader) throws(WireError) -> (inout WireWriter) -> Void
    ) throws {
        var first = WireWriter()
        var reader = WireReader(input.bytes)
        guard let write = try? read(&reader) else { return }
        write(&first)
        var second = WireWriter()
        var again = WireReader(first.bytes[...])
        try read(&again)(&second)
        try requireEqual(first.bytes, second.bytes, "written twice")
    }

    private static func written(_ write: (inout WireWriter) -> Void) -> [UInt8] {
        var wire = WireWriter()
        write(&wire)
        return wire.bytes
    }

    private static let madeOrders: @Sendable () -> [[UInt8]] = {
        let content = OpenFile(descriptor: -1, size: 5)
        let place = ContainerPlace(packed: 2, unpacked: 9)
        var tasks: [ArchiveOrder.Task] = [.cut, .read(from: nil, withCare: true), .read(from: place, withCare: false)]
        if let stretch = ContainerStretch(packed: 2..<4, size: 7) { tasks.append(.unpack(stretch)) }
        var orders: [WorkOrder] = [
            .nothing, .detect([.init(name: [0x61], size: 9, wantsTrace: true)]),
            .handle(handler: 1, [.init(path: "a.csv", mediaType: "text/csv", charset: "utf-8", size: 7)]),
        ]
        orders += tasks.map { .archive(ArchiveOrder(content, "application/zip", $0)) }
        let setup = WorkerSetup(role: .handler, isolation: .sandbox, options: ["text": ["a": .number(0.5)]])
        return orders.map { order in written { order.write(to: &$0) } } + [written { setup.write(to: &$0) }]
    }

    private static let madeAnswers: @Sendable () -> [[UInt8]] = {
        var findings = Findings()
        findings.report(Anomaly(subject: "s", detector: "d", score: 0.5, reason: "r"))
        findings.note("n")
        findings.markPartial(because: .corrupt("c", at: 3))
        let results = [
            HandlerResult(.error(.corrupt("c", at: 1)), findings: findings),
            HandlerResult(.fault(Failure(.handle, .internalError, "m"))),
        ]
        let verdict = Verdict(mediaType: "text/csv", charset: "utf-8", basis: "probe:delimited")
        return results.map { result in written { HandlingAnswer(result).write(to: &$0) } }
            + [written { verdict.write(to: &$0) }]
    }

    private static let madeEvents: @Sendable () -> [[UInt8]] = {
        let failure = Failure(.expand, .corrupt, "m", offset: 4)
        let events: [ContainerEvent] = [
            .member(ContainerMember(name: [0x61], kind: .other("socket"), isEncrypted: true)), .complete,
            .damaged(failure), .damaged(nil), .fault(failure),
        ]
        let bytes = [UInt8]([1, 2, 3]).withUnsafeBytes { bytes in
            written { ContainerMessage.event(.bytes(bytes, offset: 8)).write(to: &$0) }
        }
        let stretches = [(0..<5, 9), (5..<6, 0)].compactMap { ContainerStretch(packed: $0, size: $1) }
        let member = ContainerMember(name: nil, kind: .file, statedSize: 9)
        let cuts = [ContainerCut(member: member, stretches: stretches)].compactMap { $0 }
        return events.map { event in written { ContainerMessage.event(event).write(to: &$0) } } + [bytes]
            + cuts.map { cut in written { cut.write(to: &$0) } }
    }
}
