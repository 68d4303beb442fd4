/// A part of an archive that unpacks to a part of its only member, whatever stands before it.
///
/// Both bounds are what the archive says of itself, which may prove wrong.
public struct ContainerStretch: Sendable, Equatable {
    /// The most bytes that one may unpack to.
    public static let largestSize: Int64 = 256 << 20

    /// Where its bytes lie in the archive; there are some.
    public let packed: Range<Int64>
    /// How many bytes it unpacks to, from 0 to ``largestSize``.
    public let size: Int64

    /// Describes a stretch; `nil` where it has no bytes, or unpacks to more than one may.
    public init?(packed: Range<Int64>, size: Int64) {
        guard packed.lowerBound >= 0, !packed.isEmpty, (0...Self.largestSize).contains(size) else { return nil }
        self.packed = packed
        self.size = size
    }
}

/// A place between two stretches.
public struct ContainerPlace: Sendable, Equatable {
    /// The offset in the archive.
    public var packed: Int64
    /// The offset in what is unpacked.
    public var unpacked: Int64

    /// Describes a place.
    public init(packed: Int64, unpacked: Int64) {
        self.packed = packed
        self.unpacked = unpacked
    }
}

/// An archive of one member, cut into stretches as the archive alone decides.
public struct ContainerCut: Sendable, Equatable {
    /// The member.
    public let member: ContainerMember
    /// The stretches from the archive's first byte on, one right behind the other. They need not reach to its end.
    public private(set) var stretches: [ContainerStretch]

    /// Describes a cut; `nil` where a stretch begins elsewhere than the one before it ends.
    public init?(member: ContainerMember, stretches: [ContainerStretch]) {
        var end: Int64 = 0
        for stretch in stretches {
            guard stretch.packed.lowerBound == end else { return nil }
            end = stretch.packed.upperBound
        }
        self.member = member
        self.stretches = stretches
    }

    /// The cut with only as many of its first stretches as unpack to no more than `allows` says yes to.
    public func limited(by allows: (Int64) -> Bool) -> ContainerCut {
        var limited = self
        var sum: Int64 = 0
        limited.stretches = Array(
            stretches.prefix { stretch in
                sum += stretch.size
                return allows(sum)
            })
        return limited
    }
}
