import HandlerTesting
import Packing

/// A gzip file of many members, made by chance, with one thing wrong with it or nothing.
struct MemberedGzip {
    /// What is done to the file.
    enum Fault: CaseIterable {
        case none, falseHeaders, flippedByte, wrongSum, wrongSize, wrongBlockSize, missingMember, strangeBytes, zeros
        case cutAnywhere, cutBehindMember, cutInHeader, cutInTrailer
        case garbageBehind, zerosBehind
    }

    private static let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]

    /// What the file unpacks to where nothing is wrong with it.
    private(set) var content: [UInt8] = []
    private(set) var members: [[UInt8]] = []
    private(set) var packed: [UInt8] = []
    private var generator: RepeatableGenerator

    /// Makes the file of `seed`.
    init(seed: UInt64, _ fault: Fault) {
        generator = RepeatableGenerator(seed: seed)
        let blockShare = [0, 1, 1, 0.5][Int.random(in: 0..<4, using: &generator)]
        for _ in 0..<Int.random(in: 1...40, using: &generator) {
            let bytes = makeContent(with: fault == .falseHeaders ? [Self.header] : [])
            content += bytes
            let isBlock = Double.random(in: 0..<1, using: &generator) < blockShare
            let isStored = Int.random(in: 0..<8, using: &generator) == 0
            members.append(
                isBlock ? Packing.gzipBlock(bytes[...]) : isStored ? Packing.gzip(bytes) : Packing.compressedGzip(bytes)
            )
        }
        damageMembers(fault)
        packed = members.flatMap { $0 }
        damageFile(fault)
    }

    /// Noise, or text with `strange` words in it.
    private mutating func makeContent(with strange: [[UInt8]]) -> [UInt8] {
        let most = [0, 1, 60, 900, 6_000, 20_000][Int.random(in: 0..<6, using: &generator)]
        let isNoise = Int.random(in: 0..<4, using: &generator) == 0
        // Stored, the last looks like the header of a member.
        let words = ["temperature,", "12.5\n", "salinity"].map { Array($0.utf8) } + strange
        var bytes: [UInt8] = []
        let count = Int.random(in: 0...most, using: &generator)
        while bytes.count < count {
            bytes +=
                isNoise
                ? withUnsafeBytes(of: generator.next()) { Array($0) }
                : words[Int.random(in: 0..<words.count, using: &generator)]
        }
        return bytes
    }

    private mutating func damageMembers(_ fault: Fault) {
        let number = Int.random(in: 0..<members.count, using: &generator)
        let length = members[number].count
        func flip(_ place: Int) { members[number][place] ^= UInt8.random(in: 1...255, using: &generator) }
        switch fault {
        case .flippedByte: flip(Int.random(in: 0..<length, using: &generator))
        case .wrongSum: flip(length - 8 + Int.random(in: 0..<4, using: &generator))
        case .wrongSize: flip(length - 4 + Int.random(in: 0..<4, using: &generator))
        case .wrongBlockSize:
            let change = [-1, 1, 2, 26, 1_000].randomElement(using: &generator) ?? 1
            members[number][16] = UInt8(truncatingIfNeeded: Int(members[number][16]) + change)
            members[number][17] = UInt8(truncatingIfNeeded: Int(members[number][17]) + change >> 8)
        case .missingMember: members.remove(at: number)
        case .strangeBytes: members.insert(Array("neither here nor there".utf8), at: number)
        case .zeros: members.insert([UInt8](repeating: 0, count: length), at: number)
        default: break
        }
    }

    private mutating func damageFile(_ fault: Fault) {
        var ends = members.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
        let last = ends.removeLast()
        let end = ends.randomElement(using: &generator) ?? 0
        switch fault {
        case .cutAnywhere: packed = Array(packed[..<Int.random(in: 0...last, using: &generator)])
        case .cutBehindMember: packed = Array(packed[..<end])
        case .cutInHeader: packed = Array(packed[..<min(last, end + Int.random(in: 1..<18, using: &generator))])
        case .cutInTrailer: packed = Array(packed[..<max(0, end - Int.random(in: 1...8, using: &generator))])
        case .garbageBehind: packed += Array("garbage behind all".utf8)
        case .zerosBehind: packed += [UInt8](repeating: 0, count: 700)
        default: break
        }
    }
}
