import HandlerAPI
import Orchestration

/// Reads archives in this process: gzip files with zlib or ISA-L, all others with libarchive.
public struct UnpackingReader: ContainerReader {
    static let gzip: Set<MediaType> = ["application/gzip", "application/x-gzip"]

    private let library: GzipLibrary

    /// Makes a reader.
    ///
    /// - Parameter library: What unpacks gzip files.
    public init(gzip library: GzipLibrary = .zlib) { self.library = library }

    /// Reads `content` to its end, or until `take` returns `false`.
    public func read(_ content: OpenFile, as mediaType: MediaType, _ take: (ContainerEvent) -> Bool) {
        do throws(Failure) {
            if Self.gzip.contains(mediaType), !holdsTar(content) {
                try inflate(content, take)
            } else {
                try unpack(content, take)
            }
        } catch {
            _ = take(.fault(error))
        }
    }

    private func unpack(_ content: OpenFile, _ take: (ContainerEvent) -> Bool) throws(Failure) {
        let reader = try ArchiveReader(content)
        while let member = try reader.nextMember() {
            guard take(.member(member)) else { return }
            guard member.hasContent else { continue }
            guard try reader.unpack(take) else { return }
        }
        if let damage = reader.headerDamage { _ = take(.fault(damage)) }
    }

    /// The one file in a gzip file; several gzip members one after another are one file (RFC 1952).
    private func inflate(_ content: OpenFile, _ take: (ContainerEvent) -> Bool) throws(Failure) {
        var reader = try Inflater(content, with: library)
        let member = ContainerMember(name: nil, kind: .file, statedSize: GzipSize.stated(of: content))
        guard take(.member(member)) else { return }
        var offset: Int64 = 0
        while true {
            switch try reader.next() {
            case .bytes(let bytes):
                guard take(.bytes(bytes, offset: offset)) else { return }
                offset += Int64(bytes.count)
            case .ended(.complete):
                _ = take(.complete)
                return
            case .ended(.damaged(let message, let place)):
                guard take(.damaged(nil)) else { return }
                throw Failure(.expand, .corrupt, message, offset: place)
            }
        }
    }

    /// Whether the file packed in `content` is a tar archive: libarchive reads those itself.
    private func holdsTar(_ content: OpenFile) -> Bool {
        guard var reader = try? Inflater(content, with: library) else { return false }
        var head: [UInt8] = []
        while head.count < 512, case .bytes(let bytes)? = try? reader.next() {
            head += bytes.prefix(512 - head.count)
        }
        return TarHeader.isValid(head)
    }
}
