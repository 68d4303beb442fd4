import CMagic
import Glibc
import HandlerAPI
import Orchestration

/// A libmagic cookie with a database loaded.
///
/// A cookie owns the buffer of its answers, so each thread has its own. It is not `Sendable` for that reason.
final class MagicCookie {
    /// Why a cookie cannot be had.
    struct LoadError: Error, CustomStringConvertible {
        let description: String
    }

    /// What libmagic says of a file where nothing in its database matches.
    static let unknown = "application/octet-stream"

    /// Checks that are libmagic's own code; Trawl's entries need only the database.
    static let databaseOnly =
        MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_APPTYPE | MAGIC_NO_CHECK_ELF
        | MAGIC_NO_CHECK_TEXT | MAGIC_NO_CHECK_CSV | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_TOKENS
        | MAGIC_NO_CHECK_ENCODING | MAGIC_NO_CHECK_JSON

    private let cookie: magic_t
    private let flags: Int32
    /// How much of a file libmagic looks at.
    private let ample: Int

    /// Opens a cookie.
    ///
    /// - Parameter database: The path of a database, `nil` for the system's.
    init(flags: Int32, database: String?) throws(LoadError) {
        guard let cookie = magic_open(flags) else {
            throw LoadError(description: "libmagic cannot be opened: out of memory")
        }
        guard magic_load(cookie, database) == 0 else {
            let reason = magic_error(cookie).map { String(cString: $0) } ?? "unknown error"
            magic_close(cookie)
            throw LoadError(
                description: "libmagic cannot load \(database ?? "its database"): \(reason); install libmagic-mgc")
        }
        self.cookie = cookie
        self.flags = flags
        var ample = 0
        magic_getparam(cookie, MAGIC_PARAM_BYTES_MAX, &ample)
        self.ample = ample
    }

    deinit { magic_close(cookie) }

    /// The answer for an open file.
    ///
    /// - Parameter most: How many bytes of its beginning libmagic is to look at; `nil` for as many as it would.
    func answer(for file: OpenFile, most: Int? = nil) throws(Failure) -> String {
        var most = most ?? ample
        magic_setparam(cookie, MAGIC_PARAM_BYTES_MAX, &most)
        // libmagic reads from where the descriptor is, and a process that was ended in the middle of that, and shared the
        // descriptor, left it elsewhere.
        lseek(file.descriptor, 0, SEEK_SET)
        return try checked(magic_descriptor(cookie, file.descriptor))
    }

    /// The answer for the first bytes of a file.
    func answer(for bytes: UnsafeRawBufferPointer) throws(Failure) -> String {
        try checked(magic_buffer(cookie, bytes.baseAddress, bytes.count))
    }

    /// The description for people of an open file.
    func describe(_ file: OpenFile) throws(Failure) -> String {
        magic_setflags(cookie, MAGIC_NONE)
        defer { magic_setflags(cookie, flags) }
        return try answer(for: file)
    }

    private func checked(_ answer: UnsafePointer<CChar>?) throws(Failure) -> String {
        if let answer { return String(cString: answer) }
        let reason = magic_error(cookie).map { String(cString: $0) } ?? "unknown error"
        throw Failure(.detect, .unreadable, "libmagic: \(reason)")
    }
}
