/// What a test of data says of a point, by the primary level of flags of UNESCO (IOC Manuals and Guides 54 volume 3, 2013), as
/// QARTOD's manuals use them.
public enum QualityFlag: Int, Sendable, Codable, Comparable, CaseIterable {
    /// The point passes.
    case good = 1
    /// The test could not be made.
    case notEvaluated = 2
    /// The point is suspect, or of high interest.
    case suspect = 3
    /// The point fails.
    case bad = 4
    /// There is no value.
    case missing = 9

    /// How much worse a flag is: what could not be tested is no worse than what passes.
    private var badness: Int {
        switch self {
        case .notEvaluated: 0
        case .good: 1
        case .suspect: 2
        case .bad: 3
        case .missing: 4
        }
    }

    /// Orders by badness, so that the roll-up of several tests is the greatest flag.
    public static func < (left: QualityFlag, right: QualityFlag) -> Bool { left.badness < right.badness }
}
