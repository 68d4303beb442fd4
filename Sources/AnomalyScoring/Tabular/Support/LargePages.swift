import Glibc

/// Large pages of memory, where the system has them: what is written or read here and there is then found without a walk through
/// the tables of pages, and is not handed over page by page, each at the cost of a fault.
enum LargePages {
    private static let size = 1 << 21
    private static let smallSize = 1 << 12
    /// To clear a large page takes as long as to be handed some dozens of small ones.
    private static let leastLarge = size / 4

    /// Asks for large pages in memory that nothing was written to yet. It is advice: if the system does not take it, all is as
    /// before.
    static func prefer<Element>(_ memory: UnsafeMutableBufferPointer<Element>) {
        let bytes = UnsafeMutableRawBufferPointer(memory)
        guard bytes.count >= size, let base = bytes.baseAddress else { return }
        let skipped = -Int(bitPattern: base) & (smallSize - 1)
        _ = madvise(base + skipped, (bytes.count - skipped) & -smallSize, MADV_HUGEPAGE)
    }

    /// Calls `body` with memory for so many elements, nothing written to it, in large pages where it takes a good part
    /// of one.
    static func withMemory<Element: BitwiseCopyable, Result>(
        of type: Element.Type, _ count: Int, _ body: (UnsafeMutablePointer<Element>) -> Result
    ) -> Result {
        let bytes = max(count, 1) * MemoryLayout<Element>.stride
        let mapped = (bytes + size - 1) & -size
        guard bytes >= leastLarge, let base = map(mapped) else {
            let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(count, 1))
            defer { memory.deallocate() }
            return body(memory)
        }
        defer { munmap(base, mapped) }
        return body(base.bindMemory(to: type, capacity: max(count, 1)))
    }

    /// Maps memory that begins at a large page. It does not come from `malloc`, which would hand over later what was
    /// given back to it in another place and keep to small pages there.
    private static func map(_ bytes: Int) -> UnsafeMutableRawPointer? {
        let room = bytes + size
        guard let base = mmap(nil, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), base != MAP_FAILED
        else { return nil }
        let skipped = -Int(bitPattern: base) & (size - 1)
        if skipped > 0 { munmap(base, skipped) }
        munmap(base + skipped + bytes, size - skipped)
        _ = madvise(base + skipped, bytes, MADV_HUGEPAGE)
        return base + skipped
    }
}
