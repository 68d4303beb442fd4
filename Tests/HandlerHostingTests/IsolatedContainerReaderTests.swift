import Glibc
import HandlerAPI
import Orchestration
import Testing

@testable import HandlerHosting

@Suite(.serialized) struct IsolatedContainerReaderTests {
    private let service = WorkerService(
        launcher: WorkerLauncher(program: FaultyRun.program, arguments: []), isolation: .sandbox,
        memory: .gibibytes(1), stop: StopSignal())

    /// What comes of reading `words` as an archive: names of members with their bytes, and the code of a fault.
    private func read(
        _ words: String, limits: HandlerLimits = IsolatedContainerReader.limits, upTo count: Int = .max,
        during: (String) -> Void = { _ in }
    ) throws -> (members: [String], fault: Failure?) {
        let file = try TextStore.open(words)
        var members: [String] = []
        var current = ""
        var fault: Failure?
        IsolatedContainerReader(service, limits: limits).read(file, as: "application/x-words") { event in
            switch event {
            case .member(let member):
                let name = String(decoding: member.name ?? [], as: UTF8.self)
                if !member.hasContent { members.append(name) }
                current = ""
            case .bytes(let bytes, let offset):
                #expect(offset == current.utf8.count)
                current += String(decoding: bytes, as: UTF8.self)
            case .complete:
                members.append(current)
                during(current)
            case .damaged(let failure): fault = failure
            case .fault(let failure): fault = failure
            }
            return members.count < count
        }
        return (members, fault)
    }

    @Test func everyMemberComesInItsOrder() throws {
        let words = (0..<5_000).map { $0 % 7 == 0 ? "folder" : "word\($0)" }
        let read = try read(words.joined(separator: " "))
        #expect(read.members == words)
        #expect(read.fault == nil)
    }

    @Test func aCrashKeepsWhatCameBeforeAndNamesTheArchive() throws {
        let read = try read("one folder two crash three")
        #expect(read.members == ["one", "folder", "two"])
        #expect(read.fault?.code == .quarantined)
        #expect(read.fault?.stage == .expand)
        #expect(read.fault?.message.contains("SIGABRT") == true)
    }

    @Test func aHangIsContained() throws {
        var limits = IsolatedContainerReader.limits
        limits.stallTime = .milliseconds(200)
        let read = try read("one hang two", limits: limits)
        #expect(read.members == ["one"])
        #expect(read.fault?.message.contains("stalled: ") == true)
    }

    @Test func theTimeTheHostTakesDoesNotCount() throws {
        var limits = IsolatedContainerReader.limits
        limits.stallTime = .milliseconds(300)
        limits.wallTime = .milliseconds(300)
        let read = try read("one slow two slow three slow", limits: limits) { _ in usleep(150_000) }
        #expect(read.members.count == 6)
        #expect(read.fault == nil)
    }

    @Test func aWorkerEndedFromOutsideIsReplacedAndNothingComesTwice() throws {
        let words = (0..<60).map { $0 % 3 == 0 ? "slow" : "word\($0)" }
        let supervisor = service.supervisor
        let killing = try WorkerThread {
            var kills = 0
            while kills < 4 {
                for pid in supervisor.pids where kill(pid, SIGKILL) == 0 { kills += 1 }
                usleep(60_000)
            }
        }
        let read = try read(words.joined(separator: " "))
        killing.join()
        #expect(read.members == words)
        #expect(read.fault == nil)
    }

    @Test func aHostThatWantsNoMoreGetsNoMore() throws {
        #expect(try read("one two three", upTo: 2).members == ["one", "two"])
        #expect(try read("four five").members == ["four", "five"])
    }
}
