import DataStores
import Foundation
import HandlerAPI
import Orchestration
import Testing

/// A folder for names of any bytes, which goes with the object.
final class TemporaryTree {
    let path: [UInt8]

    init() {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("trawl-\(UUID().uuidString)")
        path = Array(url.path.utf8)
        mkdir(url.path, 0o755)
    }

    deinit { try? FileManager.default.removeItem(atPath: String(decoding: path, as: UTF8.self)) }

    private func cString(_ name: [UInt8]) -> [CChar] {
        (path + [UInt8(ascii: "/")] + name).map { CChar(bitPattern: $0) } + [0]
    }

    func file(_ name: String, _ text: String = "x") { file(Array(name.utf8), Array(text.utf8)) }

    func file(_ name: [UInt8], _ bytes: [UInt8] = [1]) {
        let descriptor = open(cString(name), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        _ = write(descriptor, bytes, bytes.count)
        close(descriptor)
    }

    func folder(_ name: String) { mkdir(cString(Array(name.utf8)), 0o755) }

    func link(_ name: String, to target: String) { symlink(target, cString(Array(name.utf8))) }

    func pipe(_ name: String) { mkfifo(cString(Array(name.utf8)), 0o644) }

    func socket(_ name: String) { mknod(cString(Array(name.utf8)), S_IFSOCK | 0o644, 0) }

    func remove(_ name: String) { Glibc.remove(cString(Array(name.utf8))) }

    func rename(_ old: String, to new: String) { Glibc.rename(cString(Array(old.utf8)), cString(Array(new.utf8))) }
}

/// Bytes as an open file without a name.
func openFile(_ bytes: [UInt8]) throws -> OpenFile {
    let file = try #require(tmpfile())
    defer { fclose(file) }
    fwrite(bytes, 1, bytes.count, file)
    fflush(file)
    return OpenFile(descriptor: dup(fileno(file)), size: ByteCount(Int64(bytes.count)))
}

/// What a walk found, one line an element: `+ path`, `~ path: why damaged`, `- path: why skipped`,
/// `! path: why refused`, `? path: code`.
func listing(_ store: any DataStore) -> [String] {
    var lines: [String] = []
    store.walk { element in
        lines.append(line(element))
        return true
    }
    return lines
}

func line(_ element: WalkElement) -> String {
    switch element {
    case .entry(let entry):
        switch entry.completeness {
        case .whole: "+ \(entry.path)"
        case .incomplete: "~ \(entry.path): incomplete"
        case .damaged(let failure): "~ \(entry.path): \(failure.code)"
        }
    case .skipped(let path, let reason), .leftOut(let path, let reason): "- \(path): \(reason)"
    case .gone(let path): "x \(path)"
    case .refused(let path, let reason): "! \(path): \(reason)"
    case .failed(let path, let failure): "? \(path): \(failure.code)"
    }
}

/// The bytes of every entry, by the text of its path.
func contents(_ store: any DataStore) throws -> [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: try contentsByPath(store).map { ($0.key.description, $0.value) })
}

/// The bytes of every entry.
func contentsByPath(_ store: any DataStore) throws -> [StorePath: [UInt8]] {
    var found: [StorePath: [UInt8]] = [:]
    var trouble: (any Error)?
    store.walk { element in
        guard case .entry(let entry) = element else { return true }
        do {
            let file = try entry.open(stop: nil)
            let content = FileContent(path: "", mediaType: "a/b", source: file)
            found[entry.path] = try content.prefix(Int(file.size.bytes))
        } catch { trouble = error }
        return true
    }
    if let trouble { throw trouble }
    return found
}
