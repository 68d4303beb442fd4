import CSeccomp
import Glibc
import Orchestration

/// Puts a policy into force by libseccomp (seccomp_rule_add(3), seccomp_load(3)).
struct SystemCallFilter {
    /// libseccomp's version as `2.5.4`.
    static var libraryVersion: String {
        guard let version = seccomp_version()?.pointee else { return "unknown" }
        return "\(version.major).\(version.minor).\(version.micro)"
    }

    let policy: SystemCallPolicy

    /// Holds all threads of the process to the policy, and what it starts or executes. Cannot be undone.
    func load() -> Result<Void, SandboxPartError> {
        guard let filter = seccomp_init(Self.code(policy.otherwise)) else {
            return .failure(SandboxPartError(reason: "libseccomp cannot be set up"))
        }
        defer { seccomp_release(filter) }
        // Calls by the numbers of another architecture would pass the rules by.
        seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, Self.killProcess)
        seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1)
        // A binary tree instead of a chain: the calls of a program are tested against some hundred rules.
        seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2)
        for rule in policy.rules {
            let error = Self.add(rule, to: filter)
            guard error == 0 else {
                return .failure(
                    SandboxPartError(reason: "no rule can be made for \(rule.call): \(SystemError(-error))"))
            }
        }
        let error = seccomp_load(filter)
        return error == 0
            ? .success(()) : .failure(SandboxPartError(reason: "the kernel takes no filter: \(SystemError(-error))"))
    }

    private static func add(_ rule: SystemCallPolicy.Rule, to filter: scmp_filter_ctx) -> Int32 {
        let number = seccomp_syscall_resolve_name(rule.call)
        // Less than zero: not of this architecture, or newer than libseccomp.
        guard number >= 0 else { return 0 }
        let conditions = rule.conditions.map(comparison)
        return seccomp_rule_add_array(filter, code(rule.answer), number, UInt32(conditions.count), conditions)
    }

    private static func comparison(_ condition: SystemCallPolicy.Condition) -> scmp_arg_cmp {
        switch condition {
        case .equals(let argument, let value):
            scmp_arg_cmp(arg: argument, op: SCMP_CMP_EQ, datum_a: value, datum_b: 0)
        case .differs(let argument, let value):
            scmp_arg_cmp(arg: argument, op: SCMP_CMP_NE, datum_a: value, datum_b: 0)
        case .isBelow(let argument, let value):
            scmp_arg_cmp(arg: argument, op: SCMP_CMP_LT, datum_a: value, datum_b: 0)
        case .isAbove(let argument, let value):
            scmp_arg_cmp(arg: argument, op: SCMP_CMP_GT, datum_a: value, datum_b: 0)
        case .bits(let argument, let mask, let value):
            scmp_arg_cmp(arg: argument, op: SCMP_CMP_MASKED_EQ, datum_a: mask, datum_b: value)
        }
    }

    /// The macros `SCMP_ACT_ALLOW`, `SCMP_ACT_ERRNO` and `SCMP_ACT_KILL_PROCESS`, of which Swift sees not all.
    private static func code(_ answer: SystemCallPolicy.Answer) -> UInt32 {
        switch answer {
        case .allow: 0x7FFF_0000
        case .refuse(let error): 0x0005_0000 | UInt32(error) & 0xFFFF
        }
    }

    private static let killProcess: UInt32 = 0x8000_0000
}
