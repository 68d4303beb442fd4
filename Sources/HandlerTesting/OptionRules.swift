import HandlerAPI

/// Rules for what a handler's options allow.
enum OptionRules {
    /// Values that must be refused, and are not.
    static func violations(of descriptor: HandlerDescriptor) -> [Violation] {
        var wrong: [String: [OptionValue]] = ["no-such-option": [.boolean(true)]]
        for option in descriptor.options {
            wrong[option.name] = otherKind(than: option.defaultValue) + beyond(option)
        }
        return wrong.sorted { $0.key < $1.key }.flatMap { name, values in
            values.filter { isTaken($0, by: name, of: descriptor) }.map {
                Violation(rule: "invalid options are refused", detail: "\(name): '\($0)' is taken")
            }
        }
    }

    private static func isTaken(_ value: OptionValue, by name: String, of descriptor: HandlerDescriptor) -> Bool {
        do throws(HandlerError) {
            _ = try HandlerOptions([name: value], for: descriptor.options)
            return true
        } catch {
            return false
        }
    }

    private static func otherKind(than value: OptionValue) -> [OptionValue] {
        if case .text = value { return [.boolean(true), .integer(1)] }
        return [.text("neither")]
    }

    private static func beyond(_ option: HandlerOption) -> [OptionValue] {
        if !option.choices.isEmpty { return [.text(option.choices.joined() + "?")] }
        guard let range = option.range else { return [] }
        let outside = [range.lowerBound - 1, range.upperBound + 1]
        if case .integer = option.defaultValue {
            return outside.compactMap { Int(exactly: $0) }.map(OptionValue.integer)
        }
        return outside.filter { !range.contains($0) }.map(OptionValue.number)
    }
}
