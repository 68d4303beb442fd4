import GRDB
import GRDBSQLite

/// Ends what a connection is at when its time is over.
///
/// SQLite asks on the way, in the thread that works, so that nothing can be ended too late, or be another query.
final class QueryDeadline {
    /// After so many steps of SQLite's machine it is looked at the clock, which is every few hundred microseconds.
    private static let steps: Int32 = 1_000

    private let end: ContinuousClock.Instant
    private let connection: SQLiteConnection?

    /// Sets a deadline, or none.
    init(_ database: Database, after time: Duration?) {
        end = .now + (time ?? .zero)
        connection = database.sqliteConnection
        guard time != nil else { return }
        // The pointer is valid until `remove`, which comes before the object goes.
        sqlite3_progress_handler(
            connection, Self.steps,
            { context in
                guard let context else { return 0 }
                return Unmanaged<QueryDeadline>.fromOpaque(context).takeUnretainedValue().isOver ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private var isOver: Bool { .now >= end }

    /// Takes the deadline away.
    func remove() { sqlite3_progress_handler(connection, 0, nil, nil) }
}
