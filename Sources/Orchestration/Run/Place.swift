/// Where an entry lies, and what is known of it.
struct Place: Sendable {
    let root: String
    /// What the ledger knows of it; `nil` for what is new, and for members of archives.
    var mark: LedgerMark?
    /// Why it is handled.
    var reason = RunReason(.new)
    /// Whether its content decides whether it is handled at all.
    var isToVerify = false
    /// The archive around the entry.
    var container: ContainerTask?
    /// The entry's number among the members of that archive, from 0.
    var index = 0
    /// The stamp of the outermost archive.
    var stamp: FileStamp?
    /// Whether that archive is as it was when the ledger last heard of it, so that what stands of its members counts.
    var isContainerUnchanged = false
    /// The account of the outermost archive.
    var budget: ExpansionBudget?
    /// How many archives lie around the entry.
    var depth = 0
    /// What was read of it while it was being unpacked.
    var ahead: ReadAhead?
    /// Whether it was found before in this run.
    var isSecondTry = false
}

extension RunReason {
    /// Whether the file's content is as it was, so that what handlers made of it may stand.
    var keepsContent: Bool {
        switch kind {
        case .detector, .handler, .route, .retry, .asked, .verified: true
        case .new, .changed, .unseen: false
        }
    }
}
