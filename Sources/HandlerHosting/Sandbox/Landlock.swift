import CLinux
import Glibc
import Orchestration

/// What the kernel knows of Landlock (landlock(7)).
public struct LandlockSupport: Sendable, Equatable {
    /// The version of the ABI; 0 where there is none.
    public let abi: Int
    /// Why there is none.
    public let reason: String?

    /// Describes a kernel that answered `answer`: an ABI, or less than zero an error number.
    public init(answer: Int32) {
        abi = max(0, Int(answer))
        switch answer {
        case 1...: reason = nil
        case -ENOSYS: reason = "the kernel has no Landlock (needs Linux 5.13)"
        case -EOPNOTSUPP: reason = "Landlock is switched off (start the kernel with landlock in lsm=)"
        default: reason = "the kernel does not say what it knows of Landlock: \(SystemError(-answer))"
        }
    }

    /// The kernel that runs.
    public static var ofThisKernel: LandlockSupport { LandlockSupport(answer: linux_landlock_abi()) }

    /// Why `part` cannot be in force; `nil` where it can.
    public func reasonAgainst(_ part: SandboxPart) -> String? {
        let (needed, release) =
            switch part {
            case .landlockFiles: (1, "5.13")
            case .landlockNetwork: (4, "6.7")
            case .landlockScopes: (6, "6.12")
            default: (0, "")
            }
        if let reason, needed > 0 { return reason }
        return abi >= needed ? nil : "Landlock's ABI is \(abi), and this needs \(needed) (Linux \(release))"
    }
}

/// The rights that Landlock knows, as in include/uapi/linux/landlock.h of Linux 7.1.
enum LandlockRights {
    static let execute: UInt64 = 1 << 0
    static let writeFile: UInt64 = 1 << 1
    static let readFile: UInt64 = 1 << 2
    static let readDirectory: UInt64 = 1 << 3
    static let makeCharacterDevice: UInt64 = 1 << 6
    static let makeBlockDevice: UInt64 = 1 << 11
    static let truncate: UInt64 = 1 << 14
    static let controlDevice: UInt64 = 1 << 15

    /// Those that a rule for a file can have; others are of directories alone.
    static let ofFiles = execute | writeFile | readFile | truncate | controlDevice
    static let reading = execute | readFile | readDirectory

    /// All rights to files of an ABI.
    static func files(abi: Int) -> UInt64 {
        let count =
            switch abi {
            case ..<1: 0
            case 1: 13
            case 2: 14
            case 3, 4: 15
            case 5...8: 16
            default: 17
            }
        return 1 << count - 1
    }

    /// Everything but what makes a device or executes what was written.
    static func writing(abi: Int) -> UInt64 {
        files(abi: abi) & ~(execute | makeCharacterDevice | makeBlockDevice | controlDevice)
    }

    /// Binding and connecting TCP sockets.
    static let network: UInt64 = 0b11
    /// Connecting abstract UNIX sockets, and sending signals.
    static let scopes: UInt64 = 0b11
}
