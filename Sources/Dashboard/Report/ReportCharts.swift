/// The larger pictures of a report, in SVG. Each says in words what it shows.
enum ReportCharts {
    /// A part of a pie.
    struct Slice {
        let name: String
        let count: Int
    }

    /// The colours of slices follow each other; the last stands for what is left over.
    static let colours = 8
    /// Parts below this share of the whole are left over.
    static let threshold = 0.02

    /// Numbers one after another, as a line for each series.
    static func lines(_ series: [(name: String, values: [Double])], label: String) -> String {
        let highest = series.flatMap(\.values).max() ?? 0
        let count = series.map(\.values.count).max() ?? 0
        guard highest > 0, count > 1 else { return "" }
        let paths = series.map { line in
            let points = line.values.enumerated().map { index, value in
                "\(Double(index) / Double(count - 1) * 96 + 2) \(46 - value / highest * 42)"
            }
            return #"<path class="line \#(line.name)" d="M\#(points.joined(separator: "L"))"/>"#
        }
        return #"<svg class="plot" viewBox="0 0 100 48" preserveAspectRatio="none" role="img" "#
            + #"aria-label="\#(Markup.escape(label))">\#(paths.joined())</svg>"#
    }

    /// Parts of a whole as a pie; those below the threshold are one part.
    static func pie(_ slices: [Slice], label: String) -> String {
        let total = Double(slices.reduce(0) { $0 + $1.count })
        guard total > 0 else { return "" }
        var angle = -0.25
        var drawn = ""
        for (index, slice) in shown(slices).enumerated() {
            let share = Double(slice.count) / total
            let colour = slice.name == rest ? "rest" : "c\(index % colours)"
            drawn += #"<path class="\#(colour)" d="\#(sector(from: angle, share: share))">"#
            drawn += "<title>\(Markup.escape(slice.name)): \(Wording.count(slice.count))</title></path>"
            angle += share
        }
        return #"<svg class="pie" viewBox="-1.05 -1.05 2.1 2.1" role="img" aria-label="\#(Markup.escape(label))">"#
            + drawn + "</svg>"
    }

    /// What the rest is called.
    static let rest = "others"

    /// The slices that are drawn, the largest first.
    static func shown(_ slices: [Slice]) -> [Slice] {
        let total = Double(slices.reduce(0) { $0 + $1.count })
        let sorted = slices.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        let large = sorted.prefix { Double($0.count) >= threshold * total }
        let left = sorted.dropFirst(large.count).reduce(0) { $0 + $1.count }
        return Array(large) + (left > 0 ? [Slice(name: rest, count: left)] : [])
    }

    /// The outline of a part of the unit circle; angles are in turns.
    private static func sector(from angle: Double, share: Double) -> String {
        guard share < 0.9999 else { return "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z" }
        let (x, y) = Circle.point(at: angle)
        let (endX, endY) = Circle.point(at: angle + share)
        return "M0 0L\(x) \(y)A1 1 0 \(share > 0.5 ? 1 : 0) 1 \(endX) \(endY)Z"
    }
}
