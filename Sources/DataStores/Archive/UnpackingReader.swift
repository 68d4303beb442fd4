import HandlerAPI
import Orchestration

/// Reads archives in this process: gzip files with zlib or ISA-L, all others with libarchive.
public struct UnpackingReader: ContainerReader {
    static let gzip: Set<MediaType> = ["application/gzip", "application/x-gzip"]

    private let library: GzipLibrary
    private let stretchSize: Int64

    /// Makes a reader.
    ///
    /// - Parameter library: What unpacks gzip files.
    public init(gzip library: GzipLibrary = .zlib) { self.init(gzip: library, stretchSize: GzipCutter.usualSize) }

    /// Makes a reader that cuts gzip files into stretches of `stretchSize`.
    init(gzip library: GzipLibrary, stretchSize: Int64) {
        self.library = library
        self.stretchSize = stretchSize
    }

    /// Opens libarchive, which cannot be opened any more once this process is locked in.
    public func prepare() throws { try ArchiveReader.prepare() }

    /// Reads `content` from `place` to its end, or until `take` returns `false`.
    public func read(
        _ content: OpenFile, as mediaType: MediaType, from place: ContainerPlace?, _ take: (ContainerEvent) -> Bool
    ) {
        do throws(Failure) {
            if let place {
                try inflate(content, from: place, take)
            } else if Self.gzip.contains(mediaType), !holdsTar(content) {
                let member = ContainerMember(name: nil, kind: .file, statedSize: GzipSize.stated(of: content))
                guard take(.member(member)) else { return }
                try inflate(content, from: ContainerPlace(packed: 0, unpacked: 0), take)
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
    private func inflate(
        _ content: OpenFile, from place: ContainerPlace, _ take: (ContainerEvent) -> Bool
    ) throws(Failure) {
        var reader = try Inflater(content, with: library, in: place.packed..<Int64.max)
        var offset = place.unpacked
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

    /// Where the members of a gzip file seem to begin and end. Of a packed tar archive libarchive reads all.
    public func cut(_ content: OpenFile, as mediaType: MediaType) -> ContainerCut? {
        guard Self.gzip.contains(mediaType), !holdsTar(content) else { return nil }
        return try? GzipCutter.cut(content, into: stretchSize)
    }

    /// Unpacks whole members of a gzip file.
    public func unpack(
        _ stretch: ContainerStretch, of content: OpenFile, as mediaType: MediaType, into target: Int32
    ) -> Bool {
        var size: Int64 = 0
        do {
            var reader = try Inflater(content, with: library, in: stretch.packed)
            while true {
                switch try reader.next() {
                case .bytes(let bytes):
                    guard Int64(bytes.count) <= stretch.size - size else { return false }
                    try bytes.write(to: target, at: size)
                    size += Int64(bytes.count)
                case .ended(.complete): return size == stretch.size
                case .ended(.damaged): return false
                }
            }
        } catch {
            return false
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
