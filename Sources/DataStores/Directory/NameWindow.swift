import Glibc
import Orchestration

/// The names of a directory in the order of paths, of which only a bounded number is held at a time.
///
/// The order is that of the text of paths: a directory counts with the slash that follows its name. So a walk comes by
/// files in the order in which a record store keeps them.
///
/// A directory of more names than the window holds is read several times; each time the next names in order are kept.
/// That costs time where a directory has millions of entries, and never memory.
struct NameWindow {
    /// A name with what it stands for.
    struct Name: Comparable {
        /// The text of its component of a path, with a slash for a directory.
        let key: [UInt8]
        /// Its bytes.
        let bytes: [UInt8]
        /// The kind of file as in a file's mode (`S_IFREG`); 0 where that cannot be found out.
        let kind: mode_t
        /// Whether it may be a link that is followed.
        let mayBeLink: Bool

        static func < (left: Name, right: Name) -> Bool { left.key.precedes(right.key) }
        static func == (left: Name, right: Name) -> Bool { left.key == right.key }
    }

    /// How many names are held.
    static let defaultCapacity = 131_072

    private let directory: DirectoryHandle
    private let capacity: Int
    private var names: [Name] = []
    private var position = 0
    private var last: Name?
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
            if let last, !(last < name) { return }
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
        last = names.last
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
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { name in
                let all = name.bindMemory(to: UInt8.self)
                return Array(all[..<(all.firstIndex(of: 0) ?? all.endIndex)])
            }
            if bytes != [46], bytes != [46, 46] { body(name(of: bytes, kind: Int32(entry.pointee.d_type))) }
        }
    }

    private func name(of bytes: [UInt8], kind: Int32) -> Name {
        let mode = mode(of: bytes, kind: kind)
        var key = StorePath.component(of: bytes)
        if mode == S_IFDIR { key.append(UInt8(ascii: "/")) }
        return Name(key: key, bytes: bytes, kind: mode, mayBeLink: kind == Int32(DT_LNK) || kind == Int32(DT_UNKNOWN))
    }

    /// What a name stands for; of a link, where links are followed, what it leads to.
    private func mode(of name: [UInt8], kind: Int32) -> mode_t {
        switch kind {
        case Int32(DT_REG): return S_IFREG
        case Int32(DT_DIR): return S_IFDIR
        case Int32(DT_LNK) where !directory.follows: return S_IFLNK
        default: return directory.kind(of: name)
        }
    }
}

extension [UInt8] {
    /// Whether these bytes stand before `other`.
    fileprivate func precedes(_ other: [UInt8]) -> Bool {
        let order = memcmp(self, other, Swift.min(count, other.count))
        return order == 0 ? count < other.count : order < 0
    }
}
