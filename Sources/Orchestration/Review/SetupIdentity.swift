/// What a run decides by about a file beside the file itself, as numbers that are kept with each entry: where they are the
/// same, an unchanged file stands without another look.
public struct SetupIdentity: Sendable, Equatable {
    /// For everything: detector, handlers with their settings, routes, limits of archives.
    public let number: Int64
    /// For the databases that types are named by.
    public let detector: Int64
    /// For how archives are unpacked; `nil` where they are not.
    let archiveKey: String?

    /// The identity of a run with this detector and router.
    ///
    /// - Parameter expansion: How far archives are unpacked; `nil` where they are not.
    init(detector: DetectorIdentity, router: Router, expansion: ExpansionLimits?) {
        self.detector = Int64(bitPattern: TextHash.of((detector.version + " " + detector.databaseDigest).utf8))
        archiveKey = expansion.map { ContainerAggregate.version + "+" + TextHash.digits(of: $0.listing) }
        let parts = ["\(self.detector)", router.listing, archiveKey ?? ""]
        number = Int64(bitPattern: TextHash.of(parts.joined(separator: "\u{1F}").utf8))
    }
}

extension ExpansionLimits {
    /// The limits as text.
    fileprivate var listing: String { "\(depth) \(members) \(bytes.bytes) \(ratio) \(ratioFloor.bytes)" }
}
