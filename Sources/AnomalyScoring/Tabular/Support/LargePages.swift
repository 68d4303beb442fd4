import Glibc

/// Large pages of memory, where the system has them: what is written or read here and there is then found without a walk through
/// the tables of pages, and is not handed over page by page, each at the cost of a fault.
enum LargePages {
    private static let size = 1 << 21
    private static let smallSize = 1 << 12

    /// Asks for large pages in memory that nothing was written to yet. It is advice: if the system does not take it, all is as
    /// before.
    static func prefer<Element>(_ memory: UnsafeMutableBufferPointer<Element>) {
        let bytes = UnsafeMutableRawBufferPointer(memory)
        guard bytes.count >= size, let base = bytes.baseAddress else { return }
        let skipped = -Int(bitPattern: base) & (smallSize - 1)
        _ = madvise(base + skipped, (bytes.count - skipped) & -smallSize, MADV_HUGEPAGE)
    }

    /// Calls `body` with memory for so many elements, nothing written to it, in large pages where it takes some.
    static func withMemory<Element: BitwiseCopyable, Result>(
        of type: Element.Type, _ count: Int, _ body: (UnsafeMutablePointer<Element>) -> Result
    ) -> Result {
        let bytes = max(count, 1) * MemoryLayout<Element>.stride
        let isLarge = bytes >= size / 2
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: isLarge ? (bytes + size - 1) & -size : bytes, alignment: isLarge ? size : smallSize)
        defer { memory.deallocate() }
        let elements = UnsafeMutableBufferPointer(
            start: memory.bindMemory(to: type, capacity: max(count, 1)), count: count)
        prefer(elements)
        return body(memory.assumingMemoryBound(to: type))
    }
}
