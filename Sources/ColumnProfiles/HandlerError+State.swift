import HandlerAPI
import Sketches

extension StateWriter {
    /// Writes an error, or that there is none.
    public mutating func write(_ error: HandlerError?) {
        write(error != nil)
        guard let error else { return }
        write(Array(error.code.rawValue.utf8))
        write(Array(error.message.utf8))
        write(error.offset ?? -1)
    }
}

extension StateReader {
    /// Reads what ``StateWriter/write(_:)`` wrote of an error.
    public mutating func error() throws(StateError) -> HandlerError? {
        guard try bool() else { return nil }
        guard let code = HandlerError.Code(rawValue: String(decoding: try text(), as: UTF8.self)) else {
            throw .damaged
        }
        let message = String(decoding: try text(), as: UTF8.self)
        let offset = try number(Int64.self)
        return HandlerError(code, message, offset: offset < 0 ? nil : offset)
    }
}
