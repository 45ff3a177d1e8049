#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "net/sigv4.h"

namespace garden::net {
namespace {

// Each octet but the unreserved ones and the slash.
std::string encode_path(std::string_view path) {
    std::string encoded;
    encoded.reserve(path.size());
    for (bool first = true; const std::string_view segment : split(path, '/')) {
        if (!first) encoded += '/';
        first = false;
        encoded += percent_encode_value(segment);
    }
    return encoded;
}

// RFC 3986 5.2.4, and empty segments go too; a slash at the end stays.
std::string normalise_path(std::string_view path) {
    std::vector<std::string_view> kept;
    bool at_folder = true;
    for (const std::string_view segment : split(path, '/')) {
        at_folder = segment.empty() || segment == "." || segment == "..";
        if (segment == ".." && !kept.empty()) kept.pop_back();
        if (!at_folder) kept.push_back(segment);
    }
    std::string normalised;
    for (const std::string_view segment : kept) {
        normalised += '/';
        normalised += segment;
    }
    if (at_folder) normalised += '/';
    return normalised;
}

char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string decode_form(std::string_view text) {
    std::string spaced(text);
    std::ranges::replace(spaced, '+', ' ');
    return percent_decode(spaced).value_or(spaced);
}

// Trimmed, and every run of spaces inside is one space.
void append_collapsed(std::string& to, std::string_view value) {
    bool space = false;
    for (const char c : trim(value)) {
        if (c == ' ' && space) continue;
        space = c == ' ';
        to += c;
    }
}

}  // namespace

std::string canonical_path(std::string_view decoded_path, PathRule rule) {
    if (decoded_path.empty()) return "/";
    if (rule == PathRule::encoded_once) return encode_path(decoded_path);
    return encode_path(encode_path(normalise_path(decoded_path)));
}

std::string canonical_query(std::string_view raw_query, std::string_view excluded) {
    Fields parameters;
    for (const std::string_view pair : split(raw_query, '&')) {
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::string name = decode_form(pair.substr(0, equals));
        if (!excluded.empty() && name == excluded) continue;
        parameters.emplace_back(
            percent_encode_value(name),
            percent_encode_value(decode_form(pair.substr(std::min(equals + 1, pair.size())))));
    }
    std::ranges::sort(parameters);
    std::string query;
    for (const auto& [name, value] : parameters) {
        if (!query.empty()) query += '&';
        query += name;
        query += '=';
        query += value;
    }
    return query;
}

std::optional<std::string> canonical_value(const Fields& headers, std::string_view name) {
    std::optional<std::string> joined;
    for (const auto& [field, value] : headers) {
        if (!std::ranges::equal(field, name, {}, lower_ascii, lower_ascii)) continue;
        if (joined) {
            *joined += ',';
        } else {
            joined.emplace();
        }
        append_collapsed(*joined, value);
    }
    return joined;
}

std::string canonical_request(const SignedParts& parts) {
    std::vector<std::string> names = parts.signed_headers;
    std::ranges::sort(names);
    std::string text(parts.method);
    text += '\n' + canonical_path(parts.path, parts.path_rule);
    text += '\n' + canonical_query(parts.raw_query, kSignatureParameter);
    text += '\n';
    std::string list;
    for (const std::string& name : names) {
        text += name + ':' + canonical_value(parts.headers, name).value_or("") + '\n';
        if (!list.empty()) list += ';';
        list += name;
    }
    text += '\n' + list + '\n';
    text += parts.payload_hash;
    return text;
}

}  // namespace garden::net
