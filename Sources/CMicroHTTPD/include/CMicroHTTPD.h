/// GNU libmicrohttpd, opened when a server is first started: it brings GnuTLS and its libraries along, which otherwise every
/// process of the program would load at its start, though one command alone serves anything.

#ifndef TRAWL_MICROHTTPD_H
#define TRAWL_MICROHTTPD_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

/// What a server works with. Texts are to stay until it has ended.
struct http_library_settings {
    /// A socket that listens already; the server closes it.
    int socket;
    unsigned threads;
    unsigned connections;
    /// Seconds after which a silent connection is closed.
    unsigned timeout;
    /// The most bytes that a request's line and headers may take.
    size_t header_bytes;
    /// Key and certificate in PEM; `NULL` for no TLS.
    const char *key;
    const char *certificate;
    /// Handed to the functions below.
    void *context;
    /// Called with the target of each request, as it was sent; returns what the request is known by.
    void *(*begin)(void *context, const char *target);
    /// Called once with the headers (`bytes` is `NULL`, `count` 0 and it is the first call for the request), then with pieces
    /// of the body, then once more without any; the last call answers. Returns whether the connection goes on.
    bool (*receive)(
        void *context, void *request, struct MHD_Connection *connection, const char *method, const char *bytes,
        size_t count);
    /// Called at the end of each request that began.
    void (*end)(void *context, void *request);
};

/// Opens the library. May be called often and by many threads.
///
/// Returns `NULL` where it can be used, and then only may the other functions be called; else why it cannot.
const char *http_library_open(void);

/// Its version, such as `0.9.75`.
const char *http_library_version(void);

/// Whether it was built with TLS.
bool http_library_has_tls(void);

/// Starts a server; `NULL` where that fails.
struct MHD_Daemon *http_library_start(const struct http_library_settings *settings);

/// Takes no new connections from now on.
void http_library_quiesce(struct MHD_Daemon *daemon);

/// Ends a server, none of whose connections may be suspended, and waits for its threads.
void http_library_stop(struct MHD_Daemon *daemon);

/// The value of a header of the request; `NULL` where it has none.
const char *http_library_header(struct MHD_Connection *connection, const char *name);

/// A response of these bytes, which are copied.
struct MHD_Response *http_library_make_response(const void *bytes, size_t count);

/// A response whose length nobody knows yet. `read` fills a buffer and returns how many bytes it wrote; it suspends the connection before it
/// returns 0. `end` is called when the response is not needed any more.
struct MHD_Response *http_library_make_stream(
    ssize_t (*read)(void *context, uint64_t position, char *buffer, size_t room), void (*end)(void *context),
    void *context);

/// What `read` of a stream returns to end it.
ssize_t http_library_end_of_stream(void);

/// What it returns where it cannot go on: the connection is closed without the mark of an end, so that the client knows.
ssize_t http_library_broken_stream(void);

bool http_library_add_header(struct MHD_Response *response, const char *name, const char *value);

/// Answers with the response and gives it up.
bool http_library_answer(struct MHD_Connection *connection, unsigned status, struct MHD_Response *response);

void http_library_suspend(struct MHD_Connection *connection);
void http_library_resume(struct MHD_Connection *connection);

#endif
