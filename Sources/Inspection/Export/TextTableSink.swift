import Orchestration

/// Takes tables as text, each to a place of its own.
public struct TextTableSink: TableSink {
    private let format: ListingFormat
    private let open: (TableLayout) throws -> TextPlace
    private var place: TextPlace?
    private var printer: ListingPrinter?
    private var kinds: [TableLayout.Kind] = []

    /// Makes a sink.
    ///
    /// - Parameter open: Gives the place for the text of a table.
    public init(as format: ListingFormat, open: @escaping (TableLayout) throws -> TextPlace) {
        self.format = format
        self.open = open
    }

    /// Begins a table.
    public mutating func begin(_ table: TableLayout) throws {
        let place = try open(table)
        self.place = place
        kinds = table.columns.map(\.kind)
        printer = ListingPrinter(Listing(table.columns.map(\.name)), as: format) { place.add($0) }
    }

    /// Adds a row.
    public mutating func add(_ row: [QueryValue]) throws {
        printer?.add(zip(row, kinds).map(Self.cell))
        try place?.check()
    }

    /// Ends the table.
    public mutating func finish() throws {
        printer?.finish(ifEmpty: "")
        try place?.close()
        place = nil
        printer = nil
    }

    private static func cell(_ value: QueryValue, _ kind: TableLayout.Kind) -> Cell {
        switch (value, kind) {
        case (.integer(let number), .boolean): .boolean(number != 0)
        case (.text(let text), .json): .json(text)
        default: Cell(value)
        }
    }
}

/// A place that text goes to, such as a file.
public protocol TextPlace: AnyObject {
    /// Adds text; what goes wrong is told by ``check()`` and ``close()``.
    func add(_ text: String)
    /// Tells what went wrong so far.
    func check() throws
    /// Puts the text where it is seen.
    func close() throws
}
