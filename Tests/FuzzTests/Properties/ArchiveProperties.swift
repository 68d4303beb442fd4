import CLinux
import Glibc
import HandlerAPI
import Orchestration

@testable import DataStores

extension FuzzTarget {
    /// Whatever an archive holds: the same comes out each time, every element has a path of its own within the archive,
    /// and no more bytes are kept than the budget has. Several readers bring what one brings.
    static let archives = FuzzTarget(
        "archives",
        seeds: Seeds(
            examples: ["store/archives", "store/damaged"],
            corpus: [
                "hostile/zip", "hostile/archive", "hostile/go_fuzz/zip", "hostile/go_fuzz/tar", "hostile/go_fuzz/gzip",
            ])
    ) { input in
        var input = input
        let type: MediaType = ["application/zip", "application/gzip"][input.choice(2)]
        let first = try walk(input.bytes, type)
        try requireEqual(first, try walk(input.bytes, type), "a second walk")
        try requireEqual(first, try walk(input.bytes, type, by: sharing), "a walk of several readers")
    }

    /// Readers that share the smallest file.
    private static var sharing: ArchiveOpener {
        ArchiveOpener(
            ArchiveReaders(
                reader: UnpackingReader(gzip: .zlib, stretchSize: 64), helpers: HelperAllowance(most: 1),
                leastSharedSize: 0))
    }

    private static func walk(
        _ bytes: ArraySlice<UInt8>, _ type: MediaType, by opener: ArchiveOpener = ArchiveOpener()
    ) throws -> [String] {
        var limits = ExpansionLimits()
        (limits.members, limits.bytes) = (100, .mebibytes(1))
        let file = try memoryFile(bytes)
        let path = StorePath(escaped: "o")
        let store = opener.open(
            file, path: path, name: [0x6F], mediaType: type,
            budget: ExpansionBudget(limits: limits, packedSize: file.size), stop: StopSignal())
        var lines: [String] = []
        var paths: Set<StorePath> = []
        var kept: Int64 = 0
        var broken: String?
        store.walk { element in
            let (place, size) = place(of: element)
            kept += size
            lines.append("\(place) \(size)")
            if case .entry = element, !paths.insert(place).inserted { broken = "\(place) came twice" }
            if place != path, !place.begins(with: path.prefixOfMembers) { broken = "\(place) is not in the archive" }
            return true
        }
        if let broken { throw BrokenProperty(broken) }
        try require(kept <= limits.bytes.bytes, "\(kept) bytes were kept")
        return lines
    }

    private static func place(of element: WalkElement) -> (StorePath, Int64) {
        switch element {
        case .entry(let entry): (entry.path, (try? entry.open(stop: nil))?.size.bytes ?? -1)
        case .skipped(let path, _), .leftOut(let path, _), .refused(let path, _), .failed(let path, _), .gone(let path):
            (path, 0)
        }
    }

    private static func memoryFile(_ bytes: ArraySlice<UInt8>) throws -> OpenFile {
        let descriptor = memfd_create("input", 0)
        try require(descriptor >= 0, "no memory for a file")
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        try requireEqual(written, bytes.count, "bytes written")
        return OpenFile(descriptor: descriptor, size: ByteCount(Int64(bytes.count)))
    }
}
