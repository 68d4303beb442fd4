import Glibc

/// Which system calls a process may make, and with which arguments: seccomp(2).
///
/// Calls are known by name; a name that the architecture at hand does not have is passed over.
struct SystemCallPolicy: Sendable, Equatable {
    /// What becomes of a call.
    enum Answer: Sendable, Equatable {
        case allow
        /// It is not made, and returns this error number.
        case refuse(Int32)
    }

    /// A test of one argument, counted from 0, as an unsigned number of 64 bits.
    enum Condition: Sendable, Equatable {
        case equals(argument: UInt32, UInt64)
        case differs(argument: UInt32, from: UInt64)
        case isBelow(argument: UInt32, UInt64)
        case isAbove(argument: UInt32, UInt64)
        /// The bits of the mask have this value.
        case bits(argument: UInt32, mask: UInt64, UInt64)
    }

    /// An answer to a call, for all arguments or those that meet every condition.
    struct Rule: Sendable, Equatable {
        let call: String
        let conditions: [Condition]
        let answer: Answer
    }

    /// The answer to calls that no rule is for.
    let otherwise: Answer
    private(set) var rules: [Rule] = []

    init(otherwise: Answer) { self.otherwise = otherwise }

    mutating func add(_ answer: Answer, _ calls: [String]) {
        rules += calls.map { Rule(call: $0, conditions: [], answer: answer) }
    }

    mutating func add(_ answer: Answer, _ call: String, where conditions: Condition...) {
        rules.append(Rule(call: call, conditions: conditions, answer: answer))
    }
}
