// What Linux has and Swift's Glibc module leaves out, as it is declared only under _GNU_SOURCE. See memfd_create(2),
// pipe(2) and O_TMPFILE in open(2); the values are part of the kernel's ABI on all architectures Swift supports.

extern int memfd_create(const char *name, unsigned int flags);
extern int pipe2(int descriptors[2], int flags);

// The name of an error number, such as EPERM; NULL where it has none. See strerror(3).
extern const char *strerrorname_np(int error);

static const unsigned int linux_memfd_close_on_exec = 0x0001U;
// To be combined with O_DIRECTORY, which differs between architectures.
static const int linux_open_unnamed = 020000000;
