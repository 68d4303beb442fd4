import HandlerTesting
import Queueing
import Testing

@Suite struct BoundedQueueStateTests {
    /// The rules in the plainest words: a list, and the bounds as documented.
    private struct Model {
        let capacity: Int
        let allowance: Int64
        var elements: [(number: Int, weight: Int64)] = []
        var isClosed = false

        var weight: Int64 { elements.reduce(0) { $0 + $1.weight } }

        mutating func offer(_ number: Int, _ weight: Int64) -> BoundedQueueState<Int>.Offer {
            if isClosed { return .closed }
            let fits = elements.count < capacity && self.weight + weight <= allowance
            guard fits || elements.isEmpty else { return .full }
            elements.append((number, weight))
            return .accepted
        }
    }

    private func number(_ take: BoundedQueueState<Int>.Take) -> Int? {
        if case .element(let number) = take { number } else { nil }
    }

    private func isFinished(_ take: BoundedQueueState<Int>.Take) -> Bool {
        if case .finished = take { true } else { false }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func agreesWithTheModel(seed: UInt64) {
        var random = RepeatableGenerator(seed: seed)
        let capacity = Int.random(in: 1...40, using: &random)
        let allowance = Int64.random(in: 1...100, using: &random)
        var model = Model(capacity: capacity, allowance: allowance)
        var state = BoundedQueueState<Int>(capacity: capacity, allowance: allowance)
        let closing = Int.random(in: 500...1_500, using: &random)
        for step in 0..<2_000 {
            if step == closing {
                model.isClosed = true
                state.close()
            }
            if Int.random(in: 0..<5, using: &random) < 3 {
                let weight = Int64.random(in: 0...(allowance + 5), using: &random)
                let answer = model.offer(step, weight)
                if answer != .closed { #expect(state.hasRoom(for: weight) == (answer == .accepted)) }
                #expect(state.offer(step, weight: weight) == answer)
            } else {
                let taken = state.take()
                #expect(number(taken) == model.elements.first?.number)
                #expect(isFinished(taken) == (model.isClosed && model.elements.isEmpty))
                if !model.elements.isEmpty { model.elements.removeFirst() }
            }
            #expect(state.count == model.elements.count)
            #expect(state.weight == model.weight)
            #expect(state.count <= capacity)
            #expect(state.weight <= allowance || state.count == 1)
        }
    }

    @Test func admitsAnElementHeavierThanTheAllowanceAlone() {
        var state = BoundedQueueState<String>(capacity: 8, allowance: 10)
        #expect(state.offer("heavy", weight: 1_000) == .accepted)
        #expect(state.offer("light", weight: 0) == .full)
        _ = state.take()
        #expect(state.offer("light", weight: 10) == .accepted)
        #expect(state.offer("heavy", weight: 1_000) == .full)
    }

    @Test func keepsAHeavyElementApartFromWeightlessOnes() {
        var state = BoundedQueueState<String>(capacity: 8, allowance: 10)
        #expect(state.offer("weightless", weight: 0) == .accepted)
        #expect(state.offer("heavy", weight: 11) == .full)
    }

    @Test func insertsPastTheBoundsInOrder() {
        var state = BoundedQueueState<Int>(capacity: 1, allowance: 1)
        #expect(state.offer(0, weight: 1) == .accepted)
        for number in 1...3 { state.insert(number, weight: 5) }
        #expect(state.count == 4)
        #expect(state.weight == 16)
        #expect((0...3).allSatisfy { number(state.take()) == $0 })
        #expect(state.weight == 0)
    }

    @Test func countsBoundsBelowOneAsOne() {
        var state = BoundedQueueState<Int>(capacity: 0, allowance: -3)
        #expect(state.offer(1, weight: 0) == .accepted)
        #expect(state.offer(2, weight: 0) == .full)
    }

    @Test func givesOutWhatWaitsAfterItIsClosed() {
        var state = BoundedQueueState<Int>(capacity: 4)
        _ = state.offer(1)
        state.close()
        #expect(state.offer(2) == .closed)
        #expect(number(state.take()) == 1)
        #expect(isFinished(state.take()))
    }
}
