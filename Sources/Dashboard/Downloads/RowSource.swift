import Inspection
import Orchestration

/// Gives the rows of a listing, some at a time.
protocol RowSource {
    /// Its columns.
    var listing: Listing { get }

    /// The next rows in the listing's order; none at the end.
    mutating func next() throws -> [[Cell]]
}

/// Files that a filter takes, in the order of the ledger.
struct FileRows: RowSource {
    private static let most = 500

    let listing = StoreInspector.files
    private let browser: any StoreBrowser
    private var places: PlaceSource

    init(_ browser: any StoreBrowser, _ filter: FileFilter, index: FileIndex?) {
        self.browser = browser
        places = PlaceSource(browser, filter, index: index, of: .files)
    }

    mutating func next() throws -> [[Cell]] {
        try places.rows(atMost: Self.most) { [browser] in try browser.files(at: $0).map { StoreInspector.cells(of: $0) }
        }
    }
}

/// Records of files that a filter takes, in the order of the ledger, then by handler.
struct RecordRows: RowSource {
    /// A record may be some MiB large, so that few are held.
    private static let most = 16

    let listing = StoreInspector.results
    private let browser: any StoreBrowser
    private let handler: String?
    private var places: PlaceSource

    init(_ browser: any StoreBrowser, _ filter: FileFilter, index: FileIndex?) {
        self.browser = browser
        handler = filter.handler
        places = PlaceSource(browser, filter, index: index, of: .records)
    }

    mutating func next() throws -> [[Cell]] {
        try places.rows(atMost: Self.most) { [browser, handler] places in
            try browser.records(at: places, of: handler).map { StoreInspector.cells(of: $0, digested: false) }
        }
    }
}

/// Failures that a filter takes, the latest first.
struct FailureRows: RowSource {
    private static let most = 500

    let listing = StoreInspector.failures(timings: true)
    private let browser: any StoreBrowser
    private let filter: FailureFilter
    private var last: Int64?

    init(_ browser: any StoreBrowser, _ filter: FailureFilter) {
        self.browser = browser
        self.filter = filter
    }

    mutating func next() throws -> [[Cell]] {
        let rows = try browser.failures(filter, before: last, limit: Self.most)
        last = rows.last?.number
        return rows.map { StoreInspector.cells(of: $0.row, timings: true) }
    }
}

/// Anomalies that a filter takes, the strangest first.
struct AnomalyRows: RowSource {
    private static let most = 500

    let listing = StoreInspector.anomalies
    private let browser: any StoreBrowser
    private let filter: AnomalyFilter
    private var last: AnomalyPlace?

    init(_ browser: any StoreBrowser, _ filter: AnomalyFilter) {
        self.browser = browser
        self.filter = filter
    }

    mutating func next() throws -> [[Cell]] {
        let rows = try browser.anomalies(filter, after: last, limit: Self.most)
        last = rows.last?.place
        return rows.map { StoreInspector.cells(of: $0.row) }
    }
}
