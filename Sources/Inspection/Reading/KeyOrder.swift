import Foundation

/// The different keys that were met at a place, each with a number: how many were met before it.
///
/// Records of a kind have their keys mostly in one order, so the first guess is the key that came next the last time.
struct KeyOrder {
    /// So many keys behind the expected one are tried before all are searched.
    private static let guesses = 3
    /// Up to here looking at all keys takes no longer than hashing one.
    private static let few = 8

    private var bytes: [UInt8] = []
    /// Where each key ends in `bytes`.
    private var ends: [Int] = []
    private var numbers: [[UInt8]: Int] = [:]
    private var expected = 0

    /// How many keys there are.
    var count: Int { ends.count }

    /// The number of a key, as it stands in JSON text; `nil` where it was not met.
    mutating func number(of key: UnsafeBufferPointer<UInt8>) -> Int? {
        for number in expected..<min(expected + Self.guesses, count) where isKey(number, key) {
            expected = number + 1
            return number
        }
        let known = count <= Self.few ? (0..<count).first { isKey($0, key) } : numbers[Array(key)]
        guard let known else { return nil }
        expected = known + 1
        return known
    }

    /// Takes in a key that was not met.
    mutating func add(_ key: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: key)
        ends.append(bytes.count)
        expected = count
        guard count > Self.few else { return }
        for number in numbers.count..<count { numbers[Array(bytes[start(of: number)..<ends[number]])] = number }
    }

    private func start(of number: Int) -> Int { number == 0 ? 0 : ends[number - 1] }

    private func isKey(_ number: Int, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = start(of: number)
        guard ends[number] - start == key.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            guard let known = bytes.baseAddress, let key = UnsafeRawBufferPointer(key).baseAddress else { return true }
            return memcmp(known + start, key, ends[number] - start) == 0
        }
    }
}
