import Glibc
import Orchestration

/// A flight log in a file that is mapped into memory: what is written there stays when the process is killed.
///
/// The file has a page for the signal that ended the process, and a slot for each thread: flags, the number of bytes, and
/// the entries as text with zero bytes between. It tells of a crash, not of a loss of power, which is no entry's fault.
final class FlightFile: FlightLog, @unchecked Sendable {
    // `@unchecked`: each slot is written by one thread alone, and nothing is read but by another process.
    /// What a dead process left behind.
    struct Remains {
        var signal: Int32 = 0
        var entries: [(root: String, path: StorePath, isAlone: Bool)] = []
    }

    private static let mark: UInt64 = 0x3146_4C57_5254  // "TRWLF1"
    private static let pageSize = 4_096
    private static let slotSize = 64 << 10

    private let memory: UnsafeMutableRawPointer
    private let slots: Int

    /// Makes the file at `path` anew.
    init(at path: String, slots: Int) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        let size = Self.pageSize + slots * Self.slotSize
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, ftruncate(descriptor, off_t(size)) == 0,
            let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), memory != MAP_FAILED
        else { throw StoreError(.readOnly, "cannot write \(path): \(SystemError.current); choose another --store") }
        self.memory = memory
        self.slots = slots
        memory.storeBytes(of: Self.mark, as: UInt64.self)
        CrashNote.place(at: memory + 8)
    }

    deinit {
        CrashNote.remove(from: memory + 8)
        munmap(memory, Self.pageSize + slots * Self.slotSize)
    }

    func begin(_ slot: Int, _ entries: [(root: String, path: StorePath)], isAlone: Bool) {
        guard slot < slots else { return }
        let place = memory + Self.pageSize + slot * Self.slotSize
        // The length is first and last: in between the slot is empty.
        end(slot)
        var length = 0
        for entry in entries {
            let (root, path) = (entry.root.utf8, entry.path.description.utf8)
            guard 8 + length + root.count + path.count + 2 <= Self.slotSize else { continue }
            for text in [root, path] { length += Self.copy(text, to: place + 8 + length) }
        }
        place.storeBytes(of: isAlone ? 1 : 0, as: UInt32.self)
        (place + 4).storeBytes(of: UInt32(length), as: UInt32.self)
    }

    func end(_ slot: Int) {
        guard slot < slots else { return }
        (memory + Self.pageSize + slot * Self.slotSize + 4).storeBytes(of: 0, as: UInt32.self)
    }

    /// Copies text with a zero byte behind it; returns how many bytes that are.
    private static func copy(_ bytes: String.UTF8View, to place: UnsafeMutableRawPointer) -> Int {
        let buffer = UnsafeMutableRawBufferPointer(start: place, count: bytes.count + 1)
        buffer.copyBytes(from: bytes)
        buffer[bytes.count] = 0
        return bytes.count + 1
    }

    /// What the file at `path` tells of the process that wrote it; nothing where there is none.
    static func remains(at path: String) -> Remains {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return Remains() }
        defer { close(descriptor) }
        var remains = Remains()
        var page = [UInt8](repeating: 0, count: pageSize)
        guard pread(descriptor, &page, pageSize, 0) == pageSize,
            page.withUnsafeBytes({ $0.load(as: UInt64.self) }) == mark
        else { return remains }
        remains.signal = page.withUnsafeBytes { $0.load(fromByteOffset: 8, as: Int32.self) }
        var slot = [UInt8](repeating: 0, count: slotSize)
        var offset = pageSize
        while pread(descriptor, &slot, slotSize, off_t(offset)) == slotSize {
            offset += slotSize
            let (flags, length) = slot.withUnsafeBytes {
                ($0.load(as: UInt32.self), Int($0.load(fromByteOffset: 4, as: UInt32.self)))
            }
            guard length > 0, length <= slotSize - 8 else { continue }
            let texts = slot[8..<(8 + length)].split(separator: 0, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
            for index in stride(from: 0, to: texts.count - 1, by: 2) where !texts[index].isEmpty {
                remains.entries.append((texts[index], StorePath(escaped: texts[index + 1]), flags == 1))
            }
        }
        return remains
    }
}

/// Notes the signal that a crash ends the process with, where the next process finds it.
private enum CrashNote {
    private static let signals = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT]
    /// Written by one thread before any handler can run, and read by handlers, which must not lock.
    nonisolated(unsafe) private static var place: UnsafeMutablePointer<Int32>?

    static func place(at memory: UnsafeMutableRawPointer) {
        place = memory.assumingMemoryBound(to: Int32.self)
        for number in signals {
            signal(number) { number in
                CrashNote.place?.pointee = number
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    static func remove(from memory: UnsafeMutableRawPointer) {
        // The next run may have placed its own already.
        guard place == memory.assumingMemoryBound(to: Int32.self) else { return }
        for number in signals { signal(number, SIG_DFL) }
        place = nil
    }
}
