import HandlerAPI
import Orchestration

/// Names types in worker processes, one for each thread of the run: libmagic reads bytes that anybody may have written.
public struct IsolatedDetector: TypeDetector {
    private let service: WorkerService
    private let detector: any TypeDetector
    private let next: IsolatedRunner?

    /// Makes a detector whose workers use `detector`.
    ///
    /// - Parameter next: Handles what is named, so that a worker for that is started meanwhile.
    public init(_ service: WorkerService, detector: any TypeDetector, next: IsolatedRunner? = nil) {
        self.service = service
        self.detector = detector
        self.next = next
    }

    /// Starts the first worker of each kind, so that the first files find them ready.
    public func startAhead() {
        service.startAhead(.detector, upTo: 1)
        next?.startAhead(1)
    }

    /// The versions of the detector in the workers, which is the same as here.
    public var identity: DetectorIdentity { get throws { try detector.identity } }

    /// A session with a worker of its own, which it has from its first file on.
    public func makeSession() -> any DetectionSession {
        Session(service, startAhead)
    }

    private final class Session: DetectionSession {
        private let team: WorkerTeam
        private let limits: WorkLimits
        private let startAhead: () -> Void

        init(_ service: WorkerService, _ startAhead: @escaping () -> Void) {
            self.startAhead = startAhead
            team = service.team(.detector)
            limits = .detection(memory: service.memory)
        }

        func detect(
            _ file: OpenFile, name: [UInt8], trace: ((DetectionStep) -> Void)?
        ) throws(Failure) -> Verdict {
            var verdict = Result<Verdict, Failure>.failure(Failure(.detect, .internalError, "nothing was answered"))
            run([DetectionRequest(file: file, name: name)], wantsTrace: trace != nil) { result, steps in
                verdict = result
                if let trace { steps.forEach(trace) }
            }
            return try verdict.get()
        }

        func detect(_ files: [DetectionRequest]) -> [Result<Verdict, Failure>] {
            var verdicts: [Result<Verdict, Failure>] = []
            run(files, wantsTrace: false) { verdict, _ in verdicts.append(verdict) }
            return verdicts
        }

        private func run(
            _ files: [DetectionRequest], wantsTrace: Bool,
            _ finish: (Result<Verdict, Failure>, [DetectionStep]) -> Void
        ) {
            startAhead()
            let errand = Errand(count: files.count, stage: .detect, limits: limits) { range in
                let orders = files[range].map {
                    WorkOrder.DetectionOrder(name: $0.name, size: $0.file.size.bytes, wantsTrace: wantsTrace)
                }
                return (.detect(orders), files[range].map(\.file.descriptor))
            }
            team.run(errand) { (answer) throws(WireError) in
                let isVerdict = try answer.boolean()
                let verdict: Result<Verdict, Failure> =
                    isVerdict ? .success(try Verdict(from: &answer)) : .failure(try Failure(from: &answer))
                let steps = try answer.list { (wire: inout WireReader) throws(WireError) in
                    try DetectionStep(from: &wire)
                }
                finish(verdict, steps)
            } failed: { failure in
                finish(.failure(failure), [])
            }
        }
    }
}
