/// What the host asks of a worker that reads a file in ranges. Every answer begins with whether it went well.
enum RangeOrder {
    /// Open the file beside the message; the answer is how many ranges it has.
    case open(handler: Int, WorkOrder.HandlingOrder)
    /// Take the parts that lie beside the message, of ranges with these numbers, then read a range where one is given.
    case read(Int?, taking: [Int])
    /// Read a range, and write what was found to the descriptor beside the message.
    case part(Int)
    /// Answer as for a file handled as a whole.
    case finish

    func write(to wire: inout WireWriter) {
        switch self {
        case .open(let handler, let order):
            wire.put(UInt8(1))
            wire.put(UInt32(handler))
            order.write(to: &wire)
        case .read(let number, let parts):
            wire.put(UInt8(2))
            wire.put(optional: number) { $0.put(UInt64($1)) }
            wire.put(list: parts) { $0.put(UInt64($1)) }
        case .part(let number):
            wire.put(UInt8(3))
            wire.put(UInt64(number))
        case .finish: wire.put(UInt8(4))
        }
    }

    init(from wire: inout WireReader) throws(WireError) {
        switch try wire.byte() {
        case 1: self = .open(handler: Int(try wire.integer(UInt32.self)), try WorkOrder.HandlingOrder(from: &wire))
        case 2:
            let number = try wire.optional { (wire: inout WireReader) throws(WireError) in try Self.number(&wire) }
            self = .read(
                number,
                taking: try wire.list { (wire: inout WireReader) throws(WireError) in try Self.number(&wire) })
        case 3: self = .part(try Self.number(&wire))
        case 4: self = .finish
        default: throw WireError("an order of no known kind")
        }
    }

    private static func number(_ wire: inout WireReader) throws(WireError) -> Int {
        Int(truncatingIfNeeded: try wire.integer(UInt64.self))
    }
}
