import CColumnKernels
import Sketches

/// The values of one column in some rows: where they are, how long, their hashes and their first bytes. The memory is used
/// again for each column and each group of rows.
///
/// A class, as it owns that memory; it is used by one thread at a time.
public final class ValueBatch {
    /// How many rows are taken at once: what is kept of each value then fits into the processor's second cache.
    public static let capacity = 4_096
    private static let room = capacity + Int(COLUMN_KERNELS_SURPLUS)

    @usableFromInline let starts = UnsafeMutablePointer<UnsafeRawPointer>.allocate(capacity: capacity)
    @usableFromInline let lengths = UnsafeMutablePointer<UInt32>.allocate(capacity: room)
    @usableFromInline let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    /// The first eight bytes as a number that orders as they do; zeros stand for bytes that are not there.
    @usableFromInline let keys = UnsafeMutablePointer<UInt64>.allocate(capacity: room)
    /// The eight bytes that follow, in the same way.
    @usableFromInline let laterKeys = UnsafeMutablePointer<UInt64>.allocate(capacity: room)
    /// How many characters each value has, where that is known.
    @usableFromInline let characters = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
    let numbers = UnsafeMutablePointer<Double>.allocate(capacity: room)
    /// How many values are there. Checks of exclusive access would cost more here than what is done with it.
    @exclusivity(unchecked) public var count = 0
    /// Whether the hashes of values of more than 16 bytes are missing.
    @exclusivity(unchecked) @usableFromInline var hasLong = false

    /// Makes an empty batch.
    public init() {}

    deinit {
        starts.deallocate()
        lengths.deallocate()
        hashes.deallocate()
        keys.deallocate()
        laterKeys.deallocate()
        characters.deallocate()
        numbers.deallocate()
    }

    /// The values as sketches take them, all of them hashed.
    var values: HashedValues {
        if hasLong {
            var target = memory
            column_values_hash_long(&target, count)
            hasLong = false
        }
        return HashedValues(starts: starts, lengths: lengths, hashes: hashes, count: count)
    }
    /// Where they begin, as bytes.
    var bytes: UnsafePointer<UnsafePointer<UInt8>?> {
        UnsafeRawPointer(starts).assumingMemoryBound(to: UnsafePointer<UInt8>?.self)
    }

    /// The memory as the kernels take it.
    var memory: column_values {
        column_values(
            starts: UnsafeMutableRawPointer(starts).assumingMemoryBound(to: UnsafePointer<UInt8>?.self),
            lengths: lengths, keys: keys, later_keys: laterKeys, hashes: hashes, has_long: hasLong)
    }

    /// Where a value begins: in the text, or where it was copied to.
    public func start(ofValue index: Int) -> UnsafeRawPointer { starts[index] }

    /// The bytes of the value at `index`.
    subscript(index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: starts[index], count: Int(lengths[index]))
    }

    /// Adds a value of which the number of characters is known; otherwise as ``append(_:_:)``.
    @inlinable @inline(__always)
    public func append(_ start: UnsafeRawPointer, _ length: Int, characters known: Int) {
        characters[count] = UInt32(truncatingIfNeeded: known)
        append(start, length)
    }

    /// Adds a value, around which 16 bytes on either side must be readable.
    @inlinable @inline(__always)
    public func append(_ start: UnsafeRawPointer, _ length: Int) {
        let first = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
        let second = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        let low = length == 0 ? 0 : first & (UInt64.max &>> UInt64(64 &- 8 &* min(length, 8)))
        let high = length > 8 ? second & (UInt64.max &>> UInt64(64 &- 8 &* min(length &- 8, 8))) : 0
        starts[count] = start
        lengths[count] = UInt32(truncatingIfNeeded: length)
        keys[count] = low.byteSwapped
        laterKeys[count] = high.byteSwapped
        if length > 16 { hasLong = true } else { hashes[count] = StableHash.hash(low, high, count: length) }
        count &+= 1
    }

    /// Adds the values of a column in rows of a text, as far as they can be taken as they are.
    ///
    /// - Parameters:
    ///   - rows: The rows.
    ///   - row: The first to look at.
    ///   - column: Counted from 0.
    ///   - trims: Whether a CR before a line end is no part of a value.
    ///   - missing: Counts the empty fields.
    /// - Returns: The row of the first field that needs a closer look, or the number of rows.
    public func append(
        _ rows: inout column_rows, from row: Int, column: Int, trims: Bool, missing: inout Int
    ) -> Int {
        var target = memory
        var (found, absent) = (count, 0)
        let end = column_values_find(&rows, row, column, trims, &target, &found, &absent)
        (count, hasLong) = (found, target.has_long)
        missing += absent
        return end
    }
}

/// What is known of the numbers of characters of a batch's values.
public enum ValueLengths: Sendable {
    /// All values are ASCII: as many characters as bytes.
    case bytes
    /// Each was given with its value.
    case characters
    /// They are to be counted.
    case unknown
}
