/// A set of 64-bit hashes with open addressing. The values are hashes already, so `Set` would only hash them again.
struct HashSet64: Sendable {
    private var slots: [UInt64] = []
    private var hasZero = false
    private var filled = 0

    /// How many members there are.
    var count: Int { filled + (hasZero ? 1 : 0) }

    /// The members in no particular order, which depends on what was inserted and in which order only.
    var members: [UInt64] { withMembers { Array($0) } }

    /// Calls `body` with the members, in the same order.
    func withMembers<Result>(_ body: (UnsafeBufferPointer<UInt64>) -> Result) -> Result {
        // One more than there are, as each slot is written before it is known to be taken.
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count + 1) { room in
            var end = 0
            for hash in slots {
                room[end] = hash
                end &+= hash == 0 ? 0 : 1
            }
            if hasZero {
                room[end] = 0
                end += 1
            }
            return body(UnsafeBufferPointer(rebasing: room[..<end]))
        }
    }

    /// Adds `hash`; returns whether it was new. Zero marks a free slot, so it is kept apart.
    mutating func insert(_ hash: UInt64) -> Bool {
        guard hash != 0 else {
            defer { hasZero = true }
            return !hasZero
        }
        if filled * 2 >= slots.count { grow() }
        return place(hash)
    }

    /// Adds hashes until there are more than `limit` members; returns how many were looked at.
    mutating func insert(_ hashes: UnsafeBufferPointer<UInt64>, upTo limit: Int) -> Int {
        var index = 0
        while index < hashes.count, count <= limit {
            if filled * 2 >= slots.count { grow() }
            index += fill(hashes, from: index, upTo: limit)
            guard index < hashes.count, hashes[index] == 0 else { continue }
            hasZero = true
            index += 1
        }
        return index
    }

    /// Adds hashes up to a zero, as long as there is room and there are not more than `limit` members; returns how many were
    /// looked at.
    private mutating func fill(_ hashes: UnsafeBufferPointer<UInt64>, from start: Int, upTo limit: Int) -> Int {
        let mask = slots.count - 1
        let room = min((slots.count + 1) / 2 - filled, limit + 1 - count)
        var (index, free) = (start, room)
        slots.withUnsafeMutableBufferPointer { slots in
            while index < hashes.count, hashes[index] != 0, free > 0 {
                let hash = hashes[index]
                var place = Int(truncatingIfNeeded: hash) & mask
                while slots[place] != 0, slots[place] != hash { place = (place &+ 1) & mask }
                free &-= slots[place] == 0 ? 1 : 0
                slots[place] = hash
                index &+= 1
            }
        }
        filled += room - free
        return index - start
    }

    /// Makes room for `wanted` members.
    mutating func reserve(_ wanted: Int) {
        var size = 16
        while size < 2 * wanted { size *= 2 }
        if filled == 0, size > slots.count { slots = [UInt64](repeating: 0, count: size) }
    }

    private mutating func place(_ hash: UInt64) -> Bool {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while slots[index] != 0 {
            if slots[index] == hash { return false }
            index = (index + 1) & mask
        }
        slots[index] = hash
        filled += 1
        return true
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: max(16, old.count * 2))
        filled = 0
        for hash in old where hash != 0 { _ = place(hash) }
    }
}
