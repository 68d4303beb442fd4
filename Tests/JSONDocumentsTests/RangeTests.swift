import HandlerAPI
import HandlerTesting
import Testing

@testable import JSONDocuments

/// Reading lines in ranges gives what reading them whole does.
@Suite struct RangeTests {
    private static let type: MediaType = "application/x-ndjson"

    private func lines(_ count: Int, seed: UInt64) -> [UInt8] {
        var made = RandomDocuments(seed: seed)
        for _ in 0..<count { made.addLine() }
        return Array(made.text.utf8)
    }

    /// The part of each range of `size` bytes, read in the order that `order` says, and stored and read back.
    private func parts(
        _ bytes: [UInt8], size: Int64, order: ([Int]) -> [Int] = { $0 }
    ) throws -> (parts: [DocumentPart], plan: DocumentPlan) {
        let handler = try makeHandler(["frequent_values": .integer(256)])
        var plan = try handler.plan(for: jsonFile(bytes, Self.type))
        plan.rangeSize = size
        var parts = [Int: DocumentPart]()
        for number in order(Array(0..<plan.rangeCount)) {
            let part = try handler.range(number, of: jsonFile(bytes, Self.type), by: plan)
            parts[number] = try handler.part(from: handler.encoded(part), by: plan)
        }
        return (parts.sorted { $0.key < $1.key }.map(\.value), plan)
    }

    private func result(
        _ bytes: [UInt8], size: Int64, order: ([Int]) -> [Int] = { $0 }
    ) throws -> (aggregate: JSONDocumentsAggregate, findings: Findings) {
        let handler = try makeHandler(["frequent_values": .integer(256)])
        let (parts, plan) = try parts(bytes, size: size, order: order)
        var whole = parts[0]
        for number in parts.indices.dropFirst() {
            try handler.join(parts[number], ofRange: number, to: &whole, of: jsonFile(bytes, Self.type), by: plan)
        }
        var findings = Findings()
        let aggregate = try handler.finish(whole, of: jsonFile(bytes, Self.type), by: plan, reporting: &findings)
        return (aggregate, findings)
    }

    @Test(arguments: 1...5) func givesTheSameBytesInAnyOrder(seed: UInt64) throws {
        let bytes = lines(80, seed: seed)
        for size in [400, 3_000] as [Int64] {
            let inOrder = try result(bytes, size: size).aggregate.jsonText
            #expect(try result(bytes, size: size) { $0.reversed() }.aggregate.jsonText == inOrder)
            var generator = RepeatableGenerator(seed: seed)
            #expect(try result(bytes, size: size) { $0.shuffled(using: &generator) }.aggregate.jsonText == inOrder)
        }
    }

    /// What is known of several ranges goes to another process and back like what is known of one.
    @Test func mayBeHandedOnBehindAnyRange() throws {
        let bytes = lines(80, seed: 6)
        let handler = try makeHandler(["frequent_values": .integer(256)])
        let (parts, plan) = try parts(bytes, size: 1_000)
        let expected = try result(bytes, size: 1_000).aggregate.jsonText
        #expect(handler.firstPassCount(of: plan) > 5)
        for place in parts.indices.dropFirst() {
            var whole = parts[0]
            for number in parts.indices.dropFirst() {
                if number == place { whole = try handler.part(from: handler.encoded(whole), by: plan) }
                try handler.join(parts[number], ofRange: number, to: &whole, of: jsonFile(bytes, Self.type), by: plan)
            }
            var findings = Findings()
            let aggregate = try handler.finish(
                whole, of: jsonFile(bytes, Self.type), by: plan, reporting: &findings)
            #expect(aggregate.jsonText == expected, "behind range \(place)")
        }
    }

    @Test(arguments: 1...5) func agreesWithOneRange(seed: UInt64) throws {
        let bytes = lines(40, seed: seed)
        let whole = try result(bytes, size: Int64(bytes.count)).aggregate
        for size in stride(from: Int64(31), to: 4_000, by: 397) {
            let parts = try result(bytes, size: size).aggregate
            #expect(parts.documents == whole.documents && parts.blankLines == whole.blankLines)
            #expect(parts.paths.map(\.path) == whole.paths.map(\.path))
            for (part, path) in zip(parts.paths, whole.paths) {
                #expect(part.types == path.types && part.present == path.present && part.parents == path.parents)
                #expect(part.arrayLength == path.arrayLength && part.true == path.true)
                #expect(part.strings == path.strings)
                #expect(part.numbers?.minimum == path.numbers?.minimum && part.numbers?.sum == path.numbers?.sum)
                #expect(part.numbers?.quantiles == path.numbers?.quantiles)
                #expect(part.numbers?.frequent == path.numbers?.frequent)
            }
        }
    }

    @Test(arguments: 1...5) func mergingIsAssociative(seed: UInt64) throws {
        let bytes = lines(60, seed: seed)
        let (parts, plan) = try parts(bytes, size: 1_500)
        func text(_ whole: DocumentPart) -> [PathAggregate] {
            JSONDocumentsAggregate(whole, plan: plan, frequentValues: 9).paths
        }
        var left = parts[0]
        for part in parts.dropFirst() { left.merge(part) }
        var right = parts[parts.count - 1]
        for part in parts.dropLast().reversed() {
            var joined = part
            joined.merge(right)
            right = joined
        }
        for (one, other) in zip(text(left), text(right)) {
            #expect(one.path == other.path && one.types == other.types && one.present == other.present)
            #expect(one.strings == other.strings && one.arrayLength == other.arrayLength)
            #expect(one.numbers?.sum == other.numbers?.sum && one.numbers?.distinct == other.numbers?.distinct)
            #expect(one.numbers?.quantiles == other.numbers?.quantiles)
        }
        #expect(left.tally == right.tally)
    }

    @Test func keepsWhatIsBeforeAFaultInALaterRange() throws {
        let good = "{\"a\":1}\n"
        let text = String(repeating: good, count: 50) + "{\"a\":1,}\n" + String(repeating: good, count: 50)
        for size in [40, 100, 10_000] as [Int64] {
            let (aggregate, findings) = try result(Array(text.utf8), size: size)
            #expect(aggregate.documents == 50 && aggregate["$.a"]?.types.integer == 51)
            #expect(findings.partialReason?.code == .corrupt)
            #expect(findings.partialReason?.offset == 407)
        }
    }

    @Test func readsALineLongerThanARange() throws {
        let long = "{\"a\":[" + (0..<400).map(String.init).joined(separator: ",") + "]}\n"
        let bytes = Array((long + "{\"a\":[]}\n" + long + "\n" + long).utf8)
        let whole = try result(bytes, size: 1 << 20).aggregate
        #expect(whole.documents == 4 && whole.blankLines == 1)
        for size in [7, 50, 1_000] as [Int64] {
            let parts = try result(bytes, size: size).aggregate
            #expect(parts.documents == 4 && parts.blankLines == 1)
            #expect(parts["$.a[]"]?.numbers?.sum == whole["$.a[]"]?.numbers?.sum)
        }
    }

    @Test func refusesStatesThatAreNone() throws {
        let handler = try makeHandler()
        let (parts, plan) = try parts(lines(5, seed: 1), size: 1 << 20)
        let state = handler.encoded(parts[0])
        for length in stride(from: 0, to: state.count, by: 97) {
            #expect(throws: HandlerError.self) { try handler.part(from: Array(state[..<length]), by: plan) }
        }
        #expect(throws: HandlerError.self) { try handler.part(from: state + [0], by: plan) }
    }
}
