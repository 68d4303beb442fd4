import HandlerAPI
import Inspection
import Testing

@testable import Dashboard

/// What is drawn of aggregates, whatever is in them.
@Suite struct DrawingTests {
    @Test func textsOfFilesAreNoMarkup() {
        let hostile =
            #"{"<script>":"<img src=x>","columns":[{"name":"<b>","present":1,"type":"&","minimum":"\"'"}],"n":{"<i>":2,"k":1}}"#
        let html = AggregateDrawing.html(of: hostile)
        for tag in ["<script", "<img", "<b>", "<i>"] { #expect(!html.contains(tag)) }
        #expect(html.contains("&lt;script&gt;") && html.contains("&lt;img"))
    }

    @Test(arguments: [
        "", "nonsense", "null", "[]", "{}", "[[[[[[[[[1]]]]]]]]]", #"{"a":[1,{"b":[]}]}"#, #"{"x":1e999}"#,
    ])
    func whatHasNoShapeIsNoCrash(json: String) {
        #expect(!AggregateDrawing.html(of: json).contains("<script"))
    }

    @Test func aColumnShowsItsDistribution() {
        let html = AggregateDrawing.html(
            of:
                #"{"columns":[{"name":"t","present":9,"missing":1,"type":"float","minimum":0,"maximum":8,"mean":4,"quantiles":{"p25":2,"p50":4,"p75":6}}]}"#
        )
        #expect(html.contains("box-plot") && html.contains("the median is 4") && html.contains("1 missing"))
    }

    @Test func changesAreNamed() {
        let text = AggregateChanges.text(
            from: #"{"rows":1,"columns":[{"name":"t","mean":2}]}"#, to: #"{"rows":3,"columns":[{"name":"t","mean":5}]}"#
        )
        #expect(text.contains("rows 1, now 3") && text.contains("t mean 2, now 5"))
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "−1,234,567")])
    func thousandsAreSeparated(number: Int, text: String) {
        #expect(Wording.count(number) == text)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.5, "-0.5"), (29.826, "29.83"), (0.012345, "0.01235"), (999.96, "1000"), (123_090.7, "123091"),
            (1e14, "100000000000000"), (1e15, "1e+15"), (0.00001, "1e-05"), (-7, "-7"), (.infinity, "inf"),
        ] as [(Double, String)])
    func numbersHaveFourFiguresOrAllBeforeThePoint(number: Double, text: String) {
        #expect(PlainNumber.text(number) == text)
    }

    @Test func aColumnThatIsOddIsMarked() {
        let json =
            #"{"columns":[{"name":"depth","present":2},{"name":"a, column b","present":2},{"name":"time","present":2}]}"#
        let anomalies = ["row 7, column depth", "row 9, column depth", "time", "row 1, column a, column b"].enumerated()
            .map { number, subject in
                Anomaly(subject: subject, detector: "range", score: 0.9 + Double(number) / 100, reason: "far")
            }
        let html = AggregateDrawing.html(of: json, odd: OddColumns(anomalies))
        #expect(html.contains("depth<span class=\"odd\">2 anomalies, up to 0.910</span>"))
        #expect(html.contains("time<span class=\"odd\">1 anomaly, up to 0.920</span>"))
        #expect(html.ranges(of: "class=\"odd\"").count == 3)
    }

    @Test func likeObjectsUnderNamesAreATable() {
        let html = AggregateDrawing.html(of: #"{"by_handler":{"text":{"failed":1},"archive":{"failed":0,"seen":4}}}"#)
        #expect(html.contains("<tr><th scope=\"row\">archive</th><td>0</td><td>4</td></tr>"))
        #expect(html.contains("<tr><th scope=\"row\">text</th><td>1</td><td></td></tr>"))
    }
}
