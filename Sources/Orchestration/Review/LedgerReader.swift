import Queueing

/// Reads what the ledger knows of a root, in the order of paths, a page ahead of whoever takes it.
///
/// Each page is a short reading of its own, so that a long run keeps no old state of the store alive.
final class LedgerReader {
    private static let pageSize = 4_096

    private let pages = BoundedQueue<Result<[LedgerMark], any Error>>(capacity: 2)
    private let thread: WorkerThread

    /// Starts to read.
    ///
    /// - Parameters:
    ///   - prefix: Only paths that begin with it.
    ///   - setup: The number of the run's setup.
    ///   - run: Entries that this run handled are left out.
    init(_ records: any RecordStore, root: String, prefix: String, setup: Int64, before run: RunNumber) throws {
        thread = try WorkerThread { [pages] in
            defer { pages.close() }
            var query = LedgerQuery(root: root, prefix: prefix, before: run, setup: setup, limit: Self.pageSize)
            while true {
                let page = Result { try records.ledgerPage(query) }
                if case .success(let marks) = page, marks.isEmpty { return }
                guard pages.put(page), case .success(let marks) = page else { return }
                query.after = marks.last?.path
            }
        }
    }

    /// The next page; `nil` at the end.
    func next() throws -> [LedgerMark]? { try pages.take()?.get() }

    /// Ends the reading.
    func end() {
        pages.close()
        thread.join()
    }
}
