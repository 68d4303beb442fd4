import HandlerAPI
import Orchestration

/// Runs handlers in worker processes, one for each thread of the run.
public struct IsolatedRunner: HandlerRunner {
    private let service: WorkerService
    private let options: [String: [String: OptionValue]]
    private let numbers: [String: Int]

    /// Makes a runner for the handlers of `registry` that are compiled in.
    public init(_ service: WorkerService, registry: HandlerRegistry) {
        self.service = service
        let handlers = registry.handlers.filter(\.isCompiledIn)
        options = Dictionary(uniqueKeysWithValues: handlers.map { ($0.name, $0.settings.options) })
        numbers = Dictionary(uniqueKeysWithValues: handlers.enumerated().map { ($1.name, $0) })
    }

    /// Starts workers that sessions find ready, until `count` were started.
    public func startAhead(_ count: Int) { service.startAhead(.handler, options: options, upTo: count) }

    /// A session with a worker of its own, which it has from its first file on.
    public func makeSession() -> any HandlerSession {
        Session(team: service.team(.handler, options: options), numbers: numbers, memory: service.memory)
    }

    private final class Session: HandlerSession {
        private let team: WorkerTeam
        private let numbers: [String: Int]
        private let memory: ByteCount

        init(team: WorkerTeam, numbers: [String: Int], memory: ByteCount) {
            self.team = team
            self.numbers = numbers
            self.memory = memory
        }

        func run(_ requests: [HandlerRequest], finish: (HandlerResult) -> Void) {
            guard let handler = requests.first?.handler, let number = numbers[handler.name] else { return }
            let errand = errand(requests, of: handler, number)
            team.run(errand) { (answer) throws(WireError) in
                finish(try HandlingAnswer(from: &answer).result(of: handler, limit: errand.limits.output))
            } failed: { failure in
                finish(HandlerResult(.fault(failure)))
            }
        }

        func open(_ request: HandlerRequest) throws(RangeTrouble) -> any RangeSession {
            guard let number = numbers[request.handler.name] else { throw .error }
            return try IsolatedRanges(request, handler: number, team: team, limits: limits(of: request.handler))
        }

        func run(_ request: HandlerRequest, after trouble: RangeTrouble, finish: (HandlerResult) -> Void) {
            let handler = request.handler
            guard case .lost(let cause) = trouble, let loss = cause as? WorkerLoss, let number = numbers[handler.name]
            else { return run([request], finish: finish) }
            let errand = errand([request], of: handler, number)
            team.run(errand, after: loss) { (answer) throws(WireError) in
                finish(try HandlingAnswer(from: &answer).result(of: handler, limit: errand.limits.output))
            } failed: { failure in
                finish(HandlerResult(.fault(failure)))
            }
        }

        private func limits(of handler: RegisteredHandler) -> WorkLimits {
            WorkLimits(handler.descriptor.limits, memory: memory)
        }

        private func errand(_ requests: [HandlerRequest], of handler: RegisteredHandler, _ number: Int) -> Errand {
            Errand(count: requests.count, stage: .handle, limits: limits(of: handler)) { range in
                let chosen = requests[range]
                return (.handle(handler: number, chosen.map(\.order)), chosen.map(\.file.descriptor))
            }
        }
    }
}

extension HandlerRequest {
    /// What a worker is told of the file.
    var order: WorkOrder.HandlingOrder {
        WorkOrder.HandlingOrder(
            path: path.description, mediaType: verdict.mediaType.description, charset: verdict.charset,
            size: file.size.bytes, arrived: file.arrival?.bytes)
    }
}
