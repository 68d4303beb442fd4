/// Measurements as Prometheus reads them (text exposition format 0.0.4).
struct MetricsText {
    private(set) var text = ""

    /// Adds a measurement that goes up and down, with a value for each set of labels.
    mutating func gauge(_ name: String, _ help: String, _ values: [(labels: [String: String], value: Double)]) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
        for (labels, value) in values {
            let list = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
            let number = value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
            text += name + (list.isEmpty ? "" : "{" + list.joined(separator: ",") + "}") + " \(number)\n"
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
