// Conditional and range requests: RFC 9110 13 and 14.
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "http/message.h"
#include "http/text_compare.h"

namespace garden::http {
namespace {

bool is_weak(std::string_view tag) { return tag.starts_with("W/"); }
std::string_view opaque(std::string_view tag) { return is_weak(tag) ? tag.substr(2) : tag; }

bool same_strong(std::string_view a, std::string_view b) { return !a.empty() && !is_weak(a) && a == b; }
bool same_weak(std::string_view a, std::string_view b) { return !a.empty() && opaque(a) == opaque(b); }

// Takes the next entity tag off a list; "" at its end or where it is malformed. Tags may hold commas.
std::string_view next_tag(std::string_view& list) {
    const std::size_t start = list.find_first_not_of(" \t,");
    if (start == std::string_view::npos) return {};
    list.remove_prefix(start);
    const std::size_t open = is_weak(list) ? 2 : 0;
    if (list.size() <= open || list[open] != '"') return {};
    const std::size_t close = list.find('"', open + 1);
    if (close == std::string_view::npos) return {};
    const std::string_view tag = list.substr(0, close + 1);
    list.remove_prefix(close + 1);
    return tag;
}

// Whether a field of this name (all its lines together) is `*` or names `etag`.
template <typename Same>
bool names_tag(const Headers& headers, std::string_view name, std::string_view etag, Same same) {
    for (const auto& [key, value] : headers.all()) {
        if (!equal_ignoring_case(key, name)) continue;
        std::string_view list = trim(value);
        if (list == "*") return true;
        for (std::string_view tag = next_tag(list); !tag.empty(); tag = next_tag(list)) {
            if (same(tag, etag)) return true;
        }
    }
    return false;
}

// The status that the preconditions ask for, 200 where they hold (RFC 9110 13.2.2). Dates that are none are
// ignored.
unsigned evaluate_preconditions(const Headers& headers, const Representation& representation) {
    if (headers.has("If-Match")) {
        if (!names_tag(headers, "If-Match", representation.etag, same_strong)) return 412;
    } else if (const auto date = parse_http_date(headers.get("If-Unmodified-Since"))) {
        if (representation.modified_seconds > *date) return 412;
    }
    if (headers.has("If-None-Match")) {
        if (names_tag(headers, "If-None-Match", representation.etag, same_weak)) return 304;
    } else if (const auto date = parse_http_date(headers.get("If-Modified-Since"))) {
        if (representation.modified_seconds != 0 && representation.modified_seconds <= *date) return 304;
    }
    return 200;
}

bool if_range_holds(const Headers& headers, const Representation& representation) {
    if (!headers.has("If-Range")) return true;
    const std::string_view validator = headers.get("If-Range");
    if (validator.starts_with('"') || is_weak(validator)) return same_strong(validator, representation.etag);
    const auto date = parse_http_date(validator);
    return date && representation.modified_seconds != 0 && *date == representation.modified_seconds;
}

// A decimal number; one too large is the largest. Nothing if it is none.
std::optional<std::uint64_t> parse_position(std::string_view text) {
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    std::uint64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    return result.ec == std::errc{} ? value : std::numeric_limits<std::uint64_t>::max();
}

struct Part {
    enum class Kind { whole, range, unsatisfiable };
    Kind kind = Kind::whole;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

// A malformed field, another unit or several ranges mean the whole: a server may ignore Range (RFC
// 9110 14.2).
Part select_part(std::string_view field, std::uint64_t size) {
    const Part whole{Part::Kind::whole, 0, size};
    constexpr std::string_view unit = "bytes=";
    if (field.size() < unit.size() || !equal_ignoring_case(field.substr(0, unit.size()), unit)) return whole;
    const std::string_view spec = trim(field.substr(unit.size()));
    const std::size_t dash = spec.find('-');
    if (dash == std::string_view::npos || spec.find(',') != std::string_view::npos) return whole;
    const auto first = parse_position(spec.substr(0, dash));
    const auto last = parse_position(spec.substr(dash + 1));
    if (dash == 0) {
        if (!last) return whole;
        if (*last == 0) return {Part::Kind::unsatisfiable};
        if (size == 0) return whole;
        const std::uint64_t length = std::min(*last, size);
        return {Part::Kind::range, size - length, length};
    }
    if (!first || (!last && dash + 1 != spec.size()) || (last && *last < *first)) return whole;
    if (*first >= size) return {Part::Kind::unsatisfiable};
    return {Part::Kind::range, *first, std::min(last.value_or(size - 1), size - 1) - *first + 1};
}

void add_validators(Response& response, const Representation& representation) {
    if (!representation.etag.empty()) response.headers.add("ETag", representation.etag);
    if (representation.modified_seconds != 0) {
        response.headers.add("Last-Modified", http_date(representation.modified_seconds));
    }
    if (!representation.cache_control.empty())
        response.headers.add("Cache-Control", representation.cache_control);
}

Response refuse_read(const Error& error) {
    if (error.code == ErrorCode::not_found) return text_response(404, "There is nothing here.\n");
    if (error.code == ErrorCode::unavailable || error.code == ErrorCode::busy ||
        error.code == ErrorCode::cancelled) {
        Response response = text_response(503, error.message + "\n");
        response.headers.set("Retry-After", "1");
        return response;
    }
    log::error("reading a stored body failed", {{"error", error.message}});
    return text_response(500, "The stored content cannot be read.\n");
}

}  // namespace

Response respond_with(const Request& request, const Representation& representation) {
    const unsigned status = evaluate_preconditions(request.headers, representation);
    if (status == 412)
        return text_response(412, "The content does not meet the conditions of the request.\n");

    Response response;
    response.status = status;
    add_validators(response, representation);
    if (status == 304) return response;

    Part part{Part::Kind::whole, 0, representation.size};
    const bool head = request.method == "HEAD";
    if (!head && request.headers.has("Range") && if_range_holds(request.headers, representation)) {
        part = select_part(request.headers.get("Range"), representation.size);
    }
    if (part.kind == Part::Kind::unsatisfiable) {
        Response refusal = text_response(416, "The range lies beyond the end of the content.\n");
        refusal.headers.add("Content-Range", fmt::format("bytes */{}", representation.size));
        return refusal;
    }
    response.headers.add("Content-Type", representation.content_type);
    response.headers.add("Accept-Ranges", "bytes");
    if (part.kind == Part::Kind::range) {
        response.status = 206;
        response.headers.add(
            "Content-Range",
            fmt::format("bytes {}-{}/{}", part.offset, part.offset + part.length - 1, representation.size));
    }
    if (head) {
        response.headers.add("Content-Length", fmt::to_string(part.length));
        return response;
    }
    Result<Body> body = representation.read(part.offset, part.length);
    if (!body) return refuse_read(body.error());
    response.body = std::move(*body);
    return response;
}

}  // namespace garden::http
