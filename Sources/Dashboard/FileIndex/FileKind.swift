import HandlerAPI
import Orchestration

/// What a group of files has in common: everything that they are counted by.
///
/// A store of a million files has some dozens of kinds, so that counts by any facet are sums over few numbers.
struct FileKind: Hashable, Sendable {
    var root: String
    var outcome: Outcome
    var mediaType: String?
    var isVanished: Bool
    /// With commas between, as the store has them.
    var handlers: String
    var codes: String

    /// How many rows of a listing a file of the kind gives, which is none where `filter` does not take it.
    ///
    /// - Parameter facet: The facet that does not matter.
    func rows(of unit: SearchUnit, by filter: FileFilter, except facet: Facet? = nil) -> Int {
        guard isTaken(by: filter, except: facet) else { return 0 }
        guard unit == .records, filter.handler == nil || facet == .handler else { return 1 }
        return Facet.handler.values(of: self).count
    }

    /// Whether `filter` takes files of the kind, apart from what it says of paths.
    ///
    /// - Parameter facet: The facet that does not matter.
    func isTaken(by filter: FileFilter, except facet: Facet? = nil) -> Bool {
        Facet.allCases.allSatisfy { $0 == facet || $0.isTaken(self, by: filter) }
            && (filter.isVanished.map { $0 == isVanished } ?? true)
    }
}

/// What the rows of a search are.
enum SearchUnit: Sendable {
    /// Files, one row each.
    case files
    /// What handlers keep of files: a row for each handler that is asked for.
    case records
}

/// What files are counted by.
enum Facet: String, Sendable, CaseIterable {
    case outcome
    case mediaType = "media_type"
    case handler
    case code
    case root

    /// The values of a kind.
    func values(of kind: FileKind) -> [String] {
        switch self {
        case .outcome: [kind.outcome.rawValue]
        case .mediaType: kind.mediaType.map { [$0] } ?? []
        case .handler: kind.handlers.split(separator: ",").map(String.init)
        case .code: kind.codes.split(separator: ",").map(String.init)
        case .root: [kind.root]
        }
    }

    /// The value that a filter asks for.
    func value(in filter: FileFilter) -> String? {
        switch self {
        case .outcome: filter.outcome?.rawValue
        case .mediaType: filter.mediaType
        case .handler: filter.handler
        case .code: filter.code
        case .root: filter.root
        }
    }

    fileprivate func isTaken(_ kind: FileKind, by filter: FileFilter) -> Bool {
        value(in: filter).map { values(of: kind).contains($0) } ?? true
    }
}

/// How many files have a value of a facet.
struct FacetCount: Sendable, Equatable {
    var value: String
    var count: Int
}
