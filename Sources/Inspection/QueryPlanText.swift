import Orchestration

/// A query's plan as a tree.
public enum QueryPlanText {
    /// The columns of a plan.
    public static let listing = Listing(["number", "parent", "detail"])

    /// A step as cells of ``listing``.
    public static func cells(of step: QueryStep) -> [Cell] {
        [.integer(step.number), .integer(step.parent), .text(step.detail)]
    }

    /// The steps, each below the one it is a part of, a line each.
    public static func tree(of steps: [QueryStep]) -> String {
        var depths: [Int64: Int] = [0: 0]
        return steps.map { step in
            let depth = depths[step.parent] ?? 0
            depths[step.number] = depth + 1
            return String(repeating: "  ", count: depth) + TextTable.printable(step.detail) + "\n"
        }.joined()
    }
}
