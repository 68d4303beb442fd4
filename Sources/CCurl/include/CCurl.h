/// libcurl, opened when it is first used: it brings more than twenty libraries along, which otherwise every process of the
/// program would load at its start, used or not.

#ifndef TRAWL_CURL_H
#define TRAWL_CURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

/// The first bytes of an answer.
struct curl_library_answer {
    char bytes[1024];
    size_t count;
};

/// Opens the library. May be called often and by many threads.
///
/// Returns `NULL` where it can be used, and then only may the other functions be called; else why it cannot.
const char *curl_library_open(void);

/// Its version, such as `7.88.1`.
const char *curl_library_version(void);

CURL *curl_library_easy_init(void);
void curl_library_easy_cleanup(CURL *handle);
CURLcode curl_library_set_text(CURL *handle, CURLoption option, const char *text);
CURLcode curl_library_set_number(CURL *handle, CURLoption option, long number);
CURLcode curl_library_set_list(CURL *handle, CURLoption option, struct curl_slist *list);
CURLcode curl_library_set_mime(CURL *handle, curl_mime *mime);
/// Has the first bytes of the answer kept in `answer`, and the others left.
CURLcode curl_library_keep_answer(CURL *handle, struct curl_library_answer *answer);
/// Takes the messages of a failed transfer; `buffer` has at least `CURL_ERROR_SIZE` bytes.
CURLcode curl_library_set_error_buffer(CURL *handle, char *buffer);
CURLcode curl_library_perform(CURL *handle);
/// The last code that the server answered with; 0 where it gave none.
long curl_library_answer_code(CURL *handle);
const char *curl_library_explain(CURLcode code);

struct curl_slist *curl_library_append(struct curl_slist *list, const char *text);
void curl_library_free_list(struct curl_slist *list);

/// A message of one part of plain text in UTF-8, encoded as quoted-printable.
curl_mime *curl_library_make_text(CURL *handle, const char *text, size_t size);
void curl_library_free_mime(curl_mime *mime);

#endif
