import Foundation
import HandlerHosting
import Orchestration

extension HandlerProgram {
    /// What stands for the program's code: how it is started, and a hash over each file of its folder that its command
    /// names. What it loads besides is not looked at; for that there is the version in its manifest.
    var code: String {
        let names = [executable] + arguments
        let hashes = names.map { name in
            let path = name.hasPrefix("/") ? name : folder + "/" + name
            guard path.hasPrefix(folder + "/"), let bytes = FileManager.default.contents(atPath: path) else {
                return ""
            }
            return String(TextHash.of(bytes), radix: 16)
        }
        return (names + hashes + [delivery.rawValue]).joined(separator: "\u{1F}")
    }
}
