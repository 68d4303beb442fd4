import Foundation
import HandlerAPI
import Testing

@testable import HandlerHosting

@Suite struct SandboxReportTests {
    @Test func whatIsMissingIsSaidWithItsReason() {
        var report = SandboxReport()
        report.add(.seccomp)
        #expect(report.isComplete)
        report.add(.landlockFiles, missingBecause: "the kernel has no Landlock")
        #expect(!report.isComplete)
        #expect(report.inForce == [.seccomp])
        #expect(report.warnings == ["landlock-files is not in force: the kernel has no Landlock"])
    }

    @Test func itIsTheSameAfterATrip() throws {
        var report = SandboxReport()
        report.add(.capabilities)
        report.add(.seccomp, missingBecause: "why not")
        report.closedPaths = ["/nowhere"]
        let data = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(SandboxReport.self, from: data) == report)
        var wire = WireWriter()
        report.write(to: &wire)
        var reader = WireReader(wire.bytes[...])
        #expect(try SandboxReport(from: &reader) == report)
        for count in 0..<wire.bytes.count {
            var torn = WireReader(wire.bytes[..<count])
            #expect(throws: WireError.self) { try SandboxReport(from: &torn) }
        }
    }

    @Test func aProfileIsTheSameAfterATrip() throws {
        let limits = SandboxLimits(addressSpace: ByteCount(1 << 30), processorSeconds: 60)
        for profile in [
            SandboxProfile.worker(limits: limits), .program(readable: ["/a"], writable: ["/b"], network: true),
        ] {
            let data = try JSONEncoder().encode(profile)
            #expect(try JSONDecoder().decode(SandboxProfile.self, from: data) == profile)
        }
    }

    @Test(arguments: [
        (EPERM, true), (EACCES, true), (0, false), (ECONNREFUSED, false), (EFAULT, false), (ENOSYS, false),
    ])
    func onlyTheWantOfARightIsARefusal(error: Int32, isRefused: Bool) {
        let attempt = SandboxAttempt("a", tried: "b", mustBeRefused: true, error: error)
        #expect(attempt.isRefused == isRefused)
        #expect(attempt.gotThrough != isRefused)
        #expect(!SandboxAttempt("a", tried: "b", mustBeRefused: false, error: error).gotThrough)
    }

    @Test func errorsHaveTheirNames() {
        #expect(SandboxAttempt("a", tried: "b", mustBeRefused: true, error: EACCES).errorName == "EACCES")
        #expect(SandboxAttempt("a", tried: "b", mustBeRefused: true, error: 0).errorName == nil)
    }
}
