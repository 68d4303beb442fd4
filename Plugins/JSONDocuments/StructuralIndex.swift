import CJSONIndex
import HandlerAPI

/// Where the tokens of a text begin; see `CJSONIndex`.
///
/// A class, as it owns the memory for them; it is used by one thread at a time.
final class StructuralIndex {
    private var memory: UnsafeMutablePointer<UInt32>
    private var beyond: UnsafeMutablePointer<UInt64>
    private var capacity: Int
    private var result = json_index_result()

    /// Makes an index for texts of up to `capacity` bytes.
    init(capacity: Int) {
        self.capacity = capacity
        memory = .allocate(capacity: 2 * (capacity + Int(JSON_INDEX_SPARE)))
        beyond = .allocate(capacity: capacity / 4_096 + 1)
    }

    deinit {
        memory.deallocate()
        beyond.deallocate()
    }

    /// The offset of each token's first byte; behind the last four times that of the end.
    var tokens: UnsafePointer<UInt32> { UnsafePointer(memory) }
    /// The offset of each backslash that begins an escape; behind the last that of the end.
    var escapes: UnsafePointer<UInt32> { UnsafePointer(memory + capacity + Int(JSON_INDEX_SPARE)) }
    /// A bit for each 64 bytes among which there are some beyond ASCII.
    var beyondASCII: UnsafePointer<UInt64> { UnsafePointer(beyond) }
    /// How many tokens there are.
    var tokenCount: Int { result.tokens }
    /// How many bytes were looked at.
    var size: Int { result.size }
    /// Whether the text ends within a string.
    var endsInString: Bool { result.ends_in_string }

    /// Why what is behind ``size`` cannot be read, if so; its offset is ``size``.
    var fault: String? {
        switch result.fault {
        case json_index_control_character: "a control character within a string; it must be escaped"
        case json_index_not_utf8: "a byte that is not UTF-8"
        default: nil
        }
    }

    /// Looks through `text`, which begins with a token or a blank, and around which `JSON_INDEX_PADDING` bytes are
    /// readable.
    ///
    /// - Parameters:
    ///   - isLast: Whether nothing follows.
    ///   - findsLines: Whether line feeds outside of strings are tokens.
    func find(in text: UnsafeRawBufferPointer, isLast: Bool, findsLines: Bool) {
        if text.count > capacity { grow(to: text.count) }
        let lists = json_index_lists(
            tokens: memory, escapes: memory + capacity + Int(JSON_INDEX_SPARE), beyond_ascii: beyond)
        json_index_find(
            text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count, isLast, findsLines, lists, &result)
    }

    private func grow(to wanted: Int) {
        memory.deallocate()
        beyond.deallocate()
        capacity = wanted
        memory = .allocate(capacity: 2 * (capacity + Int(JSON_INDEX_SPARE)))
        beyond = .allocate(capacity: capacity / 4_096 + 1)
    }
}
