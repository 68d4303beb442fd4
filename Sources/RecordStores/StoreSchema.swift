import GRDB

/// The tables of a record store, and the steps that lead to them.
enum StoreSchema {
    /// "Trwl": marks a SQLite file as a record store (`PRAGMA application_id`).
    static let applicationID = 0x5472_776C

    /// The steps; a published one is never changed.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: first) }
        migrator.registerMigration("2") { try $0.execute(sql: second) }
        migrator.registerMigration("3") { try $0.execute(sql: third) }
        migrator.registerMigration("4") { try $0.execute(sql: fourth) }
        migrator.registerMigration("5") { try $0.execute(sql: fifth) }
        migrator.registerMigration("6") {
            try $0.execute(sql: StoreViews.indexes + StoreViews.creation(isTemporary: false))
        }
        migrator.registerMigration("7") { try $0.execute(sql: seventh) }
        migrator.registerMigration("8") { try $0.execute(sql: eighth) }
        migrator.registerMigration("9") { try $0.execute(sql: ninth) }
        return migrator
    }

    private static let first = """
        PRAGMA application_id = \(applicationID);

        CREATE TABLE runs (
            run               INTEGER PRIMARY KEY,
            state             TEXT NOT NULL,     -- running, finished, interrupted
            started_at        TEXT NOT NULL,     -- ISO 8601, UTC
            ended_at          TEXT,
            program_version   TEXT NOT NULL,
            roots             TEXT NOT NULL,     -- JSON array of absolute paths
            detector_version  TEXT NOT NULL,
            detector_digest   TEXT NOT NULL,     -- SHA-256 of the magic databases
            summary           TEXT               -- JSON object
        );

        -- The ledger: one row an entry, replaced by each run that finds it.
        CREATE TABLE files (
            root        TEXT NOT NULL,
            path        TEXT NOT NULL,           -- escaped, see "Paths" in README.md
            outcome     TEXT NOT NULL,           -- recorded, unchanged, skipped, refused, failed
            reason      TEXT NOT NULL,
            media_type  TEXT,
            charset     TEXT,
            basis       TEXT,                    -- trawl-magic, libmagic, probe:NAME, name
            size        INTEGER,                 -- bytes
            run         INTEGER NOT NULL REFERENCES runs,
            PRIMARY KEY (root, path)
        ) WITHOUT ROWID;

        CREATE TABLE records (
            root             TEXT NOT NULL,
            path             TEXT NOT NULL,
            handler          TEXT NOT NULL,
            handler_version  TEXT NOT NULL,
            partial          INTEGER NOT NULL,   -- 1: covers a part of the file
            aggregate        TEXT NOT NULL,      -- JSON
            notes            TEXT,               -- JSON array
            run              INTEGER NOT NULL REFERENCES runs,
            PRIMARY KEY (root, path, handler)
        );

        CREATE TABLE anomalies (
            root       TEXT NOT NULL,
            path       TEXT NOT NULL,
            handler    TEXT NOT NULL,
            ordinal    INTEGER NOT NULL,         -- order of report, from 0; below, where comparing files found it
            subject    TEXT NOT NULL,
            detector   TEXT NOT NULL,
            score      REAL NOT NULL,            -- 0 to 1, higher is stranger
            threshold  REAL NOT NULL,
            reason     TEXT NOT NULL,
            run        INTEGER NOT NULL REFERENCES runs,
            PRIMARY KEY (root, path, handler, ordinal)
        ) WITHOUT ROWID;

        -- Append-only; standing alone changes.
        CREATE TABLE failures (
            id               INTEGER PRIMARY KEY,
            run              INTEGER NOT NULL REFERENCES runs,
            time             TEXT NOT NULL,      -- ISO 8601, UTC
            root             TEXT NOT NULL,
            path             TEXT NOT NULL,
            stage            TEXT NOT NULL,      -- walk, read, detect, route, expand, handle, record
            handler          TEXT,
            handler_version  TEXT,
            code             TEXT NOT NULL,
            message          TEXT NOT NULL,
            offset           INTEGER,            -- bytes from the start of the file
            attempt          INTEGER NOT NULL,
            signature        TEXT NOT NULL,      -- like failures share it
            standing         TEXT NOT NULL,      -- open, resolved, repeated
            closed_run       INTEGER REFERENCES runs
        );
        CREATE INDEX failures_by_path ON failures (root, path);
        CREATE VIEW open_failures AS SELECT * FROM failures WHERE standing = 'open';
        """

    private static let second = """
        -- Size, times and inode of the file, or of the archive around it: tells whether it has changed.
        ALTER TABLE files ADD COLUMN stamp TEXT;
        -- Files that are left alone until they or their handler change.
        CREATE INDEX failures_quarantined ON failures (root, path) WHERE standing = 'open' AND code = 'quarantined';
        """

    private static let third = """
        -- What the handlers made of the file: JSON, [[handler, key, recorded|declined|refused|failed|lost, why], …].
        ALTER TABLE files ADD COLUMN pairings TEXT;
        -- Numbers for the setup of the run, and for the databases types were named by: others mean another look.
        ALTER TABLE files ADD COLUMN setup INTEGER;
        ALTER TABLE files ADD COLUMN detector INTEGER;
        -- How many times in a row it failed for causes that may pass.
        ALTER TABLE files ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
        -- SHA-256 of the content, in hexadecimal, where one was asked for.
        ALTER TABLE files ADD COLUMN digest TEXT;
        -- The run that missed it first, where it is not there any more.
        ALTER TABLE files ADD COLUMN vanished INTEGER REFERENCES runs;
        CREATE INDEX files_by_digest ON files (digest) WHERE digest IS NOT NULL;
        CREATE INDEX files_vanished ON files (vanished) WHERE vanished IS NOT NULL;
        DROP INDEX failures_quarantined;
        -- Entries that were under way when a run ended abruptly, and have not come to an end since.
        CREATE TABLE suspects (
            root     TEXT NOT NULL,
            path     TEXT NOT NULL,
            crashes  INTEGER NOT NULL,           -- while it was the only one under way
            kills    INTEGER NOT NULL,           -- the same, where the end left no trace
            PRIMARY KEY (root, path)
        ) WITHOUT ROWID;
        """

    private static let fourth = """
        -- Messages to subscribers, one a run at most, kept until they are sent and after.
        CREATE TABLE outbox (
            message          INTEGER PRIMARY KEY,
            run              INTEGER NOT NULL REFERENCES runs,
            subscriber       TEXT NOT NULL,
            fingerprint      TEXT NOT NULL,      -- the same for messages of the same content
            content          TEXT NOT NULL,      -- JSON object
            state            TEXT NOT NULL,      -- pending, sent, abandoned
            attempts         INTEGER NOT NULL,
            created_at       TEXT NOT NULL,      -- ISO 8601, UTC
            next_attempt_at  TEXT,
            ended_at         TEXT,
            error            TEXT,
            UNIQUE (run, subscriber)
        );
        """

    private static let fifth = """
        -- The run from which on a record was as it is; none where that was before it was noted.
        ALTER TABLE records ADD COLUMN since INTEGER REFERENCES runs;
        -- Records that others took the place of.
        CREATE TABLE history (
            root             TEXT NOT NULL,
            path             TEXT NOT NULL,
            handler          TEXT NOT NULL,
            handler_version  TEXT NOT NULL,
            partial          INTEGER NOT NULL,
            aggregate        TEXT NOT NULL,      -- JSON
            since            INTEGER NOT NULL REFERENCES runs,
            until            INTEGER NOT NULL REFERENCES runs,
            PRIMARY KEY (root, path, handler, until)
        );
        """

    private static let seventh = """
        -- What the file adds to a roll-up, in the handler's own form. Last, as it may be long and is seldom read.
        ALTER TABLE records ADD COLUMN state BLOB;
        """

    private static let eighth = """
        -- What people page through: the strangest first, the latest first, and like failures together.
        CREATE INDEX anomalies_by_score ON anomalies (score DESC, root, path, handler, ordinal);
        CREATE INDEX failures_open ON failures (signature) WHERE standing = 'open';
        """

    private static let ninth = """
        -- How long the handlers were at work on it, in seconds of wall time.
        ALTER TABLE files ADD COLUMN seconds REAL;
        """
}
