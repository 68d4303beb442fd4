import Foundation

/// The languages in which a new handler can be begun.
enum HandlerLanguage: String, CaseIterable {
    case swift, python, c, sh
}

/// The files of a new handler: those of an example, with another name.
struct HandlerTemplate {
    /// A file to be written.
    struct File {
        let path: String
        let content: Data
    }

    /// What the example is called in its files.
    private let example: String
    private let files: [(path: String, bytes: [UInt8])]

    /// The template of a program; `nil` for Swift, whose handlers are compiled in.
    init?(_ language: HandlerLanguage) {
        switch language {
        case .swift: return nil
        case .python:
            example = "json-shape"
            files = Self.python
        case .c:
            example = "image-size"
            files = Self.c
        case .sh:
            example = "log-levels"
            files = Self.shell
        }
    }

    /// The files for a handler called `name`.
    func files(named name: String) -> [File] {
        files.map { file in
            // An input is no text to be changed.
            guard !file.path.contains("/input."), let text = String(bytes: file.bytes, encoding: .utf8) else {
                return File(path: file.path, content: Data(file.bytes))
            }
            return File(path: file.path, content: Data(text.replacingOccurrences(of: example, with: name).utf8))
        }
    }

    private static let python: [(path: String, bytes: [UInt8])] = [
        ("handler.py", PackageResources.python_handler_py_txt),
        ("handler.yaml", PackageResources.python_handler_yaml_txt),
        ("trawl_handler.py", PackageResources.python_trawl_handler_py_txt),
        ("README.md", PackageResources.python_README_md_txt),
        ("cases/records/input.json", PackageResources.python_input_json_txt),
        ("cases/records/options.json", PackageResources.python_options_json_txt),
        ("cases/records/expected.json", PackageResources.python_expected_json_txt),
    ]

    private static let c: [(path: String, bytes: [UInt8])] = [
        ("handler.c", PackageResources.c_handler_c_txt),
        ("handler.yaml", PackageResources.c_handler_yaml_txt),
        ("trawl_handler.h", PackageResources.c_trawl_handler_h_txt),
        ("Makefile", PackageResources.c_Makefile_txt),
        (".gitignore", PackageResources.c_gitignore_txt),
        ("README.md", PackageResources.c_README_md_txt),
        ("cases/pixel/input.png", PackageResources.c_input_png_txt),
        ("cases/pixel/options.json", PackageResources.c_options_json_txt),
        ("cases/pixel/expected.json", PackageResources.c_expected_json_txt),
    ]

    private static let shell: [(path: String, bytes: [UInt8])] = [
        ("handler.sh", PackageResources.sh_handler_sh_txt),
        ("handler.yaml", PackageResources.sh_handler_yaml_txt),
        ("README.md", PackageResources.sh_README_md_txt),
        ("cases/server/input.log", PackageResources.sh_input_log_txt),
        ("cases/server/expected.json", PackageResources.sh_expected_json_txt),
    ]
}
