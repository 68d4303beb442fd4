import Glibc
import Testing

@testable import HandlerHosting

@Suite struct SandboxLandlockTests {
    private static let absent = LandlockSupport(answer: -ENOSYS)

    @Test(arguments: [SandboxProfile.worker(), .program(readable: [])])
    func withoutLandlockItsPartsAreMissingAndTheReasonIsSaid(profile: SandboxProfile) {
        let ruleset = LandlockRuleset(profile, on: Self.absent)
        #expect(ruleset.possible.isEmpty && ruleset.openings.isEmpty)
        // Nothing is possible, so this confines nothing.
        var report = SandboxReport()
        ruleset.enforce(noting: &report, wanted: profile.parts)
        #expect(report.inForce.isEmpty)
        #expect(report.missing.map(\.part) == [.landlockFiles, .landlockNetwork, .landlockScopes])
        for missing in report.missing { #expect(missing.reason.contains("5.13")) }
    }

    @Test func whereItIsSwitchedOffThatIsSaid() {
        let support = LandlockSupport(answer: -EOPNOTSUPP)
        #expect(support.abi == 0)
        #expect(support.reasonAgainst(.landlockFiles)?.contains("lsm=") == true)
        #expect(support.reasonAgainst(.seccomp) == nil)
    }

    @Test(arguments: [(1, 1), (3, 1), (4, 2), (5, 2), (6, 3), (9, 3), (20, 3)])
    func anABIHasTheseParts(abi: Int32, parts: Int) {
        let support = LandlockSupport(answer: abi)
        let ruleset = LandlockRuleset(.worker(), on: support)
        #expect(ruleset.possible == Array(LandlockRuleset.parts.prefix(parts)))
        #expect((ruleset.rules.network != 0) == (parts >= 2))
        #expect((ruleset.rules.scopes != 0) == (parts >= 3))
        if parts < 3 { #expect(support.reasonAgainst(.landlockScopes)?.contains("ABI is \(abi)") == true) }
    }

    @Test(arguments: [(1, 0x1FFF), (2, 0x3FFF), (3, 0x7FFF), (4, 0x7FFF), (5, 0xFFFF), (8, 0xFFFF), (9, 0x1FFFF)])
    func anABIHasTheseRightsToFiles(abi: Int, rights: UInt64) {
        #expect(LandlockRights.files(abi: abi) == rights)
        #expect(LandlockRuleset(.worker(), on: LandlockSupport(answer: Int32(abi))).rules.files == rights)
    }

    @Test func aWorkerOpensNothing() {
        #expect(LandlockRuleset(.worker(), on: LandlockSupport(answer: 7)).openings.isEmpty)
    }

    @Test func aProgramWritesOnlyWhereItMay() {
        let profile = SandboxProfile.program(readable: ["/script"], writable: ["/scratch"])
        let openings = LandlockRuleset(profile, on: LandlockSupport(answer: 7)).openings
        let writable = openings.filter { $0.rights & LandlockRights.writeFile != 0 }.map(\.path)
        #expect(Set(writable) == ["/scratch", "/dev/null"])
        #expect(openings.first { $0.path == "/script" }?.rights == LandlockRights.reading)
        #expect(openings.first { $0.path == "/scratch" }.map { $0.rights & LandlockRights.execute } == 0)
        #expect(openings.filter(\.isAskedFor).map(\.path) == ["/script", "/scratch"])
    }

    @Test(arguments: [false, true]) func whatNamesUsersAndKeysStaysClosed(network: Bool) {
        let profile = SandboxProfile.program(readable: [], network: network)
        let paths = LandlockRuleset(profile, on: LandlockSupport(answer: 7)).openings.map(\.path)
        for secret in [
            "/etc/passwd", "/etc/shadow", "/etc/ssl/private/key.pem", "/root/.ssh/id", "/home/a", "/var/lib",
            "/proc/1/environ",
        ] {
            #expect(!paths.contains { secret == $0 || secret.hasPrefix($0 + "/") }, "\(secret) is open")
        }
        #expect(paths.contains("/etc/hosts") == network)
    }

    @Test func aProgramThatMayConnectHasNoRuleAgainstIt() {
        let profile = SandboxProfile.program(readable: [], network: true)
        let ruleset = LandlockRuleset(profile, on: LandlockSupport(answer: 7))
        #expect(ruleset.rules.network == 0)
        #expect(ruleset.possible == [.landlockFiles, .landlockScopes])
    }
}
