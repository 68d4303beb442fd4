import CountSeries
import HandlerAPI
import HandlerTesting
import Testing

@Suite struct CountSeriesHandlerTests {
    @Test(arguments: try GoldenCase<CountSeriesHandler>.all(in: TestData.folder()))
    func matchesGolden(golden: GoldenCase<CountSeriesHandler>) throws {
        #expect(try golden.differences() == [])
    }

    @Test func conforms() throws {
        let samples = try GoldenCase<CountSeriesHandler>.all(in: TestData.folder())
            .filter { try $0.isUnderstoodByDefault() }.map { try $0.sample() }
        #expect(samples.count >= 8)
        #expect(try HandlerConformance(CountSeriesHandler.self, samples: samples, variations: 40).run() == [])
    }

    @Test(
        arguments: [
            ("north/receiver#00000001/data.csv", "receiver#00000001"), ("data.csv", "data"), ("a/b.csv", "b"),
            ("all.zip!/receiver#7/data.csv", "receiver#7"), ("all.zip!/data.csv", "all.zip"), ("a/x.y.csv", "x.y"),
            ("a/.csv", "a"),
        ])
    func aReceiverIsNamedByItsFolder(path: String, name: String) throws {
        let outcome = try handle(Series.text([30, 30, 30]), path: path)
        #expect(outcome.aggregate?.receiver == name)
    }

    @Test func lineEndsAndMarksMakeNoDifference() throws {
        let plain = Series.text(Series.drop)
        let first = try #require(try handle(plain).aggregate)
        let others = [
            plain.replacing("\n", with: "\r\n"), "\u{FEFF}" + plain, plain.replacing("\n", with: "\n\n"),
            String(plain.dropLast()), plain.replacing(",", with: " , "),
        ]
        for other in others { #expect(try handle(other).aggregate == first) }
    }

    @Test func aDropAndASurgeAreTheSameBackwards() throws {
        let drop = try handle(Series.text(Series.drop))
        let surge = try handle(Series.text(Series.drop.reversed()))
        #expect(drop.findings.anomalies.map(\.detector) == ["count-drop"])
        #expect(surge.findings.anomalies.map(\.detector) == ["count-surge"])
        #expect(drop.aggregate?.verdict == .drop)
        #expect(surge.aggregate?.verdict == .surge)
    }

    @Test(arguments: [(4, false), (5, true), (35, true), (36, false)])
    func aSwitchNearAnEndIsLeftAlone(rowsBefore: Int, isAnomaly: Bool) throws {
        let counts = Array(repeating: 60, count: rowsBefore) + Array(repeating: 10, count: 40 - rowsBefore)
        let outcome = try handle(Series.text(counts))
        #expect((outcome.aggregate?.verdict == .drop) == isAnomaly)
        #expect(outcome.findings.anomalies.isEmpty == !isAnomaly)
    }

    @Test func onlyTheLastRowsCount() throws {
        let counts = Array(repeating: 90, count: 100) + Array(repeating: 20, count: 40)
        #expect(try handle(Series.text(counts)).aggregate?.verdict == .normal)
        #expect(try handle(Series.text(counts), ["window": .integer(140)]).aggregate?.verdict == .drop)
    }

    @Test func daysWithoutARowAreNotZeros() throws {
        // Days 10 to 24 are missing; taken for zeros, they would be two switches.
        let text = Series.text(Array(repeating: 20, count: 50)).split(separator: "\n", omittingEmptySubsequences: true)
        let kept = text.enumerated().filter { !(10..<25).contains($0.offset) }.map(\.element).joined(separator: "\n")
        let outcome = try handle(kept)
        #expect(outcome.aggregate?.verdict == .normal)
        #expect(outcome.aggregate?.missingDays == 15)
        #expect(outcome.findings.anomalies.map(\.detector) == ["missing-days"])
        #expect(outcome.findings.anomalies.first?.reason.contains("2021-01-11…2021-01-25") == true)
    }

    @Test(arguments: [30, 40, 50])
    func aDeadReceiverIsNamedWithoutDividingByZero(rows: Int) throws {
        let counts = Array(repeating: 30, count: 20) + Array(repeating: 0, count: rows - 20)
        let outcome = try handle(Series.text(counts))
        #expect(outcome.error == nil)
        #expect(outcome.aggregate?.verdict == .dead)
        #expect(outcome.aggregate?.switchPoint?.ratio == nil)
        #expect(outcome.findings.anomalies.map(\.detector) == ["dead-receiver"])
    }

    @Test func fewZerosAtALowRateAreNoDeath() throws {
        let counts = [0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1] + [0, 0, 0, 0, 0, 0]
        #expect(try handle(Series.text(counts)).aggregate?.verdict == .normal)
    }

    @Test func ratesThatOnlyRoundToAMultipleAreNoSwitch() throws {
        // Means of 1.6 and 1.4 round to 2 and 1.
        let earlier = Array(repeating: [1, 2, 1, 2, 2], count: 4).flatMap { $0 }
        let later = Array(repeating: [1, 2, 1, 2, 1], count: 4).flatMap { $0 }
        let counts = earlier + later
        #expect(try handle(Series.text(counts)).aggregate?.verdict == .normal)
    }

    @Test func aReceiverThatWasSilentAllTheTimeSaysWhatWasBefore() throws {
        let counts = Array(repeating: 12, count: 30) + Array(repeating: 0, count: 40)
        let outcome = try handle(Series.text(counts))
        #expect(outcome.aggregate?.verdict == .silent)
        #expect(outcome.aggregate?.switchPoint == nil)
        #expect(outcome.findings.anomalies.first?.reason.contains("the mean before was 12 a day") == true)
    }

    @Test func aDamagedLineHidesNoDrop() throws {
        var lines = Series.text(Series.drop).split(separator: "\n").map(String.init)
        lines[6] = "2021-01-07,thirty"
        let outcome = try handle(lines.joined(separator: "\n"))
        #expect(outcome.aggregate?.verdict == .drop)
        let fault = try #require(outcome.findings.partialReason)
        #expect(fault.code == .corrupt)
        #expect(fault.message.hasPrefix("line 7: the count 'thirty' is no number"))
        #expect(fault.offset == 84)
    }

    @Test(
        arguments: [
            ("2021-01-03,-4", "negative"), ("2021-01-03,4.5", "fraction"), ("2021-01-03,1e3", "no number"),
            ("2021-13-03,4", "no day"), ("2021-02-29,4", "no day"), ("2021-01-03", "1 field"),
            ("2021-01-03,4,5", "3 fields"), ("2021-01-03,99999999999999999999", "larger"),
        ])
    func aLineThatIsNoRowIsNamed(line: String, word: String) throws {
        let outcome = try handle("2021-01-01,5\n2021-01-02,6\n\(line)\n2021-01-04,6\n")
        #expect(outcome.findings.partialReason?.message.hasPrefix("line 3: ") == true)
        #expect(outcome.findings.partialReason?.message.contains(word) == true)
        #expect(outcome.aggregate?.rows == 3)
    }

    @Test(arguments: [
        "", "\n\n", "day,count\n", "2021-01-01,1\na\nb\nc\n", String(repeating: "2021-01-01,1\n", count: 9),
    ])
    func whatIsNoSeriesIsLeftToOthers(text: String) throws {
        #expect(try handle(text).error?.code == .wrongFormat)
    }

    private func handle(
        _ text: String, _ options: [String: OptionValue] = [:], path: String = "receiver#00000001/data.csv"
    ) throws -> HandlerOutcome<CountSeriesHandler> {
        let described = CountSeriesHandler.descriptor.options
        let handler = try CountSeriesHandler(options: HandlerOptions(options, for: described))
        return HandlerOutcome(
            of: handler, on: InMemoryContent(text, pieceSize: 100), mediaType: "text/x-count-series", path: path)
    }
}
