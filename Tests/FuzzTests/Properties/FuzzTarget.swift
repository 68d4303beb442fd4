/// A reader of bytes, and what must hold whatever the bytes are.
struct FuzzTarget: Sendable {
    /// What it is called on the command line, in kebab-case.
    let name: String
    /// Inputs to begin with.
    let seeds: Seeds
    /// Checks what must hold for an input; throws what does not.
    let check: @Sendable (FuzzInput) throws -> Void

    /// Describes a target.
    init(_ name: String, seeds: Seeds, check: @escaping @Sendable (FuzzInput) throws -> Void) {
        self.name = name
        self.seeds = seeds
        self.check = check
    }

    /// All targets.
    static let all: [FuzzTarget] = [
        .encodings, .records, .fieldValues, .dialects, .countSeries, .delimitedText, .plainText, .whpExchange,
        .fingerprint,
        .jsonDocuments, .jsonGrammar, .jsonStates, .jsonProbe, .storedJSON, .probes, .workOrders, .workerAnswers,
        .containerMessages,
        .programMessages, .containerReplay,
        .paths, .globs, .archives,
    ]
}

/// The bytes that a fuzzer came up with: content, and at its end what is chosen about how it is read.
///
/// The choices stand at the end so that a file is a good seed as it is.
struct FuzzInput: Sendable {
    /// What is left.
    private(set) var bytes: ArraySlice<UInt8>

    /// Takes `bytes`.
    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

    /// Takes a byte off the end and makes of it a number less than `count`; 0 where nothing is left.
    mutating func choice(_ count: Int) -> Int { Int(bytes.popLast() ?? 0) % count }

    /// The bytes in pieces of up to `size`.
    func pieces(of size: Int) -> [ArraySlice<UInt8>] {
        stride(from: bytes.startIndex, to: bytes.endIndex, by: size).map { start in
            bytes[start..<min(start + size, bytes.endIndex)]
        }
    }
}

/// What did not hold.
struct BrokenProperty: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Throws ``BrokenProperty`` unless `condition` holds.
func require(_ condition: Bool, _ description: @autoclosure () -> String) throws {
    if !condition { throw BrokenProperty(description()) }
}

/// Throws ``BrokenProperty`` unless both are equal.
func requireEqual<Value: Equatable>(_ left: Value, _ right: Value, _ what: @autoclosure () -> String) throws {
    if left != right { throw BrokenProperty("\(what()): \(left) is not \(right)") }
}
