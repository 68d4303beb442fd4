import CLinux
import Glibc
import Orchestration

/// Confines the calling process, for good.
public enum Sandbox {
    /// The process that this one was started by is gone, so that nobody waits for what it does.
    public struct ParentIsGone: Error, CustomStringConvertible {
        /// What happened, for a person.
        public var description: String { "the process that started this one is gone" }
    }

    /// The version of the library that makes the filters of system calls: libseccomp's.
    public static var filterLibraryVersion: String { SystemCallFilter.libraryVersion }

    /// Enters `profile`: puts every part into force that the kernel has, and says which those are. What the process writes
    /// from then on is for its user alone (umask 077).
    ///
    /// Landlock before ABI 8 confines the calling thread and what it starts from then on. So this must be called before
    /// there is a second thread.
    ///
    /// - Parameters:
    ///   - parent: The process that is to be outlived by nothing; the death signal is sent when the *thread* that started
    ///     this process ends (prctl(2)). `nil` takes the parent as it is now.
    ///   - landlock: What the kernel knows of Landlock.
    /// - Throws: ``ParentIsGone``, and then the process should end at once.
    public static func enter(
        _ profile: SandboxProfile, parent: Int32? = nil, landlock: LandlockSupport = .ofThisKernel
    ) throws(ParentIsGone) -> SandboxReport {
        var report = SandboxReport()
        umask(0o077)
        for (part, enforce) in Self.beforeLandlock(profile) where profile.parts.contains(part) {
            report.add(part, enforce())
        }
        if profile.parts.contains(.deathSignal) {
            report.add(.deathSignal, try dieWithParent(parent ?? getppid()))
        }
        LandlockRuleset(profile, on: landlock).enforce(noting: &report, wanted: profile.parts)
        if profile.parts.contains(.seccomp) {
            report.add(.seccomp, SystemCallFilter(policy: policy(of: profile)).load())
        }
        return report
    }

    /// The order matters: limits may need capabilities to be set, and what follows must not.
    private static func beforeLandlock(
        _ profile: SandboxProfile
    ) -> [(SandboxPart, () -> Result<Void, SandboxPartError>)] {
        [
            (.processGroup, leadProcessGroup),
            (.resourceLimits, profile.limits.apply),
            (.capabilities, { result(linux_drop_capabilities()) }),
            (.noNewPrivileges, { result(linux_no_new_privileges()) }),
            (.notDumpable, { result(linux_not_dumpable()) }),
        ]
    }

    private static func leadProcessGroup() -> Result<Void, SandboxPartError> {
        // The leader of a session leads a group already, and cannot make another.
        if getpgrp() == getpid() || setpgid(0, 0) == 0 { return .success(()) }
        return result(-errno)
    }

    private static func dieWithParent(_ parent: Int32) throws(ParentIsGone) -> Result<Void, SandboxPartError> {
        let outcome = result(linux_signal_at_death_of_parent(SIGKILL))
        // It may have ended before the kernel was told.
        guard getppid() == parent else { throw ParentIsGone() }
        return outcome
    }

    private static func policy(of profile: SandboxProfile) -> SystemCallPolicy {
        switch profile.calls {
        case .onlyNeeded: .worker(process: getpid())
        case .allButDangerous: .program(process: getpid(), network: profile.network)
        }
    }

    private static func result(_ answer: Int32) -> Result<Void, SandboxPartError> {
        answer >= 0 ? .success(()) : .failure(SandboxPartError(reason: "\(SystemError(-answer))"))
    }
}
