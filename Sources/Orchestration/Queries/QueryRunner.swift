/// Answers questions in SQL and changes nothing.
public protocol QueryRunner: Sendable {
    /// Answers a query, row by row.
    ///
    /// - Parameters:
    ///   - query: What is asked, and within which limits.
    ///   - columns: Gets the names of the columns before the first row.
    ///   - row: Gets each row: a value for each column.
    /// - Throws: ``QueryError``, also behind rows that were given already; what `columns` and `row` throw; and what is wrong
    ///   with the store.
    func answer(
        _ query: Query, columns: ([String]) throws -> Void, row: ([QueryValue]) throws -> Void
    ) throws -> QueryEnding

    /// Answers several queries, those in `body`, as of one moment.
    func atOneMoment<Result>(_ body: () throws -> Result) throws -> Result

    /// How the query would be answered.
    ///
    /// - Throws: ``QueryError``.
    func plan(of query: Query) throws -> [QueryStep]

    /// The tables and views that can be asked, by name.
    func relations() throws -> [QueryRelation]
}

/// A step of a query's plan.
public struct QueryStep: Sendable, Equatable {
    /// Its number.
    public let number: Int64
    /// The number of the step that it is a part of; 0 for none.
    public let parent: Int64
    /// What is done.
    public let detail: String

    /// Makes a step.
    public init(number: Int64, parent: Int64, detail: String) {
        self.number = number
        self.parent = parent
        self.detail = detail
    }
}

/// A table or view.
public struct QueryRelation: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Whether it is a view.
    public let isView: Bool
    /// The names of its columns, in order.
    public let columns: [String]

    /// Makes a relation.
    public init(name: String, isView: Bool, columns: [String]) {
        self.name = name
        self.isView = isView
        self.columns = columns
    }
}
