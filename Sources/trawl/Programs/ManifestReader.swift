import FoundationEssentials
import Glibc
import HandlerAPI
import HandlerHosting
import Orchestration
import Yams

/// Reads `handler.yaml`.
enum ManifestReader {
    /// The file that makes a folder a handler.
    static let fileName = "handler.yaml"

    private static let topLevel = [
        "protocol", "name", "version", "summary", "command", "accepts", "role", "enabled", "delivery",
        "files_in_flight", "network", "uses_path", "limits", "options", "outputs",
    ]

    /// A handler with the place of its name.
    struct Found {
        let program: HandlerProgram
        let place: String
    }

    /// The handler in `folder`.
    static func read(_ folder: URL) throws(ConfigurationError) -> Found {
        let file = folder.appendingPathComponent(fileName).path
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ConfigurationError(description: "\(file): cannot be read")
        }
        return try read(String(decoding: data, as: UTF8.self), file: file, folder: folder.path)
    }

    /// The handler that `text` describes.
    static func read(_ text: String, file: String, folder: String) throws(ConfigurationError) -> Found {
        guard let node = try ConfigurationReader.compose(text, file) else {
            throw ConfigurationError(description: "\(file): is empty; see Plugins/PROTOCOL.md")
        }
        let top = try YAMLSection(node, in: file, name: "the file", known: topLevel)
        guard try required(top, "protocol", top.integer("protocol", from: 1)) == HandlerProgram.protocolVersion else {
            throw top.error("protocol", "this Trawl speaks protocol \(HandlerProgram.protocolVersion) only")
        }
        let command = try command(top, folder)
        let delivery = try choice(top, "delivery", FileDelivery.self) ?? .descriptor
        let inFlight = try top.integer("files_in_flight", from: 1)
        if delivery == .input, inFlight != nil {
            throw top.error("files_in_flight", "with delivery input the program has one file")
        }
        let program = HandlerProgram(
            descriptor: try descriptor(top), folder: folder, executable: command.executable,
            arguments: command.arguments, delivery: delivery, filesInFlight: inFlight ?? 8,
            asksForNetwork: try top.boolean("network") ?? false)
        return Found(program: program, place: top.place(of: "name"))
    }

    private static func descriptor(_ top: YAMLSection) throws(ConfigurationError) -> HandlerDescriptor {
        var descriptor = HandlerDescriptor(
            name: try required(top, "name", top.text("name")),
            version: try required(top, "version", top.text("version")),
            summary: try required(top, "summary", top.text("summary")),
            accepts: try accepts(top), role: try choice(top, "role", HandlerDescriptor.Role.self) ?? .primary,
            isEnabledByDefault: try top.boolean("enabled") ?? true)
        if let limits = try top.section("limits", known: LimitSettings.keys + ["jobs"]) {
            descriptor.limits = try LimitSettings(limits).applied(to: descriptor).limits
            descriptor.limits.concurrentFiles = try limits.integer("jobs", from: 1)
        }
        descriptor.usesPath = try top.boolean("uses_path") ?? false
        for section in try top.sections("options", known: ["name", "default", "range", "choices", "summary"]) {
            let option = try option(section)
            guard !descriptor.options.contains(where: { $0.name == option.name }) else {
                throw section.error("name", "there are two options '\(option.name)'")
            }
            descriptor.options.append(option)
        }
        for section in try top.sections("outputs", known: ["path", "type", "unit", "summary"]) {
            let output = try output(section)
            guard !descriptor.outputs.contains(where: { $0.path == output.path }) else {
                throw section.error("path", "there are two outputs '\(output.path)'")
            }
            descriptor.outputs.append(output)
        }
        return try checked(descriptor, top)
    }

    private static func output(_ section: YAMLSection) throws(ConfigurationError) -> HandlerOutput {
        HandlerOutput(
            try required(section, "path", section.text("path")),
            try required(section, "type", choice(section, "type", HandlerOutput.Kind.self)),
            unit: try section.text("unit"), try required(section, "summary", section.text("summary")))
    }

    private static func checked(
        _ descriptor: HandlerDescriptor, _ top: YAMLSection
    ) throws(ConfigurationError) -> HandlerDescriptor {
        do throws(RegistryError) { _ = try HandlerRegistry([], programs: [RegisteredProgram(descriptor)]) } catch {
            throw top.error(error.description.contains("version") ? "version" : "name", error.description)
        }
        return descriptor
    }

    private static func accepts(_ top: YAMLSection) throws(ConfigurationError) -> [MediaTypePattern] {
        let patterns = try required(top, "accepts", top.texts("accepts"))
        guard !patterns.isEmpty else { throw top.error("accepts", "expected at least one media type") }
        for pattern in patterns {
            let parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), parts[0] != "*" || parts[1] == "*" else {
                throw top.error("accepts", "'\(pattern)' is none of type/subtype, type/* and */*")
            }
        }
        return patterns.map { MediaTypePattern($0) }
    }

    private static func option(_ section: YAMLSection) throws(ConfigurationError) -> HandlerOption {
        let option = HandlerOption(
            try required(section, "name", section.text("name")),
            default: try required(section, "default", section.option("default")),
            range: try section.range("range"), choices: try section.texts("choices") ?? [],
            summary: try required(section, "summary", section.text("summary")))
        switch option.defaultValue {
        case .text where option.range != nil, .boolean where option.range != nil:
            throw section.error("range", "is for numbers, and the default is \(option.defaultValue.kind)")
        case .boolean where !option.choices.isEmpty, .integer where !option.choices.isEmpty,
            .number where !option.choices.isEmpty:
            throw section.error("choices", "are for text, and the default is \(option.defaultValue.kind)")
        default: break
        }
        do throws(HandlerError) { _ = try option.checked(option.defaultValue) } catch {
            throw section.error("default", error.message)
        }
        return option
    }

    private static func choice<Value: RawRepresentable & CaseIterable>(
        _ section: YAMLSection, _ key: String, _ type: Value.Type
    ) throws(ConfigurationError) -> Value? where Value.RawValue == String {
        guard let text = try section.text(key) else { return nil }
        guard let value = Value(rawValue: text) else {
            throw section.error(key, "expected \(type.allCases.map(\.rawValue).joined(separator: " or "))")
        }
        return value
    }

    private static func required<Value>(
        _ section: YAMLSection, _ key: String, _ value: Value?
    ) throws(ConfigurationError) -> Value {
        if let value { return value }
        throw ConfigurationError(description: "\(section.place): '\(key)' is missing")
    }
}
