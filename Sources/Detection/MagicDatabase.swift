import CCrypto
import CLinux
import CMagic
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

    /// SHA-256 over the system's databases and Trawl's entries, in hexadecimal.
    static func digest() -> String {
        guard let context = EVP_MD_CTX_new() else { return "" }
        defer { EVP_MD_CTX_free(context) }
        EVP_DigestInit_ex(context, EVP_sha256(), nil)
        for path in systemPaths { update(context, withFileAt: path) }
        ownEntries.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        var digest = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(context, &digest, nil)
        return digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func update(_ context: OpaquePointer, withFileAt path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return }
            EVP_DigestUpdate(context, buffer, count)
        }
    }
}
