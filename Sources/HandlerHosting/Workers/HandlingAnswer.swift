import HandlerAPI
import Orchestration

/// What a worker answers for one file and one handler.
struct HandlingAnswer {
    /// How it ended.
    enum Ending {
        /// An aggregate as JSON text.
        case aggregate(String)
        case error(HandlerError)
        case fault(Failure)
    }

    let ending: Ending
    let findings: Findings

    /// The answer for a result: its aggregate is written as JSON here, so that the host need not.
    init(_ result: HandlerResult) {
        findings = result.findings
        switch result.ending {
        case .aggregate(let aggregate): ending = Self.written(aggregate)
        case .error(let error): ending = .error(error)
        case .fault(let failure): ending = .fault(failure)
        }
    }

    private static func written(_ aggregate: any StoredAggregate) -> Ending {
        do {
            return .aggregate(try aggregate.json())
        } catch {
            return .fault(Failure(.handle, .internalError, "its aggregate cannot be written as JSON: \(error)"))
        }
    }

    func write(to wire: inout WireWriter) {
        switch ending {
        case .aggregate(let text):
            wire.put(UInt8(0))
            wire.put(text)
        case .error(let error):
            wire.put(UInt8(1))
            error.write(to: &wire)
        case .fault(let failure):
            wire.put(UInt8(2))
            failure.write(to: &wire)
        }
        findings.write(to: &wire)
    }

    init(from wire: inout WireReader) throws(WireError) {
        switch try wire.byte() {
        case 0: ending = .aggregate(try wire.text())
        case 1: ending = .error(try HandlerError(from: &wire))
        case 2: ending = .fault(try Failure(from: &wire))
        default: throw WireError("an answer of no known kind")
        }
        findings = try Findings(from: &wire)
    }

    /// The result for the engine.
    ///
    /// - Parameter limit: The most bytes an aggregate may have.
    func result(of handler: RegisteredHandler, limit: ByteCount) -> HandlerResult {
        switch ending {
        case .aggregate(let text) where text.utf8.count > limit.bytes:
            HandlerResult(.fault(Self.excess(ByteCount(Int64(text.utf8.count)), limit)), findings: findings)
        case .aggregate(let text): HandlerResult(.aggregate(handler.aggregate(json: text)), findings: findings)
        case .error(let error): HandlerResult(.error(error), findings: findings)
        case .fault(let failure): HandlerResult(.fault(failure), findings: findings)
        }
    }

    private static func excess(_ size: ByteCount, _ limit: ByteCount) -> Failure {
        Failure(.handle, .outputExceeded, "its answer has \(size); its limit is \(limit)")
    }
}
