import CMagic
import HandlerAPI
import Orchestration

/// Names media types on one thread.
final class MagicSession: DetectionSession {
    /// So much of a text tells what kind of text it is: libmagic looks at a quarter of it for the character set, and reads
    /// 7 MiB of each file that has them. Of other files it may need them, as archives name their members in places far apart.
    private static let textWindow = 256 << 10

    private let own: MagicCookie
    private let system: MagicCookie
    /// The first bytes of the file at hand, for Trawl's entries and the probes.
    private let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)

    init() throws {
        own = try MagicDatabase.withOwnEntries {
            try MagicCookie(flags: MAGIC_MIME_TYPE | MagicCookie.databaseOnly, database: $0)
        }
        system = try MagicCookie(flags: MAGIC_MIME_TYPE | MAGIC_MIME_ENCODING, database: nil)
    }

    deinit { window.deallocate() }

    func detect(
        _ file: OpenFile, name: [UInt8], trace: ((DetectionStep) -> Void)?
    ) throws(Failure) -> Verdict {
        if file.size == 0 {
            trace?(DetectionStep(rule: "size", answer: "the file is empty"))
            return Verdict(mediaType: "inode/x-empty", charset: "binary", basis: "libmagic")
        }
        let count = try fillWindow(from: file)
        let isWhole = Int64(count) == file.size.bytes
        let own = try ownAnswer(count, trace)
        let libmagic = try systemAnswer(file, trace)
        if let own {
            return Verdict(mediaType: own, charset: libmagic.charset, basis: "trawl-magic")
        }
        let sample = ContentSample(isWhole: isWhole, charset: libmagic.charset, name: name)
        let bytes = UnsafeRawBufferPointer(rebasing: window[..<count])
        if let refined = Probes.refine(libmagic.mediaType, bytes, sample, trace) {
            return Verdict(mediaType: refined.mediaType, charset: libmagic.charset, basis: refined.basis)
        }
        return libmagic
    }

    private func fillWindow(from file: OpenFile) throws(Failure) -> Int {
        var count = 0
        do throws(HandlerError) {
            while count < window.count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: window[count...])
                let read = try file.read(into: rest, at: Int64(count))
                if read == 0 { break }
                count += read
            }
        } catch {
            throw Failure(.read, .unreadable, error.message, offset: error.offset)
        }
        return count
    }

    private func ownAnswer(_ count: Int, _ trace: ((DetectionStep) -> Void)?) throws(Failure) -> MediaType? {
        let answer = try own.answer(for: UnsafeRawBufferPointer(rebasing: window[..<count]))
        let type = answer == MagicCookie.unknown ? nil : MediaType(answer)
        trace?(DetectionStep(rule: "Trawl's magic entries", answer: type?.description ?? "no entry matches"))
        return type
    }

    private func systemAnswer(
        _ file: OpenFile, _ trace: ((DetectionStep) -> Void)?
    ) throws(Failure) -> Verdict {
        var answer = try system.answer(for: file, most: Self.textWindow)
        if answer.hasSuffix("binary"), file.size.bytes > Self.textWindow { answer = try system.answer(for: file) }
        if let trace {
            let description = try system.describe(file)
            trace(
                DetectionStep(
                    rule: "libmagic \(MagicDatabase.libraryVersion)", answer: "\(answer) (\(description))"))
        }
        // The answer is `text/plain; charset=us-ascii`.
        guard let semicolon = answer.utf8.firstIndex(of: UInt8(ascii: ";")) else {
            return Verdict(mediaType: MediaType(answer), basis: "libmagic")
        }
        let charset = answer.utf8[semicolon...].dropFirst("; charset=".utf8.count)
        return Verdict(
            mediaType: MediaType(String(answer[..<semicolon])), charset: String(Substring(charset)), basis: "libmagic")
    }
}
