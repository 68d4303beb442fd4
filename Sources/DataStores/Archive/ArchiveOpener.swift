import CArchive
import HandlerAPI
import Orchestration

/// Looks into zip, tar, 7z and cpio archives, and into single files packed with gzip, bzip2, xz or zstd.
///
/// Documents that happen to be zip files, such as spreadsheets and Java archives, have media types of their own and are
/// not taken apart.
public struct ArchiveOpener: ContainerOpener {
    private static let archives: Set<MediaType> = [
        "application/zip", "application/x-zip-compressed", "application/x-tar", "application/x-7z-compressed",
        "application/x-cpio", "application/x-bzip2", "application/x-xz", "application/zstd",
    ]

    private let readers: ArchiveReaders

    /// libarchive's version as `3.6.2`.
    ///
    /// - Throws: ``Failure`` where it cannot be opened.
    public static var libraryVersion: String {
        get throws(Failure) {
            try ArchiveReader.prepare()
            let number = archive_library_version()
            return "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)"
        }
    }

    /// Makes an opener whose archives `reader` reads.
    ///
    /// - Parameter concurrency: How many threads may unpack parts of one archive at one time. What comes of it does not
    ///   depend on that.
    public init(reader: any ContainerReader = UnpackingReader(), concurrency: Int = 1) {
        readers = ArchiveReaders(reader: reader, helpers: HelperAllowance(most: concurrency - 1))
    }

    /// Makes an opener whose archives `readers` read.
    init(_ readers: ArchiveReaders) { self.readers = readers }

    /// Whether files of this type are taken apart.
    public func accepts(_ mediaType: MediaType) -> Bool {
        Self.archives.contains(mediaType) || UnpackingReader.gzip.contains(mediaType)
    }

    /// The members of `content` as a store.
    public func open(
        _ content: OpenFile, path: StorePath, name: [UInt8], mediaType: MediaType, budget: ExpansionBudget,
        stop: StopSignal
    ) -> any DataStore {
        let gate = MemberGate(path: path, budget: budget, stop: stop)
        return ArchiveStore(content: content, mediaType: mediaType, name: name, gate: gate, readers: readers)
    }
}
