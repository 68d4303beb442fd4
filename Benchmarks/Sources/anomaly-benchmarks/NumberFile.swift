import Glibc

/// Files of 64-bit floating-point numbers and nothing else, in the machine's order of bytes.
enum NumberFile {
    /// Why a file cannot be read or written.
    struct Fault: Error, CustomStringConvertible {
        /// What happened to which file.
        let description: String

        /// Makes a fault of what the system says.
        init(_ path: String) { description = "\(path): \(String(cString: strerror(errno)))" }
    }

    /// All numbers of a file.
    static func read(_ path: String) throws -> [Double] {
        guard let file = fopen(path, "rb") else { throw Fault(path) }
        defer { fclose(file) }
        guard fseek(file, 0, SEEK_END) == 0 else { throw Fault(path) }
        let count = ftell(file) / MemoryLayout<Double>.size
        rewind(file)
        return [Double](unsafeUninitializedCapacity: count) { target, used in
            used = fread(target.baseAddress, MemoryLayout<Double>.size, count, file)
        }
    }

    /// Writes a file anew.
    static func write(_ numbers: [Double], to path: String) throws {
        guard let file = fopen(path, "wb") else { throw Fault(path) }
        defer { fclose(file) }
        let written = fwrite(numbers, MemoryLayout<Double>.size, numbers.count, file)
        guard written == numbers.count else { throw Fault(path) }
    }
}
