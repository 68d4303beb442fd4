import CLinux
import Glibc
import Orchestration
import Synchronization

/// A page of memory that a worker shares with its host: which job it is at, and whether it goes on.
///
/// Reading it costs no exchange of messages. The host believes only as much as a worker could gain by a lie: time, within
/// the limits of the jobs it was given.
final class StatusPage: @unchecked Sendable {
    // `@unchecked`: the page is only touched through the atomic cells.
    private static let size = 4096

    /// The page as a file.
    let descriptor: Int32
    private let cells: UnsafeMutablePointer<Atomic<UInt64>>

    /// Makes a page to be shared.
    convenience init() throws(SystemError) {
        let descriptor = memfd_create("trawl-status", linux_memfd_close_on_exec)
        guard descriptor >= 0, ftruncate(descriptor, off_t(Self.size)) == 0 else { throw .current }
        try self.init(descriptor: descriptor)
    }

    /// Opens a page made elsewhere, and takes over `descriptor`.
    init(descriptor: Int32) throws(SystemError) {
        let page = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard let page, page != MAP_FAILED else { throw .current }
        self.descriptor = descriptor
        cells = page.bindMemory(to: Atomic<UInt64>.self, capacity: 2)
    }

    deinit {
        munmap(cells, Self.size)
        close(descriptor)
    }

    /// Which job of the exchange is at work, from 1; 0 before the first.
    var job: Int {
        get { Int(truncatingIfNeeded: cells[0].load(ordering: .relaxed)) }
        set { cells[0].store(UInt64(truncatingIfNeeded: newValue), ordering: .relaxed) }
    }

    /// Changes whenever the job gets on.
    var progress: UInt64 { cells[1].load(ordering: .relaxed) }

    /// Notes that the job got on.
    func advance() { cells[1].wrappingAdd(1, ordering: .relaxed) }
}
