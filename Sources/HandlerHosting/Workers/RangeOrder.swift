/// What the host asks of a worker that reads a file in ranges. Every answer begins with whether it went well.
enum RangeOrder {
    /// Open the file beside the message; the answer is how many ranges it has, and how many can be read ahead.
    case open(handler: Int, WorkOrder.HandlingOrder)
    /// Take the parts that lie beside the message, of these ranges, then read a range where one is given.
    case read(Int?, taking: [Range<Int>])
    /// Read the range after those that are joined, now that so many bytes of the file are there; the answer is whether it
    /// was.
    case ahead(Int64)
    /// Write all that is joined to the descriptor beside the message.
    case whole
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
            wire.put(list: parts) { wire, ranges in
                wire.put(UInt64(ranges.lowerBound))
                wire.put(UInt64(ranges.count))
            }
        case .part(let number):
            wire.put(UInt8(3))
            wire.put(UInt64(number))
        case .finish: wire.put(UInt8(4))
        case .ahead(let arrived):
            wire.put(UInt8(5))
            wire.put(arrived)
        case .whole: wire.put(UInt8(6))
        }
    }

    init(from wire: inout WireReader) throws(WireError) {
        switch try wire.byte() {
        case 1: self = .open(handler: Int(try wire.integer(UInt32.self)), try WorkOrder.HandlingOrder(from: &wire))
        case 2:
            let number = try wire.optional { (wire: inout WireReader) throws(WireError) in try Self.number(&wire) }
            self = .read(
                number,
                taking: try wire.list { (wire: inout WireReader) throws(WireError) in try Self.ranges(&wire) })
        case 3: self = .part(try Self.number(&wire))
        case 4: self = .finish
        case 5: self = .ahead(try wire.integer(Int64.self))
        case 6: self = .whole
        default: throw WireError("an order of no known kind")
        }
    }

    private static func number(_ wire: inout WireReader) throws(WireError) -> Int {
        Int(truncatingIfNeeded: try wire.integer(UInt64.self))
    }

    private static func ranges(_ wire: inout WireReader) throws(WireError) -> Range<Int> {
        let (first, count) = (try number(&wire), try number(&wire))
        let (end, isOverflow) = first.addingReportingOverflow(count)
        guard first >= 0, count > 0, !isOverflow else { throw WireError("ranges that are none") }
        return first..<end
    }
}
