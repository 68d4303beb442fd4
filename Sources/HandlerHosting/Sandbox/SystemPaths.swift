/// What of the system any program may read.
///
/// Of `/etc` only what the dynamic loader and the run times of common languages read; nothing that names users, hosts or
/// keys. Of `/proc` only the process itself and the machine; other processes' command lines are nobody's business.
enum SystemPaths {
    /// Programs and libraries, and what they are configured by.
    static let readable = [
        "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/etc/ld.so.cache", "/etc/ld.so.conf",
        "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/localtime", "/etc/timezone", "/etc/alternatives",
        "/etc/locale.alias", "/etc/locale.conf", "/etc/default/locale", "/etc/mime.types", "/etc/ssl/openssl.cnf",
        "/etc/ssl/certs", "/etc/python3", "/etc/perl", "/etc/R", "/etc/fonts", "/dev/zero", "/dev/full", "/dev/random",
        "/dev/urandom", "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu",
    ]
    /// What is written to for nothing.
    static let sinks = ["/dev/null"]
    /// What finding hosts by name needs in addition.
    static let forNetwork = [
        "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services",
        "/etc/protocols", "/etc/ca-certificates",
    ]
    /// The folder in which names of these beginnings are readable too: versions are part of them.
    static let versioned = (folder: "/etc", prefixes: ["python3.", "java-"])
}
