import Orchestration

/// Gives the places of files that a filter takes, in the order of the ledger: from the index as it was when the first was asked for, or,
/// where there is none, page by page from the store.
struct PlaceSource {
    private static let page = 500

    private let browser: any StoreBrowser
    private let filter: FileFilter
    private var cursor: FileCursor?
    private var last: FilePlace?
    private var waiting: ArraySlice<FilePlace> = []

    init(_ browser: any StoreBrowser, _ filter: FileFilter, index: FileIndex?, of unit: SearchUnit) {
        self.browser = browser
        self.filter = filter
        cursor = index.map { FileCursor($0, filter, of: unit) }
    }

    /// What `make` finds at the next places; nothing at the end alone. Files that have gone from the store since give no rows.
    mutating func rows<Row>(atMost count: Int, _ make: ([FilePlace]) throws -> [Row]) throws -> [Row] {
        while true {
            if waiting.isEmpty { waiting = try more() }
            guard !waiting.isEmpty else { return [] }
            let places = Array(waiting.prefix(count))
            waiting = waiting.dropFirst(count)
            let rows = try make(places)
            if !rows.isEmpty { return rows }
        }
    }

    private mutating func more() throws -> ArraySlice<FilePlace> {
        if cursor != nil { return (cursor?.next() ?? [])[...] }
        let rows = try browser.files(filter, after: last, limit: Self.page)
        let places = rows.map { FilePlace(root: $0.root, path: $0.path) }
        last = places.last
        return places[...]
    }
}
