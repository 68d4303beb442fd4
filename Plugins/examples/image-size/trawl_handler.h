// Speaks Trawl's protocol (Plugins/PROTOCOL.md), so that a handler in C is two functions: one that reads its options from
// the host's first line, and one that handles an open file.

#ifndef TRAWL_HANDLER_H
#define TRAWL_HANDLER_H

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// The longest line taken from the host, and the most descriptors that wait for their messages.
enum { trawl_longest_line = 1 << 20, trawl_descriptors = 64 };

struct trawl_channel {
    char bytes[trawl_longest_line];
    size_t filled, taken;
    int descriptors[trawl_descriptors];
    int waiting;
};

// The number that follows `"key":` in a line, else `otherwise`. Quotes within JSON text have a backslash before them, so
// the quoted key cannot be found inside of a text.
static inline long long trawl_number(const char *line, const char *key, long long otherwise) {
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *place = strstr(line, quoted);
    return place ? strtoll(place + strlen(quoted), NULL, 10) : otherwise;
}

// Waits for bytes; returns 0 at the end.
static inline int trawl_fill(struct trawl_channel *channel) {
    memmove(channel->bytes, channel->bytes + channel->taken, channel->filled - channel->taken);
    channel->filled -= channel->taken;
    channel->taken = 0;
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int) * trawl_descriptors)];
    } control;
    struct iovec piece = {channel->bytes + channel->filled, sizeof channel->bytes - 1 - channel->filled};
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    ssize_t count = recvmsg(STDIN_FILENO, &message, MSG_CMSG_CLOEXEC);
    if (count <= 0) return 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        int held = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        for (int i = 0; i < held && channel->waiting < trawl_descriptors; i++) {
            memcpy(&channel->descriptors[channel->waiting++], CMSG_DATA(header) + sizeof(int) * (size_t)i, sizeof(int));
        }
    }
    channel->filled += (size_t)count;
    return 1;
}

// The next line, without its end; NULL at the end.
static inline char *trawl_line(struct trawl_channel *channel) {
    for (;;) {
        char *start = channel->bytes + channel->taken;
        char *end = memchr(start, '\n', channel->filled - channel->taken);
        if (end) {
            *end = 0;
            channel->taken += (size_t)(end - start) + 1;
            return start;
        }
        if (!trawl_fill(channel)) return NULL;
    }
}

// Answers the host until it has no more files. `handle` writes the file's messages to standard output, the last of them an
// aggregate or an error; `greeting` is the answer to the host's first line.
static inline int trawl_serve(
    const char *greeting, void (*configure)(const char *hello), void (*handle)(int descriptor, long long id)
) {
    static struct trawl_channel channel;
    for (char *line; (line = trawl_line(&channel));) {
        if (strstr(line, "\"type\":\"hello\"")) {
            configure(line);
            puts(greeting);
        } else if (strstr(line, "\"type\":\"file\"") && channel.waiting > 0) {
            int descriptor = channel.descriptors[0];
            channel.waiting--;
            memmove(channel.descriptors, channel.descriptors + 1, sizeof(int) * (size_t)channel.waiting);
            handle(descriptor, trawl_number(line, "id", 0));
            close(descriptor);
        }
        fflush(stdout);
    }
    return 0;
}

#endif
