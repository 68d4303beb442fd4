import Orchestration

/// What a person can do about a failure, by its code.
enum Remedy {
    private static let known: [FailureCode: String] = [
        .permissionDenied: "Let the user who runs trawl read the file, then retry it.",
        .vanished: "It was gone when it was to be read. The next run sees whether it is back.",
        .unreadable: "The disk or the share did not answer. See to it, then retry.",
        .corrupt: "The file itself is damaged at the place that is named. Get it again from where it came, then run.",
        .encrypted: "It needs a password. Put an unpacked copy beside it, or leave it out with --exclude.",
        .unsupported: "This variant of the format is not read. Convert the file, or write a handler for it.",
        .crashed: "The handler came to grief on it. Retry it; where it does so again, report the file.",
        .timeExceeded: "It took longer than its handler may. Raise the handler's limit in trawl.yaml, then retry.",
        .cpuExceeded: "It took more processor time than its handler may. Raise the limit in trawl.yaml, then retry.",
        .memoryExceeded: "It took more memory than its handler may. Raise the limit in trawl.yaml, then retry.",
        .outputExceeded: "What was found is larger than the limit. Raise it in trawl.yaml, then retry.",
        .stalled: "The handler made no progress. Retry it; where it stalls again, report the file.",
        .protocolError: "The handler's program answered what makes no sense. Mend the program, then retry.",
        .notStarted: "The handler's program could not be started. See that it is there, then retry.",
        .quarantined: "It ended its handler more than once and is left alone. Retry it once the handler was mended.",
        .internalError: "Something in trawl went wrong. Please report it with the file.",
        .changed: "It changed while it was read. Retry it when nobody writes to it.",
    ]

    /// What to do about `failure`.
    static func of(_ failure: Failure) -> String {
        known[failure.code] ?? "See the message; once its cause is mended, retry the file."
    }
}
