/// What a receiver is called, as far as the place of its file tells.
enum ReceiverName {
    /// The folder, where the file is called `data.csv` or `data` with another ending, else the file without its ending:
    /// `receiver#00000001` for `north/receiver#00000001/data.csv`.
    static func of(_ path: String) -> String {
        let parts = path.split(separator: "/")
        guard let file = parts.last else { return path }
        let stem = file.lastIndex(of: ".").map { file[..<$0] } ?? file
        guard stem == "data" || stem.isEmpty, let folder = parts.dropLast().last else {
            return String(stem.isEmpty ? file : stem)
        }
        // An archive's own name ends in the mark that leads into it.
        return String(folder.last == "!" ? folder.dropLast() : folder)
    }
}
