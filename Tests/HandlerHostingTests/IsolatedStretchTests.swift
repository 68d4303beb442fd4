import Glibc
import HandlerAPI
import Orchestration
import Testing

@testable import HandlerHosting

/// Stretches of archives are unpacked in worker processes that may end at any time.
@Suite(.serialized) struct IsolatedStretchTests {
    private let service = WorkerService(
        launcher: WorkerLauncher(program: FaultyRun.program, arguments: []), isolation: .sandbox,
        memory: .gibibytes(1), stop: StopSignal())

    /// What each word of `words`, a stretch of its own, is unpacked to; `nil` where nothing came of it.
    private func unpack(
        _ words: String, limits: HandlerLimits = IsolatedContainerReader.limits
    ) throws -> [String?] {
        let reader = IsolatedContainerReader(service, limits: limits)
        let file = try TextStore.open(words)
        let cut = try #require(reader.cut(file, as: "application/x-words"))
        return try cut.stretches.map { stretch in
            let target = try MemoryFile()
            guard reader.unpack(stretch, of: file, as: "application/x-words", into: target.descriptor) else {
                return nil
            }
            return String(decoding: try target.read(), as: UTF8.self)
        }
    }

    @Test func aWorkerWritesWhatAStretchUnpacksTo() throws {
        #expect(try unpack("one three eleven ") == ["ONE ", "THREE ", "ELEVEN "])
    }

    @Test func aCrashIsTheStretchsOwn() throws {
        #expect(try unpack("one crash three ") == ["ONE ", nil, "THREE "])
    }

    @Test func aHangIsContained() throws {
        var limits = IsolatedContainerReader.limits
        limits.stallTime = .milliseconds(200)
        #expect(try unpack("one hang three ", limits: limits) == ["ONE ", nil, "THREE "])
    }

    /// A worker may write as much as a stretch may hold, and no more.
    @Test func aWorkerThatWritesTooMuchIsEnded() throws {
        #expect(try unpack("one flood three ") == ["ONE ", nil, "THREE "])
    }

    @Test func aWorkerEndedFromOutsideIsReplaced() throws {
        let supervisor = service.supervisor
        let killing = try WorkerThread {
            var kills = 0
            while kills < 4 {
                for pid in supervisor.pids where kill(pid, SIGKILL) == 0 { kills += 1 }
                usleep(60_000)
            }
        }
        let words = (0..<60).map { $0 % 3 == 0 ? "slow " : "word " }
        let found = try unpack(words.joined())
        killing.join()
        #expect(found == words.map { $0.uppercased() })
    }

    /// What makes no sense is not believed: the archive is read in one go.
    @Test(arguments: ["beyond ", "folder "])
    func aCutThatCannotBeIsNone(words: String) throws {
        let reader = IsolatedContainerReader(service)
        #expect(reader.cut(try TextStore.open(words), as: "application/x-words") == nil)
        #expect(try unpack("one two ").count == 2)
    }
}
