import HandlerAPI
import Orchestration

/// Cuts a gzip file into stretches of whole members.
struct GzipCutter {
    /// How many bytes the members of a stretch have together at most, packed and unpacked. One that has more is a stretch
    /// of its own.
    static let usualSize: Int64 = 1 << 20
    /// The most members that are looked for, so that a file of nothing but headers costs no more than others.
    private static let mostMembers = 1 << 20

    private let size: Int64
    private var stretches: [ContainerStretch] = []
    /// The members since the last stretch.
    private var start: Int64 = 0
    private var end: Int64 = 0
    private var sum: Int64 = 0

    private init(size: Int64) { self.size = size }

    /// The stretches of `content`; `nil` where there are not two.
    ///
    /// - Parameter size: See ``usualSize``.
    static func cut(_ content: OpenFile, into size: Int64 = usualSize) throws(HandlerError) -> ContainerCut? {
        var cutter = GzipCutter(size: size)
        var finder = MemberFinder(content)
        for _ in 0..<mostMembers {
            guard let member = try finder.next(), cutter.take(member) else { break }
        }
        cutter.close()
        guard cutter.stretches.count > 1 else { return nil }
        let isAll = cutter.end == content.size.bytes
        let stated = isAll ? cutter.stretches.reduce(0) { $0 + $1.size } : nil
        return ContainerCut(
            member: ContainerMember(name: nil, kind: .file, statedSize: stated), stretches: cutter.stretches)
    }

    /// Takes the next member; `false` where it is too large for a stretch.
    private mutating func take(_ member: MemberFinder.Member) -> Bool {
        guard member.size <= ContainerStretch.largestSize else { return false }
        if sum + member.size > size || member.end - start > size { close() }
        end = member.end
        sum += member.size
        return true
    }

    private mutating func close() {
        guard end > start, let stretch = ContainerStretch(packed: start..<end, size: sum) else { return }
        stretches.append(stretch)
        (start, sum) = (end, 0)
    }
}
