import Foundation
import Glibc
import Testing

@testable import HandlerHosting

/// Where workers come from: one process that forks them.
@Suite struct NurseryTests {
    private static let isAddressSpaceRandom =
        (try? String(contentsOfFile: "/proc/sys/kernel/randomize_va_space", encoding: .utf8))?.hasPrefix("0") == false
    private let nursery = Nursery(WorkerLauncher(program: FaultyRun.program, arguments: []))

    /// A worker that waits to be told what it is, and what belongs to it.
    private struct Idle {
        let child: ChildProcess
        private let pair: SocketPair
        private let page: StatusPage
        private let errors: ErrorFile

        init(_ nursery: Nursery) throws {
            pair = try SocketPair()
            page = try StatusPage()
            errors = try ErrorFile()
            child = try nursery.makeWorker(socket: pair.worker, page: page.descriptor, errors: errors.descriptor)
            close(pair.worker)
        }

        func end() { close(pair.host) }

        /// Where its program lies in memory.
        var place: Substring? {
            try? String(contentsOfFile: "/proc/\(child.pid)/maps", encoding: .utf8).split(separator: "-").first
        }

        /// What its parent is.
        var parent: String? {
            let status = try? String(contentsOfFile: "/proc/\(child.pid)/status", encoding: .utf8)
            return status?.split(separator: "\n").first { $0.hasPrefix("PPid:") }?.split(separator: "\t").last.map(
                String.init)
        }

        /// Its descriptors, once it has put them in their places.
        var descriptors: [String] {
            for _ in 0..<2_000 {
                let found = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(child.pid)/fd")) ?? []
                if found.count == 5 { return found.sorted() }
                usleep(1_000)
            }
            return []
        }
    }

    @Test func itsWorkersAreChildrenOfThisProcessWithTheirOwnDescriptorsAlone() throws {
        let worker = try Idle(nursery)
        #expect(worker.parent == "\(getpid())")
        #expect(worker.child.pid != nursery.process)
        #expect(worker.descriptors == ["0", "1", "2", "3", "4"])
        worker.end()
        #expect(worker.child.wait() == .exited(0))
    }

    @Test(.enabled(if: isAddressSpaceRandom, "the kernel places every process alike"))
    func afterALossWorkersLieElsewhereInMemory() throws {
        let workers = [try Idle(nursery), try Idle(nursery)]
        let place = try #require(workers[0].place)
        #expect(workers[1].place == place)
        nursery.renew()
        let next = try Idle(nursery)
        #expect(next.place != nil && next.place != place)
        for worker in workers + [next] { worker.end() }
    }

    @Test func anotherTakesThePlaceOfOneThatWasKilled() throws {
        let first = try Idle(nursery)
        let before = try #require(nursery.process)
        kill(before, SIGKILL)
        let second = try Idle(nursery)
        #expect(nursery.process != before)
        for worker in [first, second] {
            worker.end()
            #expect(worker.child.wait() == .exited(0))
        }
    }

    @Test func aProgramThatForksNothingIsSaidToHaveEnded() throws {
        let barren = Nursery(WorkerLauncher(program: "/bin/false", arguments: []))
        let error = #expect(throws: StartError.self) { try Idle(barren) }
        #expect(error?.failure.message == "a worker process did not get ready: its process exited with status 1")
        let missing = Nursery(WorkerLauncher(program: "/nowhere/at/all", arguments: []))
        let failure = #expect(throws: StartError.self) { try Idle(missing) }
        #expect(failure?.failure.message == "a worker process cannot be started: No such file or directory")
    }
}
