#include "http/message.h"

#include <algorithm>

#include <unistd.h>

#include "http/text_compare.h"

namespace garden::http {

void Headers::set(std::string_view name, std::string value) {
    const auto same = [name](const auto& field) { return equal_ignoring_case(field.first, name); };
    const auto first = std::ranges::find_if(fields_, same);
    if (first == fields_.end()) {
        fields_.emplace_back(name, std::move(value));
        return;
    }
    first->second = std::move(value);
    fields_.erase(std::remove_if(first + 1, fields_.end(), same), fields_.end());
}

std::string_view Headers::get(std::string_view name) const {
    for (const auto& [key, value] : fields_) {
        if (equal_ignoring_case(key, name)) return value;
    }
    return {};
}

bool Headers::has(std::string_view name) const {
    return std::ranges::any_of(fields_,
                               [name](const auto& field) { return equal_ignoring_case(field.first, name); });
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    for (const auto& [key, value] : query) {
        if (key == name) return value;
    }
    return std::nullopt;
}

std::shared_ptr<const int> own_descriptor(int descriptor) {
    return {new int(descriptor), [](const int* owned) {
                ::close(*owned);
                delete owned;
            }};
}

static Response typed_response(unsigned status, const char* type, std::string body) {
    Response response;
    response.status = status;
    response.headers.add("Content-Type", type);
    response.body = std::move(body);
    return response;
}

Response text_response(unsigned status, std::string text) {
    return typed_response(status, "text/plain; charset=utf-8", std::move(text));
}

Response json_response(unsigned status, std::string json) {
    return typed_response(status, "application/json", std::move(json));
}

FileBody slice(const FileBody& whole, std::uint64_t offset, std::uint64_t length) {
    FileBody body;
    for (const FilePart& part : whole.parts) {
        if (length == 0) break;
        if (offset >= part.length) {
            offset -= part.length;
            continue;
        }
        FilePart wanted = part;
        wanted.offset += offset;
        wanted.length = std::min(length, part.length - offset);
        length -= wanted.length;
        offset = 0;
        body.parts.push_back(std::move(wanted));
    }
    return body;
}

}  // namespace garden::http
