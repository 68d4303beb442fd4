import Glibc
import HandlerAPI
import Orchestration

/// Takes everything for `text/x-faulty`, and crashes or takes all memory on names that ask for it.
struct FaultyDetector: TypeDetector, DetectionSession {
    var identity: DetectorIdentity { DetectorIdentity(version: "faulty 1", databaseDigest: "0") }

    func makeSession() -> any DetectionSession { self }

    func detect(
        _ file: OpenFile, name: [UInt8], trace: ((DetectionStep) -> Void)?
    ) throws(Failure) -> Verdict {
        if name.starts(with: "detector-crash".utf8) { abort() }
        if name.starts(with: "detector-hoard".utf8) { FaultyHandler.hoard() }
        return Verdict(mediaType: "text/x-faulty", basis: "name")
    }
}
