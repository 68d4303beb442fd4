#include "CCurl.h"

#include "CLateLibrary.h"

#include <string.h>

// The functions used, as the header declares them.
#define FUNCTIONS(each) \
    each(curl_global_init) each(curl_version_info) each(curl_easy_init) each(curl_easy_cleanup) each(curl_easy_setopt) \
    each(curl_easy_perform) each(curl_easy_getinfo) each(curl_easy_strerror) each(curl_slist_append) \
    each(curl_slist_free_all) each(curl_mime_init) each(curl_mime_free) each(curl_mime_addpart) each(curl_mime_data) \
    each(curl_mime_type) each(curl_mime_encoder)

// The header makes macros of two of them, which check types and call the function of the same name.
#undef curl_easy_setopt
#undef curl_easy_getinfo

static const char *prepare(void);
LATE_LIBRARY(FUNCTIONS, "libcurl.so.4", prepare);

static const char *prepare(void) {
    return library_curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? NULL : "libcurl could not be initialised";
}

const char *curl_library_open(void) { return late_library_open(&library); }

const char *curl_library_version(void) { return library_curl_version_info(CURLVERSION_NOW)->version; }

CURL *curl_library_easy_init(void) { return library_curl_easy_init(); }
void curl_library_easy_cleanup(CURL *handle) { library_curl_easy_cleanup(handle); }

CURLcode curl_library_set_text(CURL *handle, CURLoption option, const char *text) {
    return library_curl_easy_setopt(handle, option, text);
}

CURLcode curl_library_set_number(CURL *handle, CURLoption option, long number) {
    return library_curl_easy_setopt(handle, option, number);
}

CURLcode curl_library_set_list(CURL *handle, CURLoption option, struct curl_slist *list) {
    return library_curl_easy_setopt(handle, option, list);
}

CURLcode curl_library_set_mime(CURL *handle, curl_mime *mime) {
    return library_curl_easy_setopt(handle, CURLOPT_MIMEPOST, mime);
}

CURLcode curl_library_set_error_buffer(CURL *handle, char *buffer) {
    return library_curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

static size_t keep(char *bytes, size_t size, size_t count, void *context) {
    struct curl_library_answer *answer = context;
    size_t room = sizeof answer->bytes - answer->count;
    size_t kept = size * count < room ? size * count : room;
    memcpy(answer->bytes + answer->count, bytes, kept);
    answer->count += kept;
    return size * count;
}

CURLcode curl_library_keep_answer(CURL *handle, struct curl_library_answer *answer) {
    CURLcode code = library_curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, keep);
    return code != CURLE_OK ? code : library_curl_easy_setopt(handle, CURLOPT_WRITEDATA, answer);
}

CURLcode curl_library_perform(CURL *handle) { return library_curl_easy_perform(handle); }

long curl_library_answer_code(CURL *handle) {
    long code = 0;
    library_curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
    return code;
}

const char *curl_library_explain(CURLcode code) { return library_curl_easy_strerror(code); }

struct curl_slist *curl_library_append(struct curl_slist *list, const char *text) {
    return library_curl_slist_append(list, text);
}

void curl_library_free_list(struct curl_slist *list) { library_curl_slist_free_all(list); }

curl_mime *curl_library_make_text(CURL *handle, const char *text, size_t size) {
    curl_mime *mime = library_curl_mime_init(handle);
    curl_mimepart *part = mime ? library_curl_mime_addpart(mime) : NULL;
    bool is_made = part && library_curl_mime_data(part, text, size) == CURLE_OK
        && library_curl_mime_type(part, "text/plain; charset=utf-8") == CURLE_OK
        && library_curl_mime_encoder(part, "quoted-printable") == CURLE_OK;
    if (is_made) return mime;
    if (mime) library_curl_mime_free(mime);
    return NULL;
}

void curl_library_free_mime(curl_mime *mime) { library_curl_mime_free(mime); }
