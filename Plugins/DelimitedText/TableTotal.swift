import ColumnProfiles
import HandlerAPI
import Sketches

/// What is known of several tables, whose columns are one where they have the same name.
public struct TableTotal {
    /// A column of any of the tables.
    struct Column {
        let name: String
        var files: Int
        var profile: ColumnProfile
    }

    /// A name, and how many columns of a table had it before.
    private struct Key: Hashable {
        let name: String
        let number: Int
    }

    private(set) var files = 0
    private(set) var tally = TableTally()
    /// In the order in which they were first met.
    private(set) var columns: [Column] = []
    private var places: [Key: Int] = [:]
    private let scratch = ValueScratch()
    /// How many numbers of a column are taken in before some are left out.
    private static let sampleSize = 32_768

    /// Adds what ``TableState`` keeps of a table.
    ///
    /// - Throws: ``StateError``; the total is as it was then.
    mutating func add(_ state: [UInt8]) throws(StateError) {
        // What turned out to be damaged in the middle would leave half of it in the total.
        try check(state)
        var reader = StateReader(state)
        try reader.version(TableState.version)
        tally.merge(try TableTally(from: &reader))
        var numbers: [String: Int] = [:]
        for _ in 0..<(try reader.elementCount(size: 2)) {
            let name = String(decoding: try reader.slice(), as: UTF8.self)
            let place = place(of: Key(name: name, number: numbers[name, default: 0]))
            numbers[name, default: 0] += 1
            columns[place].files += 1
            try columns[place].profile.add(from: &reader, by: scratch)
        }
        files += 1
    }

    private func check(_ state: [UInt8]) throws(StateError) {
        var reader = StateReader(state)
        try reader.version(TableState.version)
        _ = try TableTally(from: &reader)
        for _ in 0..<(try reader.elementCount(size: 2)) {
            _ = try reader.slice()
            try ColumnProfile.checkAddend(from: &reader, content: .fields, by: scratch)
        }
        guard reader.isAtEnd else { throw .damaged }
    }

    private mutating func place(of key: Key) -> Int {
        if let place = places[key] { return place }
        columns.append(Column(name: key.name, files: 0, profile: ColumnProfile(sampleSize: Self.sampleSize)))
        places[key] = columns.count - 1
        return columns.count - 1
    }
}

/// What is counted of a table beside its columns.
struct TableTally: Sendable {
    var rows = 0
    var raggedShort = 0
    var raggedLong = 0
    var blankLines = 0
    var preambleRecords = 0

    mutating func merge(_ other: TableTally) {
        rows += other.rows
        raggedShort += other.raggedShort
        raggedLong += other.raggedLong
        blankLines += other.blankLines
        preambleRecords += other.preambleRecords
    }
}

extension TableTally: StateCodable {
    func write(to writer: inout StateWriter) {
        for count in [rows, raggedShort, raggedLong, blankLines, preambleRecords] { writer.write(count: count) }
    }

    init(from reader: inout StateReader) throws(StateError) {
        rows = try reader.count(upTo: 1 << 60)
        raggedShort = try reader.count(upTo: 1 << 60)
        raggedLong = try reader.count(upTo: 1 << 60)
        blankLines = try reader.count(upTo: 1 << 60)
        preambleRecords = try reader.count(upTo: 1 << 60)
    }
}

/// Writes what a table adds to a roll-up.
enum TableState {
    static let version: UInt8 = 0x75

    /// The state of a table; `nil` where it would be larger than is kept.
    ///
    /// - Parameter columns: What each column adds, in the order of the table.
    static func of(_ tally: TableTally, names: [String], columns: [[UInt8]]) -> [UInt8]? {
        var writer = StateWriter()
        writer.write(byte: version)
        tally.write(to: &writer)
        writer.write(count: columns.count)
        for (name, column) in zip(names, columns) {
            writer.write(Array(name.utf8))
            writer.append(column)
            guard writer.bytes.count <= Findings.largestState else { return nil }
        }
        return writer.bytes
    }
}
