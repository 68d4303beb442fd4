/// A detector in the form in which it is stored: with the version of the form and the detector's name, both of which are looked
/// at before anything else is read.
///
/// It may be coded in any format whose numbers come back to the last bit, such as JSON.
public struct StoredDetector<Detector: TabularDetector>: Codable, Sendable, Equatable {
    /// The detector.
    public let detector: Detector

    /// The version of the form that is written and read.
    public static var version: Int { 1 }

    private enum CodingKeys: String, CodingKey {
        case version, name, detector
    }

    /// Makes the stored form of a detector.
    public init(_ detector: Detector) { self.detector = detector }

    /// Reads a detector, and looks whether it can be.
    ///
    /// - Throws: ``DetectorError/otherVersion(found:expected:)``, ``DetectorError/otherDetector(found:expected:)`` or
    ///   ``DetectorError/damaged(detector:reason:)``.
    public init(from decoder: any Decoder) throws {
        let (version, name): (Int, String)
        let fields: KeyedDecodingContainer<CodingKeys>
        do {
            fields = try decoder.container(keyedBy: CodingKeys.self)
            (version, name) = (
                try fields.decode(Int.self, forKey: .version), try fields.decode(String.self, forKey: .name)
            )
        } catch { throw Self.damaged(error) }
        guard version == Self.version else { throw DetectorError.otherVersion(found: version, expected: Self.version) }
        guard name == Detector.name else { throw DetectorError.otherDetector(found: name, expected: Detector.name) }
        do { detector = try fields.decode(Detector.self, forKey: .detector) } catch { throw Self.damaged(error) }
        if let fault = detector.training.fault { throw DetectorError.damaged(detector: name, reason: fault) }
        try detector.validate()
    }

    /// Writes the version, the name and the detector.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(Self.version, forKey: .version)
        try fields.encode(Detector.name, forKey: .name)
        try fields.encode(detector, forKey: .detector)
    }

    private static func damaged(_ error: any Error) -> DetectorError {
        if let error = error as? DetectorError { return error }
        var reason = "it cannot be read"
        switch error as? DecodingError {
        case .keyNotFound(let key, _): reason = "it has no \(key.stringValue)"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            reason = path.isEmpty ? reason : "\(path) cannot be read"
        default: break
        }
        return .damaged(detector: Detector.name, reason: reason)
    }
}
