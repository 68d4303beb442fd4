/// Digests the content of files: the same digest, the same bytes.
public protocol ContentDigester: Sendable {
    /// The digest as text.
    ///
    /// - Throws: ``Failure`` of stage `read`.
    func digest(of file: OpenFile) throws(Failure) -> String
}
