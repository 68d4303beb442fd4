/// How much a worker is locked in.
public enum Isolation: String, Sendable, CaseIterable {
    /// In a process of its own, without files, network or other processes.
    case sandbox
    /// In a process of its own.
    case process
    /// In Trawl's own process.
    case none
}
