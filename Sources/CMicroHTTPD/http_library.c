#include "CMicroHTTPD.h"

#include "CLateLibrary.h"

#include <string.h>

// The functions used, as the header declares them.
#define FUNCTIONS(each) \
    each(MHD_start_daemon) each(MHD_quiesce_daemon) each(MHD_stop_daemon) each(MHD_get_version) \
    each(MHD_is_feature_supported) each(MHD_lookup_connection_value) each(MHD_create_response_from_buffer) \
    each(MHD_create_response_from_callback) each(MHD_add_response_header) each(MHD_queue_response) \
    each(MHD_destroy_response) each(MHD_suspend_connection) each(MHD_resume_connection)

LATE_LIBRARY(FUNCTIONS, "libmicrohttpd.so.12", NULL);

const char *http_library_open(void) { return late_library_open(&library); }

const char *http_library_version(void) { return library_MHD_get_version(); }

bool http_library_has_tls(void) { return library_MHD_is_feature_supported(MHD_FEATURE_TLS) == MHD_YES; }

static void *begin(void *context, const char *target, struct MHD_Connection *connection) {
    (void)connection;
    const struct http_library_settings *settings = context;
    return settings->begin(settings->context, target);
}

static enum MHD_Result receive(
    void *context, struct MHD_Connection *connection, const char *target, const char *method, const char *version,
    const char *bytes, size_t *count, void **request) {
    (void)target;
    (void)version;
    const struct http_library_settings *settings = context;
    bool goes_on = settings->receive(settings->context, *request, connection, method, bytes, *count);
    *count = 0;
    return goes_on ? MHD_YES : MHD_NO;
}

static void end(
    void *context, struct MHD_Connection *connection, void **request, enum MHD_RequestTerminationCode reason) {
    (void)connection;
    (void)reason;
    const struct http_library_settings *settings = context;
    if (*request) settings->end(settings->context, *request);
    *request = NULL;
}

// Escapes are left to the one who reads the target: what is decoded here could not be told from what was written so.
static size_t leave_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

struct MHD_Daemon *http_library_start(const struct http_library_settings *settings) {
    struct MHD_OptionItem secrets[] = {
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)settings->key},
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)settings->certificate},
        {MHD_OPTION_END, 0, NULL},
    };
    if (!settings->key) secrets[0].option = MHD_OPTION_END;
    unsigned flags = MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    if (settings->key) flags |= MHD_USE_TLS;
    void *context = (void *)settings;
    return library_MHD_start_daemon(
        flags, 0, NULL, NULL, receive, context,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket)settings->socket,
        MHD_OPTION_THREAD_POOL_SIZE, settings->threads,
        MHD_OPTION_CONNECTION_LIMIT, settings->connections,
        MHD_OPTION_CONNECTION_TIMEOUT, settings->timeout,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->header_bytes,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, begin, context,
        MHD_OPTION_NOTIFY_COMPLETED, end, context,
        MHD_OPTION_ARRAY, secrets, MHD_OPTION_END);
}

void http_library_quiesce(struct MHD_Daemon *daemon) { library_MHD_quiesce_daemon(daemon); }

void http_library_stop(struct MHD_Daemon *daemon) { library_MHD_stop_daemon(daemon); }

const char *http_library_header(struct MHD_Connection *connection, const char *name) {
    return library_MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

struct MHD_Response *http_library_make_response(const void *bytes, size_t count) {
    return library_MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}

struct MHD_Response *http_library_make_stream(
    ssize_t (*read)(void *context, uint64_t position, char *buffer, size_t room), void (*end)(void *context),
    void *context) {
    return library_MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16 << 10, read, context, end);
}

ssize_t http_library_end_of_stream(void) { return MHD_CONTENT_READER_END_OF_STREAM; }

ssize_t http_library_broken_stream(void) { return MHD_CONTENT_READER_END_WITH_ERROR; }

bool http_library_add_header(struct MHD_Response *response, const char *name, const char *value) {
    return library_MHD_add_response_header(response, name, value) == MHD_YES;
}

bool http_library_answer(struct MHD_Connection *connection, unsigned status, struct MHD_Response *response) {
    enum MHD_Result result = library_MHD_queue_response(connection, status, response);
    library_MHD_destroy_response(response);
    return result == MHD_YES;
}

void http_library_suspend(struct MHD_Connection *connection) { library_MHD_suspend_connection(connection); }
void http_library_resume(struct MHD_Connection *connection) { library_MHD_resume_connection(connection); }
