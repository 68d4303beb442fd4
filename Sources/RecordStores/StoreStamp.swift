import Glibc

/// Tells whether a store has changed, without opening it.
public enum StoreStamp {
    /// Size, time and inode of the file and of its write-ahead log: each commit changes one of them.
    public static func of(_ path: String) -> String {
        [path, path + "-wal"].map { file in
            var status = stat()
            // An empty log comes and goes with readers.
            guard stat(file, &status) == 0, status.st_size > 0 else { return "none" }
            return "\(status.st_size):\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec):\(status.st_ino)"
        }.joined(separator: " ")
    }
}
