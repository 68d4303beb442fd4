import Orchestration

/// Numbers members of the same name, so that each has a path of its own.
struct MemberNames {
    private var seen: [UInt64: Int] = [:]

    /// The path in the archive at `path` of the next member called `name`.
    mutating func path(of name: [UInt8], in path: StorePath) -> StorePath {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        seen[hash, default: 0] += 1
        return path.appending(member: name, occurrence: seen[hash] ?? 1)
    }
}
