#include "CJSONIndex.h"

enum json_number json_index_long_number(const uint8_t *bytes, size_t size) {
    size_t index = bytes[0] == '-';
    size_t start = index;
    bool is_integer = true;
    while (index < size && bytes[index] >= '0' && bytes[index] <= '9') index++;
    if (index == start || (bytes[start] == '0' && index > start + 1)) return json_number_none;
    if (index < size && bytes[index] == '.') {
        is_integer = false;
        start = ++index;
        while (index < size && bytes[index] >= '0' && bytes[index] <= '9') index++;
        if (index == start) return json_number_none;
    }
    if (index < size && (bytes[index] | 0x20) == 'e') {
        is_integer = false;
        index++;
        if (index < size && (bytes[index] == '+' || bytes[index] == '-')) index++;
        start = index;
        while (index < size && bytes[index] >= '0' && bytes[index] <= '9') index++;
        if (index == start) return json_number_none;
    }
    if (index < size) return json_number_none;
    return is_integer ? json_number_integer : json_number_other;
}
