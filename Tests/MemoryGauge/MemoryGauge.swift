import Glibc

/// Runs a program and tells how it ended and how much memory it took.
///
/// `memory-gauge OUTPUT PROGRAM ARGUMENT…` writes the exit code, or less than zero where a signal ended it, and the most
/// bytes that the program or a process it waited for had at one time. A process that is started counts as large as the one
/// that starts it, so a test cannot measure this itself.
@main
enum MemoryGauge {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count > 2 else { exit(64) }
        var words: [UnsafeMutablePointer<CChar>?] = arguments[2...].map { strdup($0) } + [nil]
        var pid: pid_t = 0
        guard posix_spawn(&pid, arguments[2], nil, nil, &words, environ) == 0 else { exit(71) }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) < 0 {
            guard errno == EINTR else { exit(71) }
        }
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
        guard let file = fopen(arguments[1], "w") else { exit(73) }
        fputs("\(code) \(usage.ru_maxrss << 10)\n", file)
        exit(fclose(file) == 0 ? 0 : 73)
    }
}
