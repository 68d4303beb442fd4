import ArgumentParser
import BuiltinHandlers
import Foundation

extension HandlerLanguage: ExpressibleByArgument {}

struct HandlersNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Begin a handler: a folder that works as it stands.",
        discussion: """
            Writes a small handler with a README and a golden case. In Python, C and shell it is a program, picked up without \
            building Trawl. In Swift it is compiled in: call this within a checkout of Trawl.

            EXAMPLE
              trawl handlers new water-levels --language python
            """)

    @Argument(help: "Its name, in kebab-case.")
    var name: String

    @Option(name: .long, help: "swift, python, c or sh.")
    var language: HandlerLanguage

    @Option(
        name: .long,
        help: ArgumentHelp("Where its folder is made. Default: the current directory.", valueName: "dir"))
    var directory = "."

    func validate() throws {
        let isKebab = name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard isKebab, let first = name.utf8.first, (97...122).contains(first), name.last != "-" else {
            throw ValidationError("a name is in kebab-case, such as water-levels")
        }
        if BuiltinHandlers.all.contains(where: { $0.descriptor.name == name }) {
            throw ValidationError("there is a handler '\(name)' already")
        }
    }

    func run() throws {
        let parent = URL(fileURLWithPath: directory)
        guard let template = HandlerTemplate(language) else { return try makeSwift(around: parent) }
        let folder = parent.appendingPathComponent(name)
        try refuse(folder)
        try write(template.files(named: name), to: folder)
        let place = directory == "." ? name : directory + "/" + name
        Output.print("\(place)/ is a handler for Trawl. Next:\n\n")
        if language == .c { Output.print("  make -C \(place)\n") }
        Output.print("  trawl handlers test \(place)\n  trawl run DIRECTORY --plugins \(place)\n")
    }

    private func makeSwift(around folder: URL) throws {
        guard let scaffold = SwiftScaffold(name, around: folder) else {
            throw UsageError(description: "\(folder.path) is in no checkout of Trawl; name one with --directory")
        }
        try refuse(scaffold.home)
        try refuse(scaffold.checkout.appendingPathComponent("Tests/\(scaffold.tests)"))
        try refuse(scaffold.checkout.appendingPathComponent("test_data/\(name)"))
        try write(scaffold.files, to: scaffold.checkout)
        let left = try scaffold.register()
        Output.print("\(scaffold.home.path) is a handler for Trawl, and \(scaffold.tests) tests it.\n")
        if !left.isEmpty {
            Output.print("Add these lines:\n\n" + left.map { "  \($0)\n" }.joined() + "\n")
        }
        Output.print("Next: make format && swift test --filter \(scaffold.tests)\n")
    }

    private func refuse(_ folder: URL) throws {
        guard !FileManager.default.fileExists(atPath: folder.path) else {
            throw UsageError(description: "\(folder.path) is there already, and nothing is overwritten")
        }
    }

    private func write(_ files: [HandlerTemplate.File], to folder: URL) throws {
        for file in files {
            let place = folder.appendingPathComponent(file.path)
            do {
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try file.content.write(to: place)
            } catch {
                throw UsageError(description: "\(place.path) cannot be written: \(error.localizedDescription)")
            }
        }
    }
}
