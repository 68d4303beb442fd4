import Glibc

/// How deep rows lie in a binary tree.
enum PathLength {
    private static let eulerMascheroni = 0.577_215_664_901_532_9

    /// The mean depth of an unsuccessful search in a binary tree of so many rows, which is what isolating one of them would take
    /// (Liu 2008, equation 1).
    static func expected(of count: Int) -> Double {
        guard count > 2 else { return count == 2 ? 1 : 0 }
        let others = Double(count - 1)
        return 2 * (log(others) + eulerMascheroni) - 2 * others / Double(count)
    }
}
