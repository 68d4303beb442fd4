import Foundation
import Queueing
import Synchronization
import Testing

/// Threads are real here; what they may do is decided by counters, never by time.
@Suite(.timeLimit(.minutes(1))) struct BoundedQueueTests {
    private final class Crew: Sendable {
        private let group = DispatchGroup()

        func start(_ body: @escaping @Sendable () -> Void) {
            group.enter()
            Thread.detachNewThread {
                body()
                self.group.leave()
            }
        }

        func join() { group.wait() }
    }

    @Test(arguments: [1, 2, 7, 512])
    func everyElementArrivesOnceAndInTheOrderOfItsProducer(capacity: Int) {
        let queue = BoundedQueue<(producer: Int, number: Int)>(capacity: capacity, allowance: 100)
        let received = Mutex<[[Int]]>([[], [], []])
        let producers = Crew()
        let takers = Crew()
        for producer in 0..<3 {
            producers.start {
                for number in 0..<2_000 { _ = queue.put((producer, number), weight: Int64(number % 60)) }
            }
        }
        takers.start {
            while let (producer, number) = queue.take() { received.withLock { $0[producer].append(number) } }
        }
        producers.join()
        queue.close()
        takers.join()
        #expect(received.withLock { $0 } == Array(repeating: Array(0..<2_000), count: 3))
    }

    @Test func severalTakersShareTheElements() {
        let queue = BoundedQueue<Int>(capacity: 3)
        let received = Mutex<[Int]>([])
        let crew = Crew()
        for _ in 0..<4 {
            crew.start {
                while true {
                    let batch = queue.takeBatch(upTo: 2)
                    if batch.isEmpty { return }
                    received.withLock { $0 += batch }
                }
            }
        }
        for number in 0..<5_000 { #expect(queue.put(number)) }
        queue.close()
        crew.join()
        #expect(received.withLock { $0.sorted() } == Array(0..<5_000))
    }

    @Test func aProducerNeverRunsAheadByMoreThanTheCapacity() {
        let queue = BoundedQueue<Int>(capacity: 4)
        let accepted = Atomic<Int>(0)
        let crew = Crew()
        crew.start {
            for number in 0..<1_000 {
                _ = queue.put(number)
                accepted.wrappingAdd(1, ordering: .sequentiallyConsistent)
            }
            queue.close()
        }
        var taken = 0
        var furthest = 0
        while queue.take() != nil {
            taken += 1
            furthest = max(furthest, accepted.load(ordering: .sequentiallyConsistent) - taken)
        }
        crew.join()
        #expect(taken == 1_000)
        #expect(furthest <= 4)
    }

    @Test func aBatchHoldsNoMoreThanAskedFor() {
        let queue = BoundedQueue<Int>(capacity: 10)
        for number in 0..<5 { _ = queue.put(number) }
        #expect(queue.takeBatch(upTo: 3) == [0, 1, 2])
        #expect(queue.takeBatch(upTo: 3) == [3, 4])
    }

    @Test func closingEndsWaitingTakersAndProducers() {
        let empty = BoundedQueue<Int>(capacity: 1)
        let full = BoundedQueue<Int>(capacity: 1)
        #expect(full.put(0))
        let crew = Crew()
        let endings = Mutex<[Bool]>([])
        crew.start {
            let ended = empty.take() == nil
            endings.withLock { $0.append(ended) }
        }
        crew.start {
            let refused = !full.put(1)
            endings.withLock { $0.append(refused) }
        }
        empty.close()
        full.close()
        crew.join()
        #expect(endings.withLock { $0 } == [true, true])
        #expect(full.take() == 0)
        #expect(full.take() == nil)
    }
}
