import HandlerAPI
import HandlerTesting
import Testing

@testable import Orchestration

@Suite struct LedgerTests {
    @Test func likeFailuresShareASignature() {
        func signature(_ message: String, _ stage: Stage = .handle, _ code: FailureCode = .corrupt) -> String {
            Failure(stage, code, message).signature
        }
        #expect(signature("line 7: 'x' is no number") == signature("line 1234: 'yz' is no number"))
        #expect(signature(#"column "a" ends"#) == signature(#"column "b" ends"#))
        #expect(signature("line 7") != signature("row 7"))
        #expect(signature("line 7") != signature("line 7", .read))
        #expect(signature("line 7") != signature("line 7", .handle, .unreadable))
        #expect(signature("line 7").utf8.count == 12)
        let descriptor = WordHandler.descriptor
        #expect(
            Failure(.corrupt("x"), by: descriptor).signature
                != Failure(.corrupt("x"), by: StrictHandler.descriptor).signature)
    }

    @Test func aSystemErrorSaysWhatToDo() {
        #expect(Failure(.walk, opening: SystemError(13)).code == .permissionDenied)
        #expect(Failure(.walk, opening: SystemError(2)).code == .vanished)
        #expect(Failure(.walk, opening: SystemError(24)).message.contains("ulimit -n"))
        #expect(Failure(.walk, opening: SystemError(5)).code == .unreadable)
    }

    @Test func theSummaryHasItsKeysInOrder() throws {
        var summary = RunSummary()
        summary.found = 3
        summary.outcomes = [.recorded: 2, .failed: 1]
        summary.vanished = 5
        summary.standing = [.failed: 1, .recorded: 1]
        summary.bytes = 10
        summary.elapsedSeconds = 1.23456
        summary.byHandler = ["words": .init(recorded: 2), "strict": .init(failed: 1)]
        summary.byMediaType = ["text/plain": 1, "text/csv": 2]
        let expected =
            #"{"found":3,"recorded":2,"unchanged":0,"skipped":0,"refused":0,"failed":1,"anomalies":0,"bytes":10,"#
            + #""elapsed_seconds":1.235,"by_handler":{"strict":{"recorded":0,"failed":1,"anomalies":0},"#
            + #""words":{"recorded":2,"failed":0,"anomalies":0}},"by_media_type":{"text/csv":2,"text/plain":1},"#
            + #""vanished":5,"unchanged_by_outcome":{"recorded":1,"failed":1},"balanced":true"#
        #expect(summary.json.description == expected + "}")
        summary.isInterrupted = true
        summary.abandoned = 4
        #expect(summary.json.description == expected + #","interrupted":true,"abandoned":4}"#)
        summary.found = 4
        #expect(summary.json.description.contains(#""balanced":false"#))
    }

    @Test(arguments: [
        ("plain", #""plain""#), ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#),
        ("\u{0}\u{1b}\u{7f}", #""\u0000\u001b\u007f""#),
        ("\u{e9}\u{1F30A}", "\"\u{e9}\u{1F30A}\""), ("/", #""/""#),
    ])
    func quotesAsJSON(text: String, expected: String) {
        #expect(JSONObject.quote(text) == expected)
    }

    @Test func anObjectKeepsTheOrderOfItsKeys() {
        var object = JSONObject()
        object.add("z", 1)
        object.add("a", nil as String?)
        object.add("n", Double.nan)
        object.add("w", 2.0)
        object.add("d", 0.25)
        object.add("t", ["x", "\""])
        object.add("b", true)
        object.addRaw("r", "[1,2]")
        #expect(object.description == #"{"z":1,"a":null,"n":null,"w":2,"d":0.25,"t":["x","\""],"b":true,"r":[1,2]}"#)
    }
}

@Suite struct ExpansionBudgetTests {
    private func budget(packed: ByteCount = 10, _ change: (inout ExpansionLimits) -> Void) -> ExpansionBudget {
        var limits = ExpansionLimits()
        change(&limits)
        return ExpansionBudget(limits: limits, packedSize: packed)
    }

    @Test func countsMembers() {
        let budget = budget { $0.members = 2 }
        #expect(budget.drawMember() == nil)
        #expect(budget.drawMember() == nil)
        #expect(budget.drawMember() == "more than 2 members in one archive (archives.members)")
    }

    @Test func countsBytesAsTheyCome() {
        let budget = budget { $0.bytes = 100 }
        #expect(budget.draw(bytes: 60) == nil)
        #expect(budget.draw(bytes: 40) == nil)
        #expect(budget.producedBytes == 100)
        #expect(budget.draw(bytes: 1) == "unpacks to more than 100 B (archives.bytes)")
    }

    @Test func watchesTheRatioBeyondItsFloor() {
        let budget = budget { ($0.ratio, $0.ratioFloor) = (5, 200) }
        #expect(budget.draw(bytes: 200) == nil, "20 times its size, but not beyond the floor")
        #expect(budget.draw(bytes: 1) == "unpacks to more than 5 times its size (archives.ratio)")
    }

    @Test func limitsTheDepth() {
        let budget = budget { $0.depth = 1 }
        #expect(budget.enter(depth: 1) == nil)
        #expect(budget.enter(depth: 2) == "archives are nested more than 1 deep (archives.depth)")
    }

    @Test func aPromiseBeyondAllNumbersIsRefused() {
        let budget = budget { _ in }
        #expect(budget.draw(bytes: .max) != nil)
        #expect(budget.draw(bytes: .max) != nil)
    }
}
