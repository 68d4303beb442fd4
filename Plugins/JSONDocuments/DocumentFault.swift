import HandlerAPI

/// Why a document cannot be read on.
struct DocumentFault: Sendable, Equatable {
    /// What was expected and found.
    var message: String
    /// Where, in bytes of the piece of text at hand.
    var offset: Int
    /// Whether something was cut off, so that it may be no fault where more text follows.
    var isUnfinished = false
    /// Whether a limit was reached rather than the grammar broken.
    var isLimit = false

    /// The same for a text that begins at `start` of a file.
    func error(at start: Int64) -> HandlerError {
        isLimit
            ? .limitExceeded(message, at: start + Int64(offset)) : .corrupt(message, at: start + Int64(offset))
    }
}
