/// The path of an entry within its root, as text that stands for any sequence of bytes.
///
/// File names are bytes. Printable UTF-8 stands for itself; everything else is escaped, so that two different names never
/// become the same text and no name disturbs a terminal, a line or a JSON string:
///
/// | in the name | in the text |
/// |---|---|
/// | a backslash | `\\` |
/// | a control character (C0, DEL, C1), a byte that is not UTF-8 | `\xHH` for each byte |
/// | an exclamation mark that ends a component | `\x21`, as `!/` leads into an archive |
/// | a second, third … member of the same name in one archive | the suffix `\#2`, `\#3` … |
///
/// `outer.zip!/dir/member.csv` is the member `dir/member.csv` of `outer.zip`.
public struct StorePath: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The text, as it is stored and printed.
    public let description: String

    /// Takes text that is escaped already, as it comes from a record store or a listing.
    public init(escaped text: String) { description = text }

    /// The root itself.
    public static let root = StorePath(escaped: "")

    /// The path of an entry called `name` in this directory.
    public func appending(name: some Collection<UInt8>) -> StorePath {
        let component = PathEscaping.escape(name)
        return StorePath(escaped: description.isEmpty ? component : description + "/" + component)
    }

    /// The path of the member `name` of this archive, whose components are separated by slashes.
    ///
    /// - Parameter occurrence: 1 for the first member of that name, 2 for the second.
    public func appending(member name: [UInt8], occurrence: Int = 1) -> StorePath {
        let components = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let member = components.map { PathEscaping.escape($0) }.joined(separator: "/")
        return StorePath(escaped: description + "!/" + member + (occurrence > 1 ? "\\#\(occurrence)" : ""))
    }

    /// The text before the members of an archive begin.
    public var prefixOfMembers: String { description + "!/" }

    /// The bytes of the path of the file that lies in the file system: this entry, or the archive around it.
    public var fileSystemBytes: [UInt8] {
        let text = description.utf8
        var outer = text[...]
        var index = text.startIndex
        while let mark = text[index...].firstIndex(of: UInt8(ascii: "!")) {
            index = text.index(after: mark)
            if index < text.endIndex, text[index] == UInt8(ascii: "/") {
                outer = text[..<mark]
                break
            }
        }
        return PathEscaping.unescape(outer)
    }

    /// The bytes that the text stands for, where it leads into no archive.
    public var unescapedBytes: [UInt8] { PathEscaping.unescape(description.utf8[...]) }

    /// Compares the bytes of the text: a `String` takes two spellings of one character for equal, a file system does not.
    public static func == (left: StorePath, right: StorePath) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }

    /// Feeds the bytes of the text.
    public func hash(into hasher: inout Hasher) {
        var text = description
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// Whether the bytes of the text begin with those of `prefix`.
    public func begins(with prefix: String) -> Bool { description.utf8.starts(with: prefix.utf8) }

    /// Orders by the bytes of the text.
    public static func < (left: StorePath, right: StorePath) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
