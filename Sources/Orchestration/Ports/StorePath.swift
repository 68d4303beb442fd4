import Glibc

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

    /// The text of a component of a path, for a file of this name.
    public static func component(of name: [UInt8]) -> [UInt8] {
        PathEscaping.isPlain(name) ? name : Array(PathEscaping.escape(name).utf8)
    }

    /// The path of an entry in this directory, by the text of its component.
    public func appending(component: [UInt8]) -> StorePath {
        var text = description
        text.reserveCapacity(text.utf8.count + component.count + 1)
        if !text.isEmpty { text += "/" }
        text += String(decoding: component, as: UTF8.self)
        return StorePath(escaped: text)
    }

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

    /// The path of a directory as an entry of its own: with a slash at its end, so that it stands, in the order of paths,
    /// where what lies in it would.
    public var asDirectory: StorePath {
        description.isEmpty || description.utf8.last == UInt8(ascii: "/") ? self : StorePath(escaped: description + "/")
    }

    /// Whether this is a member of the archive at `other`, or lies below the directory there.
    public func lies(below other: StorePath) -> Bool {
        let above = other.description
        if above.isEmpty { return true }
        guard begins(with: above) else { return false }
        return above.utf8.last == UInt8(ascii: "/")
            || description.utf8.dropFirst(above.utf8.count).starts(with: "!/".utf8)
    }

    /// Whether this is a member of an archive.
    public var isMember: Bool { description.contains("!/") }

    /// The path of the file that lies in the file system: this entry, or the archive around it.
    public var outermost: StorePath {
        let text = description.utf8
        var rest = text[...]
        while let mark = rest.firstIndex(of: UInt8(ascii: "!")) {
            rest = text[text.index(after: mark)...]
            if rest.first == UInt8(ascii: "/") { return StorePath(escaped: String(description[..<mark])) }
        }
        return self
    }

    /// The text before the members of an archive begin.
    public var prefixOfMembers: String { description + "!/" }

    /// The bytes of the path of the file that lies in the file system: this entry, or the archive around it.
    public var fileSystemBytes: [UInt8] { outermost.unescapedBytes }

    /// The bytes that the text stands for, where it leads into no archive.
    public var unescapedBytes: [UInt8] { PathEscaping.unescape(description.utf8[...]) }

    /// Compares the bytes of the text: a `String` takes two spellings of one character for equal, a file system does not.
    public static func == (left: StorePath, right: StorePath) -> Bool { compare(left, right) == 0 }

    /// Less than, equal to or greater than 0 as `left` stands before, at or behind `right`.
    private static func compare(_ left: StorePath, _ right: StorePath) -> Int {
        left.withBytes { left in
            right.withBytes { right in
                guard let first = left.baseAddress, let second = right.baseAddress else {
                    return left.count - right.count
                }
                let order = Int(memcmp(first, second, min(left.count, right.count)))
                return order == 0 ? left.count - right.count : order
            }
        }
    }

    private func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = description.utf8.withContiguousStorageIfAvailable(body) { return result }
        var copy = description
        return copy.withUTF8(body)
    }

    /// Feeds the bytes of the text.
    public func hash(into hasher: inout Hasher) {
        var text = description
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// Whether the bytes of the text begin with those of `prefix`.
    public func begins(with prefix: String) -> Bool {
        withBytes { text in
            StorePath(escaped: prefix).withBytes { prefix in
                guard let first = text.baseAddress, let second = prefix.baseAddress else { return prefix.isEmpty }
                return text.count >= prefix.count && memcmp(first, second, prefix.count) == 0
            }
        }
    }

    /// Orders by the bytes of the text.
    public static func < (left: StorePath, right: StorePath) -> Bool { compare(left, right) < 0 }
}
