import DataStores
import Orchestration
import Testing

@Suite struct ChangeQueueTests {
    private let start = ContinuousClock.now

    private func path(_ text: String) -> StorePath { StorePath(escaped: text) }

    private func due(
        _ queue: inout ChangeQueue, after seconds: Double, fresh: Set<String> = []
    ) -> (files: [String], directories: [String]) {
        let due = queue.takeDue(at: start + .seconds(seconds)) { fresh.contains($0.description) }
        return (due.files.map(\.description), due.directories.map(\.description))
    }

    @Test func aFileIsDueOnceItIsLeftInPeace() {
        var queue = ChangeQueue(settle: .seconds(2))
        queue.note(path("a"), isDirectory: false, at: start)
        queue.note(path("b"), isDirectory: false, at: start + .seconds(1))
        queue.note(path("a"), isDirectory: false, at: start + .seconds(1.5))
        #expect(queue.nextDue == start + .seconds(3))
        #expect(due(&queue, after: 2.9) == ([], []))
        #expect(due(&queue, after: 3) == (["b"], []))
        #expect(due(&queue, after: 9) == (["a"], []))
        #expect(queue.nextDue == nil)
    }

    @Test func aFileThatIsStillWrittenToWaits() {
        var queue = ChangeQueue(settle: .seconds(2))
        queue.note(path("a"), isDirectory: false, at: start)
        #expect(due(&queue, after: 2, fresh: ["a"]) == ([], []))
        #expect(queue.nextDue == start + .seconds(4))
        #expect(due(&queue, after: 4) == (["a"], []))
    }

    @Test func aDirectoryStandsForAllThatLiesInIt() {
        var queue = ChangeQueue(settle: .seconds(1))
        for file in ["d/x", "d/e/y", "d-f", "d.txt"] { queue.note(path(file), isDirectory: false, at: start) }
        for directory in ["d/e", "d"] { queue.note(path(directory), isDirectory: true, at: start) }
        queue.note(path("d"), isDirectory: false, at: start)
        #expect(due(&queue, after: 1) == (["d-f", "d.txt"], ["d"]))
    }

    @Test func lostOrTooManyChangesMeanEverything() {
        var queue = ChangeQueue(settle: .seconds(1), most: 3)
        queue.note(path("a"), isDirectory: false, at: start)
        queue.noteLoss()
        #expect(queue.takeDue(at: start) { _ in false }.isEverything)
        #expect(queue.takeDue(at: start + .seconds(5)) { _ in false }.isEmpty)
        for number in 0..<4 { queue.note(path("\(number)"), isDirectory: false, at: start) }
        #expect(queue.takeDue(at: start) { _ in false }.isEverything)
    }
}
