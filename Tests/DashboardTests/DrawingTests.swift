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
}
