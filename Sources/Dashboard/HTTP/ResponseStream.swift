/// What follows the headers of an answer piece by piece, as the client takes it.
protocol ResponseStream: AnyObject, Sendable {
    /// Says which connection it goes to; called once, before anything is read.
    func attach(to connection: OpaquePointer)

    /// Fills a buffer and returns how many bytes it has written, or what the library takes for an end. It may return 0 only after it
    /// has suspended the connection.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int

    /// Notes that nothing more will be read: it is all told, or the client has gone.
    func end()
}

/// Holds a stream on its way through the library, which knows nothing but pointers.
final class StreamBox {
    let stream: any ResponseStream

    /// Holds `stream`.
    init(_ stream: any ResponseStream) { self.stream = stream }
}
