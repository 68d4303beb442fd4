import HandlerAPI

/// Rules for what a handler says of itself.
enum DescriptorRules {
    static func violations(of descriptor: HandlerDescriptor) -> [Violation] {
        var found: [String] = []
        if !isName(descriptor.name, separator: "-") { found.append("the name '\(descriptor.name)' is not kebab-case") }
        if !isVersion(descriptor.version) {
            found.append("the version '\(descriptor.version)' is not major.minor.patch")
        }
        if descriptor.summary.isEmpty || descriptor.summary.contains("\n") {
            found.append("the summary is not one line")
        }
        if descriptor.accepts.isEmpty { found.append("it accepts no media type") }
        for pattern in descriptor.accepts where pattern.description.split(separator: "/").count != 2 {
            found.append("'\(pattern)' is no media type pattern")
        }
        found += descriptor.options.flatMap(faults)
        if Set(descriptor.options.map(\.name)).count != descriptor.options.count {
            found.append("two options have one name")
        }
        found += descriptor.outputs.flatMap(faults)
        if Set(descriptor.outputs.map(\.path)).count != descriptor.outputs.count {
            found.append("two outputs have one path")
        }
        return found.map { Violation(rule: "descriptor", detail: $0) }
    }

    private static func faults(of option: HandlerOption) -> [String] {
        var found: [String] = []
        if !isName(option.name, separator: "_") { found.append("the option '\(option.name)' is not snake_case") }
        if option.summary.isEmpty { found.append("the option '\(option.name)' has no summary") }
        do throws(HandlerError) {
            _ = try option.checked(option.defaultValue)
        } catch let error {
            found.append("the default of an option is not allowed: \(error.message)")
        }
        return found
    }

    private static func faults(of output: HandlerOutput) -> [String] {
        let keys = output.path.split(separator: ".", omittingEmptySubsequences: false)
        let isPath = keys.allSatisfy { key in
            var name = key
            while name.hasSuffix("[]") { name.removeLast(2) }
            return name == "*" || !name.isEmpty && !name.contains { "[]*".contains($0) }
        }
        return (isPath ? [] : ["the output '\(output.path)' is no path such as rows, columns[].name or headers.*"])
            + (output.summary.isEmpty ? ["the output '\(output.path)' has no summary"] : [])
    }

    /// Whether `text` is lower-case words of letters and digits, joined by `separator`, a letter first.
    static func isName(_ text: String, separator: Character) -> Bool {
        guard let first = text.first, first.isASCII, first.isLowercase else { return false }
        return text.split(separator: separator, omittingEmptySubsequences: false).allSatisfy { word in
            !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber) }
        }
    }

    private static func isVersion(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 3
            && parts.allSatisfy { part in
                !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber } && (part == "0" || part.first != "0")
            }
    }
}
