/// The rules of a bounded queue, without locks or threads.
///
/// Its code is inlinable, so that modules which use it get it specialised for their element.
///
/// A queue is bounded by count and by weight. An element heavier than the whole allowance is admitted when the queue is
/// empty, so nothing waits for ever.
public struct BoundedQueueState<Element> {
    /// What came of offering an element.
    public enum Offer: Sendable, Equatable {
        /// It is in the queue.
        case accepted
        /// There is no room; offer it again once something was taken.
        case full
        /// The queue takes nothing any more.
        case closed
    }

    /// What came of asking for an element.
    public enum Take {
        /// The oldest element.
        case element(Element)
        /// Nothing is waiting; ask again once something was offered.
        case empty
        /// Nothing is waiting and nothing will come.
        case finished
    }

    @usableFromInline
    var elements: [(element: Element, weight: Int64)?] = []
    @usableFromInline
    var head = 0
    @usableFromInline
    let capacity: Int
    @usableFromInline
    let allowance: Int64
    @usableFromInline
    var waitingWeight: Int64 = 0
    @usableFromInline
    var hasClosed = false

    /// The weight of all that waits.
    @inlinable
    public var weight: Int64 { waitingWeight }

    /// Whether the queue takes nothing any more.
    @inlinable
    public var isClosed: Bool { hasClosed }

    /// How many elements wait.
    @inlinable
    public var count: Int { elements.count - head }

    /// The oldest element, which is the next to be taken.
    public var first: Element? { head < elements.count ? elements[head]?.element : nil }

    /// Whether more waits than the bounds allow, because elements were inserted past them.
    public var isOverfull: Bool { count > 1 && (count > capacity || weight > allowance) }

    /// Makes a queue that holds at most `capacity` elements of at most `allowance` weight together; both at least 1.
    @inlinable
    public init(capacity: Int, allowance: Int64 = .max) {
        self.capacity = max(1, capacity)
        self.allowance = max(1, allowance)
    }

    /// Whether so much room is left that a thread which waits for some should be woken. It stays asleep until then, so
    /// that it adds many elements at a time.
    @inlinable
    public var hasAmpleRoom: Bool { isClosed || count <= capacity / 2 }

    /// Whether an element of `weight` would be accepted.
    @inlinable
    public func hasRoom(for weight: Int64) -> Bool {
        count == 0 || (count < capacity && weight <= allowance - self.weight)
    }

    /// Offers an element of `weight`, at least 0.
    @inlinable
    public mutating func offer(_ element: Element, weight: Int64 = 0) -> Offer {
        if isClosed { return .closed }
        guard hasRoom(for: weight) else { return .full }
        insert(element, weight: weight)
        return .accepted
    }

    /// Inserts an element past the bounds. Only for one that was admitted before and moves on: their number is bounded
    /// by those who move them.
    @inlinable
    public mutating func insert(_ element: Element, weight: Int64) {
        elements.append((element, weight))
        waitingWeight += weight
    }

    /// Takes the oldest element.
    @inlinable
    public mutating func take() -> Take {
        guard head < elements.count, let (element, weight) = elements[head] else {
            return isClosed ? .finished : .empty
        }
        elements[head] = nil
        head += 1
        waitingWeight -= weight
        compact()
        return .element(element)
    }

    /// Takes nothing more; what waits can still be taken.
    @inlinable
    public mutating func close() { hasClosed = true }

    /// Frees the room of taken elements once they are the larger part, which costs each element one move on average.
    @inlinable
    mutating func compact() {
        guard head > 32, head * 2 > elements.count else { return }
        elements.removeFirst(head)
        head = 0
    }
}
