import Foundation
import HandlerAPI
import Inspection
import Orchestration

/// How pages write numbers, times and paths.
enum Wording {
    /// A whole number with commas between thousands.
    static func count(_ number: Int) -> String { count(Int64(number)) }

    /// A whole number with commas between thousands.
    static func count(_ number: Int64) -> String {
        (number < 0 ? "−" : "") + PlainNumber.group(String(number.magnitude))
    }

    /// A number with four figures; a whole number with all it has.
    static func number(_ value: Double) -> String { PlainNumber.text(value, grouped: true) }

    /// A score from 0 to 1.
    static func score(_ value: Double) -> String { String(format: "%.3f", value) }

    /// A number of bytes.
    static func bytes(_ count: Int64?) -> String { count.map { ByteCount($0).description } ?? "" }

    /// An ISO 8601 time, as people read it.
    static func time(_ text: String) -> String {
        text.replacing("T", with: " ").replacing("Z", with: " UTC")
    }

    /// A length in seconds.
    static func seconds(_ value: Double) -> String {
        if value < 0.01 { return "< 0.01 s" }
        if value < 60 { return String(format: value < 10 ? "%.2f s" : "%.0f s", value) }
        let whole = Int(value)
        return whole < 3_600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3_600) h \(whole % 3_600 / 60) min"
    }

    /// A path in HTML that may be broken behind its slashes.
    static func path(_ path: StorePath) -> String {
        path.description.isEmpty ? "(the root)" : Markup.escape(path.description).replacing("/", with: "/<wbr>")
    }

    /// "1 file", "2 files".
    static func files(_ number: Int) -> String { "\(count(number)) " + (number == 1 ? "file" : "files") }
}

/// Text in HTML.
enum Markup {
    /// `text` with an entity for each character that has a meaning.
    static func escape(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            // Controls are no text, and have no place in HTML.
            case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
