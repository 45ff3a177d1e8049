#include "api/request_parts.h"

#include <charconv>

#include <fmt/format.h>

#include "base/text.h"

namespace garden::api {

std::string path_part(const http::Request& request, std::size_t number) {
    return std::string(split(request.path, '/').at(number));
}

Result<std::size_t> parse_limit(std::string_view text, std::size_t most) {
    std::size_t limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error == std::errc() && end == text.data() + text.size() && limit >= 1 && limit <= most) return limit;
    return fail(ErrorCode::invalid_argument,
                fmt::format("\"limit\" must be a whole number from 1 to {}", most));
}

Result<std::size_t> limit_of(const http::Request& request, std::size_t otherwise, std::size_t most) {
    const auto text = request.query_value("limit");
    return text ? parse_limit(*text, most) : otherwise;
}

http::Response no_content() { return {.status = 204, .headers = {}, .body = Bytes{}}; }

http::Response no_store(http::Response response) {
    response.headers.set("Cache-Control", "no-store");
    return response;
}

http::Response event_stream(std::function<void(http::EventSink&)> run) {
    http::Response response;
    response.headers.set("Content-Type", "text/event-stream");
    response.headers.set("X-Accel-Buffering", "no");  // nginx would keep the events back
    response.body = http::EventStream{std::move(run)};
    return no_store(std::move(response));
}

}  // namespace garden::api
