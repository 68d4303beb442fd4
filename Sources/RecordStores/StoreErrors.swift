import GRDB

/// Turns SQLite's errors into what a person can act on.
enum StoreErrors {
    /// Calls `body` with errors of the file at `path` translated.
    ///
    /// - Parameter option: The option of the command line that chooses another file.
    static func translating<Result>(
        _ path: String, option: String = "--store", _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw translate(error, path, option)
        }
    }

    private static func translate(_ error: DatabaseError, _ path: String, _ option: String) -> StoreError {
        let detail = error.message ?? "error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_READONLY where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK:
            return StoreError(
                .readOnly,
                "\(path) was left in the middle of a change, which the next run undoes: trawl run DIR --store \(path)")
        case .SQLITE_FULL:
            return StoreError(
                .diskFull, "no room on the disk of \(path); make room and run again: what was committed stays")
        case .SQLITE_IOERR:
            return StoreError(
                .other,
                "the disk of \(path) failed or has no room: \(detail) (SQLite's code \(error.extendedResultCode.rawValue)); "
                    + "see to it, or to your quota, and run again: what was committed stays")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            return StoreError(.readOnly, "cannot write \(path): \(detail); choose another with \(option)")
        case .SQLITE_NOTADB:
            return StoreError(
                .notAStore, "\(path) is no record store; nothing was changed, choose another with \(option)")
        case .SQLITE_CORRUPT:
            return StoreError(.damaged, "\(path) is damaged: \(detail); see it with: sqlite3 \(path) .recover")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return StoreError(.busy, "\(path) is in use by another program: \(detail)")
        default: return StoreError(.other, "\(path): \(detail)")
        }
    }
}
