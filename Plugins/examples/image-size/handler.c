// Width, height and bit depth of an image, from the first bytes of the file.

#include "trawl_handler.h"

static const char greeting[] =
    "{\"type\":\"hello\",\"protocol\":1,\"name\":\"image-size\",\"version\":\"1.0.0\","
    "\"accepts\":[\"image/png\",\"image/gif\"]}";

static long long smallest = 1;

static void configure(const char *hello) { smallest = trawl_number(hello, "smallest", 1); }

static void answer(long long id, const char *format, long long width, long long height, int bits) {
    if (width < smallest || height < smallest) {
        printf(
            "{\"type\":\"anomaly\",\"id\":%lld,\"subject\":\"image\",\"detector\":\"small-image\",\"score\":0.8,"
            "\"reason\":\"%lld x %lld pixels; sides under %lld are rare\"}\n",
            id, width, height, smallest);
    }
    printf(
        "{\"type\":\"aggregate\",\"id\":%lld,\"value\":{\"format\":\"%s\",\"width\":%lld,\"height\":%lld,"
        "\"bits_per_sample\":%d}}\n",
        id, format, width, height, bits);
}

static void handle(int descriptor, long long id) {
    unsigned char head[26] = {0};
    ssize_t count = pread(descriptor, head, sizeof head, 0);
    if (count < 0) {
        printf("{\"type\":\"error\",\"id\":%lld,\"code\":\"unreadable\",\"message\":\"reading failed\",\"offset\":0}\n", id);
    } else if (count >= 26 && memcmp(head, "\x89PNG\r\n\x1a\n", 8) == 0 && memcmp(head + 12, "IHDR", 4) == 0) {
        long long width = (long long)head[16] << 24 | head[17] << 16 | head[18] << 8 | head[19];
        long long height = (long long)head[20] << 24 | head[21] << 16 | head[22] << 8 | head[23];
        answer(id, "png", width, height, head[24]);
    } else if (count >= 11 && memcmp(head, "GIF8", 4) == 0) {
        answer(id, "gif", head[6] | head[7] << 8, head[8] | head[9] << 8, (head[10] >> 4 & 7) + 1);
    } else if (count >= 4 && (memcmp(head, "\x89PNG", 4) == 0 || memcmp(head, "GIF8", 4) == 0)) {
        printf(
            "{\"type\":\"error\",\"id\":%lld,\"code\":\"corrupt\",\"message\":\"it ends within its header\","
            "\"offset\":%zd}\n",
            id, count);
    } else {
        printf(
            "{\"type\":\"error\",\"id\":%lld,\"code\":\"wrong-format\",\"message\":\"no header of a PNG or GIF image\","
            "\"offset\":0}\n",
            id);
    }
}

int main(void) { return trawl_serve(greeting, configure, handle); }
