import HandlerAPI
import Orchestration

/// What the host says to a program, a line each.
enum HostMessage {
    /// The first line: who is meant, and the options.
    static func hello(_ handler: RegisteredHandler) -> [UInt8] {
        var message = JSONObject()
        message.add("type", "hello")
        message.add("protocol", HandlerProgram.protocolVersion)
        message.add("handler", handler.name)
        message.add("options", options(of: handler))
        return line(message)
    }

    /// A file to be handled.
    ///
    /// - Parameters:
    ///   - file: Where the program finds it, unless it comes as a descriptor.
    ///   - withOptions: Whether the options come along, as there is no hello before it.
    static func file(id: Int64, _ request: HandlerRequest, at file: String? = nil, withOptions: Bool = false) -> [UInt8]
    {
        var message = JSONObject()
        message.add("type", "file")
        message.add("id", id)
        message.add("path", request.path.description)
        message.add("media_type", request.verdict.mediaType.description)
        if let charset = request.verdict.charset { message.add("charset", charset) }
        message.add("size", request.file.size.bytes)
        if let file { message.add("file", file) }
        if withOptions { message.add("options", options(of: request.handler)) }
        return line(message)
    }

    private static func options(of handler: RegisteredHandler) -> JSONObject {
        var object = JSONObject()
        for option in handler.descriptor.options {
            switch handler.options[option.name] ?? option.defaultValue {
            case .boolean(let value): object.add(option.name, value)
            case .integer(let value): object.add(option.name, value)
            case .number(let value): object.add(option.name, value)
            case .text(let value): object.add(option.name, value)
            }
        }
        return object
    }

    private static func line(_ message: JSONObject) -> [UInt8] { Array(message.description.utf8) + [10] }
}
