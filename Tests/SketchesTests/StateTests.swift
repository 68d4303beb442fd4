import Sketches
import Testing

/// What is stored of a sketch gives it back, and nothing else is taken for one.
@Suite struct StateTests {
    static let counts = [0, 1, 5, 256, 257, 1_025, 5_000, 100_000]

    private func numbers(_ count: Int) -> [Double] {
        var generator = RepeatableGenerator(seed: UInt64(count) + 1)
        return (0..<count).map { _ in Double.random(in: -100...100, using: &generator) }
    }

    @Test(arguments: counts)
    func givesMomentsBack(count: Int) throws {
        var moments = Moments()
        numbers(count).withUnsafeBufferPointer { moments.add($0) }
        #expect(try Moments(state: moments.state) == moments)
    }

    @Test(arguments: counts)
    func givesQuantilesBack(count: Int) throws {
        var sketch = QuantileSketch(sampleSize: 2_000)
        numbers(count).withUnsafeBufferPointer { sketch.add($0) }
        var read = try QuantileSketch(state: sketch.state)
        #expect(read == sketch)
        // It goes on as the other does.
        numbers(3_000).withUnsafeBufferPointer {
            sketch.add($0)
            read.add($0)
        }
        #expect(read == sketch)
        #expect(read.state == sketch.state)
    }

    @Test(arguments: counts)
    func givesDifferentValuesBack(count: Int) throws {
        var counter = DistinctCounter()
        for value in 0..<count { withUnsafeBytes(of: value.littleEndian) { counter.add($0) } }
        #expect(try DistinctCounter(state: counter.state) == counter)
        #expect(counter.state.count < 14_000)
    }

    @Test(arguments: counts)
    func givesFrequentValuesBack(count: Int) throws {
        var frequent = FrequentValues()
        for value in 0..<count { Array("value \(value % 700)".utf8).withUnsafeBytes { frequent.add($0) } }
        let read = try FrequentValues(state: frequent.state)
        #expect(read.state == frequent.state)
        #expect(read.top(.max) == frequent.top(.max))
        #expect(read.count == count && read.maximumError == frequent.maximumError)
    }

    @Test func refusesWhatIsCutOrLonger() throws {
        var sketch = QuantileSketch()
        numbers(2_000).withUnsafeBufferPointer { sketch.add($0) }
        var frequent = FrequentValues()
        for value in 0..<20 { Array("\(value)".utf8).withUnsafeBytes { frequent.add($0) } }
        let state = sketch.state
        for length in stride(from: 0, to: state.count, by: 97) {
            #expect(throws: StateError.self) { try QuantileSketch(state: Array(state[..<length])) }
        }
        for length in 0..<frequent.state.count {
            #expect(throws: StateError.self) { try FrequentValues(state: Array(frequent.state[..<length])) }
        }
        #expect(throws: StateError.damaged) { try QuantileSketch(state: state + [0]) }
        #expect(throws: StateError.unknownVersion(0x21)) { try Moments(state: state) }
    }

    /// No byte changed may bring the program down, or take more memory than there are bytes.
    @Test(arguments: 1...20)
    func survivesAnyDamage(seed: UInt64) {
        var generator = RepeatableGenerator(seed: seed)
        var sketch = QuantileSketch(sampleSize: 300)
        numbers(4_000).withUnsafeBufferPointer { sketch.add($0) }
        for _ in 0..<50 {
            var state = sketch.state
            state[Int.random(in: 0..<min(60, state.count), using: &generator)] = UInt8.random(
                in: 0...255, using: &generator)
            guard var read = try? QuantileSketch(state: state) else { continue }
            read.merge(sketch)
            _ = read.quantile(0.5)
        }
    }
}
