import Orchestration

/// Small pictures in SVG. Each says in words what it shows, and nothing is in them alone.
enum Charts {
    /// The width that everything is drawn in; the page scales it.
    private static let width = 100.0

    /// Parts of a whole, each in the colour of its name.
    static func stacked(_ parts: [(name: String, count: Int)], label: String) -> String {
        let total = Double(parts.reduce(0) { $0 + $1.count })
        guard total > 0 else { return "" }
        var x = 0.0
        let rectangles = parts.filter { $0.count > 0 }.map { part in
            let wide = Double(part.count) / total * width
            defer { x += wide }
            return #"<rect class="\#(part.name)" x="\#(x)" y="0" width="\#(wide)" height="6"/>"#
        }
        let words = Markup.escape(
            label + ": "
                + parts.filter { $0.count > 0 }.map { "\(Wording.count($0.count)) \($0.name)" }
                .joined(separator: ", "))
        return
            #"<svg class="bar outcome-bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="\#(words)">"#
            + rectangles.joined() + "</svg>"
    }

    /// A share of a whole; it stands beside the number itself.
    static func bar(_ share: Double) -> String {
        #"<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="value" width="\#(bounded(share) * width)" height="6"/></svg>"#
    }

    /// A score from 0 to 1 with its threshold; it stands beside the number itself.
    static func meter(_ score: Double, threshold: Double) -> String {
        let mark = bounded(threshold) * width
        return #"<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">"#
            + #"<rect class="strange" width="\#(bounded(score) * width)" height="10"/>"#
            + #"<rect class="mark" x="\#(max(0, mark - 1))" width="2" height="10"/></svg>"#
    }

    /// Names with counts as bars, the largest first.
    static func bars(_ counts: [(name: String, href: String?, count: Double)], most: Int = 12) -> String {
        guard let largest = counts.map(\.count).max(), largest > 0 else { return "" }
        let rows = counts.prefix(most).map { entry in
            let name = Markup.escape(entry.name)
            let label = entry.href.map { #"<a href="\#(Markup.escape($0))">\#(name)</a>"# } ?? name
            return "<dt>\(label)</dt><dd>\(bar(entry.count / largest))</dd>"
                + #"<dd class="n">\#(Wording.number(entry.count))</dd>"#
        }
        let rest = counts.count - most
        return #"<dl class="bars">"# + rows.joined() + "</dl>"
            + (rest > 0 ? #"<p class="hint">and \#(Wording.count(rest)) more</p>"# : "")
    }

    /// The five numbers of a distribution between its least and its greatest value.
    static func boxPlot(minimum: Double, quantiles: [Double], maximum: Double) -> String {
        guard quantiles.count == 3, maximum > minimum else { return "" }
        let place = { (value: Double) in 2 + bounded((value - minimum) / (maximum - minimum)) * 96 }
        let (low, middle, high) = (place(quantiles[0]), place(quantiles[1]), place(quantiles[2]))
        let words =
            "Half of the values lie between \(Wording.number(quantiles[0])) and \(Wording.number(quantiles[2])), "
            + "the median is \(Wording.number(quantiles[1]))"
        return
            #"<svg class="box-plot" viewBox="0 0 100 12" preserveAspectRatio="none" role="img" aria-label="\#(words)">"#
            + #"<path class="box-line" d="M2 6H98M2 2V10M98 2V10"/>"#
            + #"<rect class="box" x="\#(low)" y="1.5" width="\#(max(0.8, high - low))" height="9"/>"#
            + #"<path class="median" d="M\#(middle) 1.5V10.5"/></svg>"#
    }

    /// Counts in intervals of equal width.
    static func histogram(_ counts: [Double], label: String) -> String {
        guard let highest = counts.max(), highest > 0 else { return "" }
        let width = 100 / Double(counts.count)
        let bars = counts.enumerated().map { index, count in
            let height = count / highest * 30
            return #"<rect class="value" x="\#(Double(index) * width + 0.3)" y="\#(31 - height)" "#
                + #"width="\#(max(0.2, width - 0.6))" height="\#(height)"/>"#
        }
        return #"<svg class="histogram" viewBox="0 0 100 32" preserveAspectRatio="none" role="img" "#
            + #"aria-label="\#(Markup.escape(label))">\#(bars.joined())<path class="axis" d="M0 31.5H100"/></svg>"#
    }

    /// Levels one after another, with their uncertainty, and where one became the other.
    static func levels(_ segments: [Level], label: String) -> String {
        let top = segments.map { $0.value + $0.deviation }.max() ?? 0
        let total = segments.reduce(0) { $0 + $1.length }
        guard top > 0, total > 0 else { return "" }
        var (x, drawn, cuts) = (0.0, "", "")
        for segment in segments {
            let wide = segment.length / total * width
            let y = { (value: Double) in 46 - value / top * 42 }
            let (upper, lower) = (y(segment.value + segment.deviation), y(max(0, segment.value - segment.deviation)))
            drawn +=
                #"<rect class="band" x="\#(x)" y="\#(upper)" width="\#(wide)" height="\#(max(0.5, lower - upper))"/>"#
            drawn += #"<path class="line" d="M\#(x) \#(y(segment.value))H\#(x + wide)"/>"#
            if x > 0 { cuts += #"<path class="cut" d="M\#(x) 0V48"/>"# }
            x += wide
        }
        return
            #"<svg class="plot" viewBox="0 0 100 48" preserveAspectRatio="none" role="img" aria-label="\#(Markup.escape(label))">"#
            + drawn + cuts + "</svg>"
    }

    /// A level of a series.
    struct Level {
        var value: Double
        var deviation: Double
        var length: Double
    }

    private static func bounded(_ share: Double) -> Double { share.isFinite ? min(1, max(0, share)) : 0 }
}
