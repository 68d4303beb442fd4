import Glibc

/// The arguments of the command line as the system has them: bytes.
///
/// Where an argument is not UTF-8, its text has a replacement character in place of what was given, and no file has that
/// name.
struct RawArguments {
    private var waiting: [[UInt8]]

    /// Starts with all arguments.
    init() {
        waiting = CommandLine.arguments.indices.dropFirst().compactMap { index in
            CommandLine.unsafeArgv[index].map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
        }
    }

    /// The bytes of the next argument that reads as `text`; those of `text` itself where there is none.
    mutating func take(_ text: String) -> [UInt8] {
        let index = waiting.firstIndex { String(decoding: $0, as: UTF8.self).utf8.elementsEqual(text.utf8) }
        return index.map { waiting.remove(at: $0) } ?? Array(text.utf8)
    }
}

extension [UInt8] {
    /// Calls `body` with the bytes as C takes a string.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        body(map { CChar(bitPattern: $0) } + [0])
    }
}
