import Sketches

/// The paths met so far, found by the key at hand.
///
/// Node 0 stands for all paths beyond the bound, node 1 for the documents themselves. A class, as it owns memory; it
/// is used by one thread at a time.
final class PathTree {
    /// The node that stands for all paths beyond the bound.
    static let beyond: Int32 = 0
    /// The node of documents.
    static let root: Int32 = 1

    private(set) var nodes: UnsafeMutablePointer<PathNode>
    private(set) var count = 2
    private var capacity = 64
    /// The keys end to end.
    private var keys: [UInt8] = []
    /// How many bytes the text of each node's path has.
    private var textLengths = [0, 1]
    /// Nodes by parent and key, open to the next; 0 is free.
    private var table = [Int32](repeating: 0, count: 128)
    private let limit: PathLimit
    private var textTotal = 0

    /// Makes a tree of no paths.
    init(limit: PathLimit) {
        self.limit = limit
        nodes = .allocate(capacity: capacity)
        nodes.initialize(repeating: PathNode(), count: 2)
    }

    deinit { nodes.deallocate() }

    /// The node of a key below `parent`; ``beyond`` where there is no room for another.
    func node(_ parent: Int32, _ key: UnsafeRawBufferPointer) -> Int32 {
        guard parent != Self.beyond else { return Self.beyond }
        var slot = Self.hash(parent, key) & (table.count - 1)
        while table[slot] != 0 {
            let node = table[slot]
            if nodes[Int(node)].parent == parent, self.key(of: Int(node)).elementsEqual(key) { return node }
            slot = (slot + 1) & (table.count - 1)
        }
        guard let made = make(parent, textLength: key.count + 1) else { return Self.beyond }
        setKey(key, of: Int(made))
        table[slot] = made
        if count * 2 > table.count { rebuildTable() }
        return made
    }

    /// The node of the elements of arrays at `parent`; ``beyond`` where there is no room for another.
    func items(of parent: Int32) -> Int32 {
        let known = nodes[Int(parent)].items
        guard known == 0, parent != Self.beyond, let made = make(parent, textLength: 2) else { return known }
        nodes[Int(parent)].items = made
        return made
    }

    /// The bytes of a node's key; empty for elements.
    func key(of node: Int) -> ArraySlice<UInt8> {
        keys[nodes[node].keyStart..<nodes[node].keyStart + nodes[node].keyLength]
    }

    private func make(_ parent: Int32, textLength: Int) -> Int32? {
        let length = textLengths[Int(parent)] + textLength
        guard count - 1 < limit.paths, textTotal + length <= limit.bytes else { return nil }
        textTotal += length
        textLengths.append(length)
        if count == capacity { grow() }
        var node = PathNode()
        node.parent = parent
        (nodes + count).initialize(to: node)
        count += 1
        return Int32(count - 1)
    }

    private func setKey(_ key: UnsafeRawBufferPointer, of node: Int) {
        var words: [UInt64] = [0, 0]
        var masks: [UInt64] = [0, 0]
        for (index, byte) in key.prefix(16).enumerated() {
            words[index / 8] |= UInt64(byte) << UInt64(8 * (index % 8))
            masks[index / 8] |= 0xff << UInt64(8 * (index % 8))
        }
        (nodes[node].low, nodes[node].high) = (words[0], words[1])
        (nodes[node].lowMask, nodes[node].highMask) = (masks[0], masks[1])
        (nodes[node].keyStart, nodes[node].keyLength) = (keys.count, key.count)
        nodes[node].isPlain = !key.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        keys.append(contentsOf: key)
    }

    private func grow() {
        let larger = UnsafeMutablePointer<PathNode>.allocate(capacity: 2 * capacity)
        larger.moveInitialize(from: nodes, count: count)
        nodes.deallocate()
        nodes = larger
        capacity *= 2
    }

    private func rebuildTable() {
        let members = table.filter { $0 != 0 }
        table = [Int32](repeating: 0, count: 2 * table.count)
        for node in members {
            let hash = key(of: Int(node)).withUnsafeBytes { Self.hash(nodes[Int(node)].parent, $0) }
            var slot = hash & (table.count - 1)
            while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
            table[slot] = node
        }
    }

    private static func hash(_ parent: Int32, _ key: UnsafeRawBufferPointer) -> Int {
        Int(truncatingIfNeeded: StableHash.hash(StableHash.hash(key), UInt64(UInt32(bitPattern: parent)), count: 16))
    }
}

// MARK: - Recognising keys

extension PathTree {
    /// Whether the key of a node and a closing quote stand at `start`, with `rest` bytes up to the end of the text.
    @inline(__always)
    func matches(_ node: Int32, _ start: UnsafeRawPointer, rest: Int) -> Bool {
        let node = nodes + Int(node)
        let length = node.pointee.keyLength
        let low = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
        let high = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        guard low & node.pointee.lowMask == node.pointee.low, high & node.pointee.highMask == node.pointee.high,
            node.pointee.isPlain
        else { return false }
        if length > 16 { return length < rest && matchesLong(node.pointee, start) }
        return start.load(fromByteOffset: length, as: UInt8.self) == UInt8(ascii: "\"")
    }

    @inline(never)
    private func matchesLong(_ node: PathNode, _ start: UnsafeRawPointer) -> Bool {
        let text = UnsafeRawBufferPointer(start: start, count: node.keyLength)
        return start.load(fromByteOffset: node.keyLength, as: UInt8.self) == UInt8(ascii: "\"")
            && keys[node.keyStart..<node.keyStart + node.keyLength].elementsEqual(text)
    }
}

/// How many paths are told apart.
struct PathLimit: Sendable, Equatable {
    /// The most paths, that of the documents included.
    var paths: Int
    /// The most bytes that the texts of all paths together may have.
    var bytes = 8 << 20
}
