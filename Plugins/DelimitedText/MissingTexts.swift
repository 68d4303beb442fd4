/// The texts that stand for a missing value.
struct MissingTexts: Sendable {
    private let texts: [[UInt8]]
    /// Whether a text begins with a byte: most values are told apart by that alone.
    private let beginnings: [Bool]

    /// Takes texts separated by commas, without the blanks around them.
    init(_ list: String) {
        let texts = list.split(separator: ",").map { Array($0.trimmingBlanks().utf8) }.filter { !$0.isEmpty }
        var beginnings = [Bool](repeating: false, count: 256)
        for text in texts { beginnings[Int(text[0])] = true }
        self.texts = texts
        self.beginnings = beginnings
    }

    /// Whether one of the texts begins with `byte`.
    func mayBegin(with byte: UInt8) -> Bool { beginnings[Int(byte)] }

    /// Whether `value`, which has no blanks around it, is empty or one of the texts.
    func contains(_ value: UnsafeRawBufferPointer) -> Bool {
        guard let first = value.first else { return true }
        return beginnings[Int(first)] && texts.contains { $0.count == value.count && $0.elementsEqual(value) }
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
