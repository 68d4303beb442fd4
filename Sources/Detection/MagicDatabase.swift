import CLinux
import CMagic
import Digests
import Glibc
import Orchestration

/// The databases that types are named from: the system's, and Trawl's own entries.
enum MagicDatabase {
    /// The source of Trawl's own entries.
    static var ownEntries: [UInt8] { PackageResources.trawl_magic }

    /// libmagic's version as `5.44`.
    static var libraryVersion: String {
        let number = magic_version()
        let minor = number % 100
        return "\(number / 100).\(minor < 10 ? "0" : "")\(minor)"
    }

    /// The paths of the system's databases: of each that libmagic names the compiled form, where there is one.
    static var systemPaths: [String] {
        guard let list = magic_getpath(nil, 0) else { return [] }
        return String(cString: list).split(separator: ":").compactMap { name in
            [String(name) + ".mgc", String(name)].first { access($0, R_OK) == 0 }
        }
    }

    /// Writes Trawl's entries where libmagic can load them from, for the length of `body`: it takes a path, not bytes.
    static func withOwnEntries<Result>(_ body: (String) throws -> Result) throws -> Result {
        let descriptor = memfd_create("trawl.magic", linux_memfd_close_on_exec)
        guard descriptor >= 0 else { throw SystemError.current }
        defer { close(descriptor) }
        let entries = ownEntries
        guard entries.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) == entries.count else {
            throw SystemError.current
        }
        return try body("/proc/self/fd/\(descriptor)")
    }

    /// A checksum over the system's databases, Trawl's entries and the revision of the probes, in hexadecimal.
    static func checksum() -> String {
        var checksum = Checksum64()
        for path in systemPaths { update(&checksum, withFileAt: path) }
        let entries = ownEntries + Array(Probes.revision.utf8)
        entries.withUnsafeBytes { checksum.update($0) }
        return checksum.hexadecimal
    }

    private static func update(_ checksum: inout Checksum64, withFileAt path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            guard count > 0 else { return }
            checksum.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
