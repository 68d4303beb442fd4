import HandlerAPI

/// What the end of a file's name says of its type; asked last.
enum NameHints {
    private static let texts: [String: MediaType] = [
        "csv": "text/csv", "tsv": "text/tab-separated-values", "tab": "text/tab-separated-values",
        "json": "application/json", "ndjson": "application/x-ndjson", "jsonl": "application/x-ndjson",
    ]
    private static let containers: [String: MediaType] = [
        "zip": "application/zip", "gz": "application/gzip", "tgz": "application/gzip", "tar": "application/x-tar",
        "bz2": "application/x-bzip2", "xz": "application/x-xz", "zst": "application/zstd",
        "7z": "application/x-7z-compressed", "cpio": "application/x-cpio",
    ]

    /// The type that a name such as `readings.csv` hints at.
    static func mediaType(of name: [UInt8]) -> MediaType? {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0, name.count - dot <= 8 else { return nil }
        let ending = String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
        return texts[ending] ?? containers[ending]
    }

    /// Whether `hint` can be true of what libmagic calls `type`: text of a textual kind, or bytes of an archive.
    static func refines(_ hint: MediaType, _ type: MediaType) -> Bool {
        (type == "text/plain" ? texts : containers).values.contains(hint)
    }
}
