#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace garden::api {

// The part `number` of a path that the router matched: of /api/v1/jobs/x the fourth is "x".
std::string path_part(const http::Request& request, std::size_t number);

// `invalid_argument` if `text` is no number of 1 … `most`.
Result<std::size_t> parse_limit(std::string_view text, std::size_t most);
// limit=, or `otherwise` where it is missing.
Result<std::size_t> limit_of(const http::Request& request, std::size_t otherwise, std::size_t most);

// `response`, which neither browsers nor proxies keep.
http::Response no_store(http::Response response);

http::Response no_content();  // 204

// Server-sent events that `run` makes.
http::Response event_stream(std::function<void(http::EventSink&)> run);

}  // namespace garden::api
