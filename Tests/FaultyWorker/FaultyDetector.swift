import Glibc
import HandlerAPI
import Orchestration

/// Takes everything for `text/x-faulty`, or for `text/x-faulty-ranges` where the name begins so, and crashes or takes all memory on names that ask for it.
struct FaultyDetector: TypeDetector, DetectionSession {
    var identity: DetectorIdentity { DetectorIdentity(version: "faulty 1", databaseDigest: "0") }

    func makeSession() -> any DetectionSession { self }

    func detect(
        _ file: OpenFile, name: [UInt8], trace: ((DetectionStep) -> Void)?
    ) throws(Failure) -> Verdict {
        if name.starts(with: "detector-crash".utf8) { abort() }
        if name.starts(with: "detector-hoard".utf8) { FaultyHandler.hoard() }
        let isInRanges = name.starts(with: "ranges".utf8)
        return Verdict(mediaType: isInRanges ? "text/x-faulty-ranges" : "text/x-faulty", basis: "name")
    }
}
