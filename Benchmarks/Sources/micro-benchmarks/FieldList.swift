/// Fields one behind the other in memory, with readable bytes around them.
final class FieldList {
    private let memory: UnsafeMutableRawPointer
    /// Each field's bytes, valid as long as the list is.
    let fields: [UnsafeRawBufferPointer]

    /// Copies fields.
    init(_ texts: [String]) {
        let margin = 64
        memory = .allocate(byteCount: texts.reduce(2 * margin) { $0 + $1.utf8.count + 1 }, alignment: 64)
        var (fields, end) = ([UnsafeRawBufferPointer](), margin)
        for text in texts {
            let target = UnsafeMutableRawBufferPointer(start: memory + end, count: text.utf8.count)
            target.copyBytes(from: text.utf8)
            fields.append(UnsafeRawBufferPointer(target))
            end += text.utf8.count + 1
        }
        self.fields = fields
    }

    deinit { memory.deallocate() }
}
