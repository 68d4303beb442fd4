import HandlerAPI
import Orchestration

/// What every member of an archive passes: the expansion budget, the stop signal, and its path.
struct MemberGate: Sendable {
    /// The archive's path.
    let path: StorePath
    let budget: ExpansionBudget
    let stop: StopSignal

    /// An element for a member whose bytes are in `spool`.
    func entry(
        _ spool: consuming MemberSpool, member: [UInt8], at path: StorePath, _ completeness: Completeness
    ) -> WalkElement {
        let opener = SpooledOpener(file: spool.finish(stop: stop))
        return .entry(Entry(path: path, name: Self.lastName(of: member), completeness: completeness, opener: opener))
    }

    /// The last component of a member's path.
    static func lastName(of member: [UInt8]) -> [UInt8] {
        member.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? member
    }

    /// What a file called `name` is called without the ending of its packing: `data.csv` for `data.csv.gz`.
    static func unpackedName(of name: [UInt8]) -> [UInt8] {
        let endings = ["gz", "bz2", "xz", "zst", "lzma", "z"]
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return name + Array(".unpacked".utf8) }
        let ending = String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
        if ending == "tgz" { return name[..<dot] + Array(".tar".utf8) }
        return endings.contains(ending) ? Array(name[..<dot]) : name + Array(".unpacked".utf8)
    }
}

/// Hands out a member that is unpacked already.
private final class SpooledOpener: EntryOpener {
    private let file: OpenFile

    init(file: OpenFile) { self.file = file }

    func size(of name: [UInt8]) -> ByteCount? { file.size }

    func open(_ name: [UInt8], stop: StopSignal?) throws(Failure) -> OpenFile { file }
}
