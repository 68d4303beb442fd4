import Orchestration
import Testing

@testable import RecordStores

/// What a process that ended leaves behind of what it was at work on.
@Suite struct FlightFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var left: [String] {
        FlightFile.remains(at: folder.path("flight")).entries.map { entry in
            "\(entry.root) \(entry.path)\(entry.isAlone ? " alone" : "")"
        }
    }

    @Test func whatIsUnderWayIsThereUntilItIsDone() throws {
        let log = try FlightFile(at: folder.path("flight"), slots: 3)
        withExtendedLifetime(log) {
            log.begin(0, [("/r", StorePath(escaped: "a")), ("/s", .root)], isAlone: false)
            log.begin(2, [("/r", StorePath(escaped: "\u{e9}!x"))], isAlone: true)
            #expect(left == ["/r a", "/s ", "/r \u{e9}!x alone"])
            log.begin(0, [("/r", StorePath(escaped: "b"))], isAlone: false)
            #expect(left == ["/r b", "/r \u{e9}!x alone"])
            log.end(0)
            log.end(2)
            #expect(left.isEmpty)
        }
    }

    @Test func aPathThatIsTooLongLeavesTheOthersWhole() throws {
        let log = try FlightFile(at: folder.path("flight"), slots: 1)
        let long = StorePath(escaped: String(repeating: "d/", count: 40_000))
        let entries = [StorePath(escaped: "a"), long, StorePath(escaped: "b")].map { (root: "/r", path: $0) }
        withExtendedLifetime(log) {
            log.begin(0, entries, isAlone: false)
            #expect(left == ["/r a", "/r b"])
        }
    }

    @Test func thereIsNothingInAFileThatIsNone() throws {
        #expect(left.isEmpty)
        #expect(FlightFile.remains(at: "/dev/null").entries.isEmpty)
    }
}
