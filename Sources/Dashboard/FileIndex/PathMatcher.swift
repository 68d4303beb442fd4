import CTextIndex
import Glibc
import Orchestration

/// Finds the paths of a block that contain a text, in whichever case its letters of ASCII are, or begin with another.
struct PathMatcher {
    private let text: [UInt8]
    private let prefix: [UInt8]

    init(_ filter: FileFilter) {
        text = (filter.text ?? "").utf8.map(Self.folded)
        prefix = Array((filter.prefix ?? "").utf8)
    }

    /// Calls `body` with the number of each path that matches, in their order.
    func forEachMatch(in block: FileIndex.Block, scratch: inout [UInt8], _ body: (Int) -> Void) {
        block.bytes.withUnsafeBufferPointer { bytes in
            guard !text.isEmpty else {
                for index in block.starts.indices where hasPrefix(block.path(at: index), bytes) { body(index) }
                return
            }
            if scratch.count < bytes.count { scratch = [UInt8](repeating: 0, count: bytes.count) }
            scratch.withUnsafeMutableBufferPointer { scratch in
                for index in bytes.indices { scratch[index] = Self.folded(bytes[index]) }
                find(in: UnsafeBufferPointer(rebasing: scratch[..<bytes.count]), block) { index in
                    if hasPrefix(block.path(at: index), bytes) { body(index) }
                }
            }
        }
    }

    private func find(in bytes: UnsafeBufferPointer<UInt8>, _ block: FileIndex.Block, _ body: (Int) -> Void) {
        guard let base = bytes.baseAddress else { return }
        var (index, offset) = (0, 0)
        while true {
            let position = offset + text_index_search(base + offset, bytes.count - offset, text, text.count)
            guard position < bytes.count else { return }
            index = Self.last(in: block.starts, from: index, atMost: position)
            body(index)
            index += 1
            guard index < block.starts.count else { return }
            offset = Int(block.starts[index])
        }
    }

    /// The last of the ascending `starts`, from one that is not beyond `position`, that is not beyond it. It is looked for in steps
    /// that double, as it is near where many paths match.
    private static func last(in starts: [UInt32], from first: Int, atMost position: Int) -> Int {
        var (low, high, step) = (first, first + 1, 1)
        while high < starts.count, Int(starts[high]) <= position { (low, high, step) = (high, high + step, 2 * step) }
        high = min(high, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(starts[middle]) <= position { low = middle } else { high = middle }
        }
        return low
    }

    private func hasPrefix(_ path: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !prefix.isEmpty else { return true }
        guard path.count >= prefix.count, let base = bytes.baseAddress else { return false }
        return memcmp(base + path.lowerBound, prefix, prefix.count) == 0
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
}
