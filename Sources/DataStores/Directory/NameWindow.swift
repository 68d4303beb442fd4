import Glibc
import Orchestration

/// The names of a directory in bytewise order, of which only a bounded number is held at a time.
///
/// A directory of more names than the window holds is read several times; each time the next names in order are kept.
/// That costs time where a directory has millions of entries, and never memory.
struct NameWindow {
    /// A name with the kind of entry, as far as the directory tells it.
    struct Name: Comparable {
        let bytes: [UInt8]
        let kind: UInt8

        static func < (left: Name, right: Name) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
        static func == (left: Name, right: Name) -> Bool { left.bytes == right.bytes }
    }

    /// How many names are held.
    static let defaultCapacity = 131_072

    private let directory: DirectoryHandle
    private let capacity: Int
    private var names: [Name] = []
    private var position = 0
    private var last: [UInt8]?
    private var isExhausted = false

    init(_ directory: DirectoryHandle, capacity: Int = defaultCapacity) {
        self.directory = directory
        self.capacity = max(1, capacity)
    }

    /// The next name; `nil` at the end.
    mutating func next() throws(SystemError) -> Name? {
        if position == names.count {
            if isExhausted { return nil }
            try fill()
            if names.isEmpty { return nil }
        }
        defer { position += 1 }
        return names[position]
    }

    private mutating func fill() throws(SystemError) {
        names.removeAll(keepingCapacity: true)
        position = 0
        var isComplete = true
        try forEachName { name in
            if let last, !last.lexicographicallyPrecedes(name.bytes) { return }
            names.append(name)
            if names.count >= capacity * 2 {
                names.sort()
                names.removeLast(names.count - capacity)
                isComplete = false
            }
        }
        names.sort()
        if names.count > capacity {
            names.removeLast(names.count - capacity)
            isComplete = false
        }
        isExhausted = isComplete
        last = names.last?.bytes
    }

    private func forEachName(_ body: (Name) -> Void) throws(SystemError) {
        let own = openat(directory.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard own >= 0 else { throw .current }
        guard let stream = fdopendir(own) else {
            let error = SystemError.current
            close(own)
            throw error
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw .current }
                return
            }
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if bytes != [46], bytes != [46, 46] { body(Name(bytes: bytes, kind: entry.pointee.d_type)) }
        }
    }
}
