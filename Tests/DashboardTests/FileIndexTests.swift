import HandlerTesting
import Orchestration
import Testing

@testable import Dashboard

/// The index finds and counts what going through all files one by one would.
@Suite struct FileIndexTests {
    private static let words = ["cast", "Leg", "ctd", "a", "b!", "é", "100%"]

    private static func files(_ count: Int, seed: UInt64) -> [FileTraits] {
        var generator = RepeatableGenerator(seed: seed)
        var places: Set<FilePlace> = []
        while places.count < count {
            let parts = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                words.randomElement(using: &generator).map { $0 + "\(Int.random(in: 0...30, using: &generator))" } ?? ""
            }
            let root = ["/one", "/two"].randomElement(using: &generator) ?? ""
            places.insert(FilePlace(root: root, path: StorePath(escaped: parts.joined(separator: "/"))))
        }
        let ordered = places.sorted {
            $0.root == $1.root ? $0.path < $1.path : $0.root.utf8.lexicographicallyPrecedes($1.root.utf8)
        }
        return ordered.map { place in
            let outcome = Outcome.allCases.randomElement(using: &generator) ?? .failed
            return FileTraits(
                place: place, outcome: outcome,
                mediaType: ["text/csv", "text/plain", nil].randomElement(using: &generator) ?? nil,
                isVanished: Int.random(in: 0..<9, using: &generator) == 0,
                handlers: ["", "text", "text,fingerprint"].randomElement(using: &generator) ?? "",
                codes: outcome == .failed ? "corrupt" : "")
        }
    }

    private static func index(_ files: [FileTraits]) -> FileIndex {
        files.reduce(into: FileIndex()) { $0.append($1) }
    }

    /// The rows of a file in a listing of records.
    private static func records(_ filter: FileFilter, _ file: FileTraits) -> Int {
        guard takes(filter, file) else { return 0 }
        return filter.handler == nil ? file.handlers.split(separator: ",").count : 1
    }

    private static func takes(_ filter: FileFilter, _ file: FileTraits) -> Bool {
        let path = file.place.path.description
        return (filter.text.map { path.lowercased().contains($0.lowercased()) } ?? true)
            && (filter.prefix.map { path.utf8.starts(with: $0.utf8) } ?? true)
            && (filter.root.map { $0 == file.place.root } ?? true)
            && (filter.outcome.map { $0 == file.outcome } ?? true)
            && (filter.mediaType.map { $0 == file.mediaType } ?? true)
            && (filter.handler.map { file.handlers.split(separator: ",").map(String.init).contains($0) } ?? true)
            && (filter.code.map { file.codes == $0 } ?? true)
            && (filter.isVanished.map { $0 == file.isVanished } ?? true)
    }

    private static let filters: [FileFilter] = {
        var filters = [FileFilter()]
        func add(_ change: (inout FileFilter) -> Void) {
            var filter = FileFilter()
            change(&filter)
            filters.append(filter)
        }
        add { $0.text = "CAST1" }
        add { $0.text = "é" }
        add { $0.text = "/" }
        add { $0.text = "nowhere" }
        add { $0.prefix = "Leg1" }
        add { $0.outcome = .failed }
        add { ($0.text, $0.handler) = ("ctd", "fingerprint") }
        add { ($0.root, $0.mediaType, $0.isVanished) = ("/two", "text/csv", false) }
        add { ($0.code, $0.prefix) = ("corrupt", "a") }
        return filters
    }()

    @Test(arguments: filters) func pagesAndCountsAreThoseOfAWalkOverAllFiles(filter: FileFilter) {
        let files = Self.files(6_000, seed: 3)
        let index = Self.index(files)
        let wanted = files.filter { Self.takes(filter, $0) }.map(\.place)
        var found: [FilePlace] = []
        var starts: [FilePlace?] = []
        var place: FilePlace?
        repeat {
            let page = FileSearch.run(in: index, filter, after: place, limit: 37)
            #expect(page.matches == wanted.count)
            #expect(page.before == found.count)
            switch page.previous {
            case .none: #expect(found.isEmpty)
            case .first: #expect(starts.count == 1)
            case .behind(let other): #expect(starts.count > 1 && other == starts[starts.count - 1])
            }
            starts.append(place)
            found += page.page
            place = page.hasMore ? page.page.last : nil
        } while place != nil
        #expect(found == wanted)
    }

    @Test(arguments: filters) func recordsAreCountedAndPagedByWholeFiles(filter: FileFilter) {
        let files = Self.files(3_000, seed: 4)
        let index = Self.index(files)
        let wanted = files.filter { Self.records(filter, $0) > 0 }
        let rows = Dictionary(uniqueKeysWithValues: wanted.map { ($0.place, Self.records(filter, $0)) })
        var found: [FilePlace] = []
        var place: FilePlace?
        repeat {
            let page = FileSearch.run(in: index, filter, of: .records, after: place, limit: 40)
            #expect(page.matches == rows.values.reduce(0, +))
            #expect(page.before == found.reduce(0) { $0 + (rows[$1] ?? 0) })
            let count = page.page.reduce(0) { $0 + (rows[$1] ?? 0) }
            #expect(page.hasMore ? 40...41 ~= count : count <= 41)
            if case .behind(let other) = page.previous {
                let before = FileSearch.run(in: index, filter, of: .records, after: other, limit: 40)
                #expect(before.page.last == found.last, "the page before ends where this one begins")
            } else {
                #expect(found.reduce(0) { $0 + (rows[$1] ?? 0) } <= 41)
            }
            found += page.page
            place = page.hasMore ? page.page.last : nil
        } while place != nil
        #expect(found == wanted.map(\.place))
    }

    @Test(arguments: filters) func aWalkThroughTheIndexMeetsEachFileOnce(filter: FileFilter) {
        let files = Self.files(9_000, seed: 6)
        for unit in [SearchUnit.files, .records] {
            var cursor = FileCursor(Self.index(files), filter, of: unit)
            var found: [FilePlace] = []
            while case let places = cursor.next(), !places.isEmpty { found += places }
            let wanted = files.filter { unit == .files ? Self.takes(filter, $0) : Self.records(filter, $0) > 0 }
            #expect(found == wanted.map(\.place))
        }
    }

    @Test func theHighestAreRankedAndWhatIsGoneIsNot() {
        let files = Self.files(300, seed: 8).enumerated().map { number, file in
            var file = file
            file.size = Int64(number * 37 % 101)
            file.seconds = number % 3 == 0 ? nil : Double(number % 50)
            return file
        }
        let index = Self.index(files)
        let there = files.filter { !$0.isVanished }
        let sizes: [Double] = there.compactMap(\.size).map { Double($0) }.sorted(by: >)
        let times: [Double] = there.compactMap(\.seconds).sorted(by: >)
        #expect(index.largest.files.map(\.value) == Array(sizes.prefix(8)))
        #expect(index.slowest.files.map(\.value) == Array(times.prefix(8)))
    }

    @Test(arguments: filters) func facetsCountWhatTheirChoiceWouldFind(filter: FileFilter) {
        let files = Self.files(2_000, seed: 5)
        let result = FileSearch.run(in: Self.index(files), filter, after: nil, limit: 1)
        for count in result.facets[.outcome] ?? [] {
            var other = filter
            other.outcome = Outcome(rawValue: count.value)
            #expect(files.count { Self.takes(other, $0) } == count.count)
        }
        for count in result.facets[.handler] ?? [] {
            var other = filter
            other.handler = count.value
            #expect(files.count { Self.takes(other, $0) } == count.count)
        }
        let records = FileSearch.run(in: Self.index(files), filter, of: .records, after: nil, limit: 1)
        for (facet, change) in [(Facet.handler, \FileFilter.handler), (.mediaType, \.mediaType)] {
            for count in records.facets[facet] ?? [] {
                var other = filter
                other[keyPath: change] = count.value
                #expect(files.reduce(0) { $0 + Self.records(other, $1) } == count.count)
            }
        }
    }

    @Test func anEmptyIndexFindsNothing() {
        let result = FileSearch.run(in: FileIndex(), FileFilter(), after: nil, limit: 10)
        #expect(result.page.isEmpty && result.matches == 0 && !result.hasMore && result.previous == .none)
    }
}
