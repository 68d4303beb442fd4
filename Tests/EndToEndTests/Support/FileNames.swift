import Foundation

/// Names of files as the system has them: bytes.
enum FileNames {
    /// The paths below `folder` of everything that is no directory, sorted.
    static func below(_ folder: [UInt8], prefix: [UInt8] = []) -> [[UInt8]] {
        guard let stream = opendir(cString(folder)) else { return [] }
        defer { closedir(stream) }
        var paths: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == Array(".".utf8) || name == Array("..".utf8) { continue }
            let path = prefix.isEmpty ? name : prefix + Array("/".utf8) + name
            if Int32(entry.pointee.d_type) == Int32(DT_DIR) {
                paths += below(folder + Array("/".utf8) + name, prefix: path)
            } else {
                paths.append(path)
            }
        }
        return paths.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Writes a file of this name into `folder`.
    static func write(_ text: String, named name: [UInt8], in folder: URL) throws {
        let descriptor = open(
            cString(Array(folder.path.utf8) + Array("/".utf8) + name), O_WRONLY | O_CREAT | O_EXCL, 0o644)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw POSIXError(.EIO) }
    }

    /// The bytes that a path of the listings stands for: `\\` is a backslash, `\xHH` a byte.
    static func unescape(_ path: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            if rest.popFirst() == UInt8(ascii: "x") {
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(UInt8(ascii: "\\"))
            }
        }
        return bytes
    }

    private static func cString(_ bytes: [UInt8]) -> [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }
}
