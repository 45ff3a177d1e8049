#include "http/target.h"

#include <algorithm>

#include "base/text.h"
#include "http/text_compare.h"

namespace garden::http {
namespace {

bool is_clean(std::string_view text) { return text.find('\0') == std::string_view::npos && is_utf8(text); }

std::optional<std::string> decode(std::string_view text) {
    auto decoded = text.find('%') == std::string_view::npos ? std::string(text) : percent_decode(text);
    if (decoded && !is_clean(*decoded)) return std::nullopt;
    return decoded;
}

std::optional<std::string> decode_form(std::string_view text) {
    if (text.find('+') == std::string_view::npos) return decode(text);
    std::string spaced(text);
    std::ranges::replace(spaced, '+', ' ');
    return decode(spaced);
}

bool parse_query(std::string_view text, Request& request) {
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        auto name = decode_form(pair.substr(0, equals));
        auto value = decode_form(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value) return false;
        request.query.emplace_back(std::move(*name), std::move(*value));
    }
    return true;
}

// Takes scheme and authority off an absolute-form target. False if it has no such beginning.
bool strip_authority(std::string_view& target, Request& request) {
    const std::size_t colon = target.find("://");
    if (colon == std::string_view::npos) return false;
    const std::string_view scheme = target.substr(0, colon);
    if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) return false;
    target.remove_prefix(colon + 3);
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    if (end == 0) return false;
    request.headers.set("Host", std::string(target.substr(0, end)));
    target.remove_prefix(end);
    return true;
}

}  // namespace

bool parse_target(std::string_view target, Request& request) {
    if (!target.starts_with('/')) {
        if (target != "*" && !strip_authority(target, request)) return false;
    }
    const std::size_t question = std::min(target.find('?'), target.size());
    const std::string_view path_part = target.substr(0, question);
    request.raw_path = path_part.empty() ? std::string_view("/") : path_part;
    target.remove_prefix(std::min(question + 1, target.size()));
    request.raw_query = target;
    auto path = decode(request.raw_path);
    if (!path) return false;
    request.path = std::move(*path);
    return parse_query(request.raw_query, request);
}

}  // namespace garden::http
