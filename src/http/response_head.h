#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace garden::http {

// The answers that the server gives by itself: a sentence for the status, as text/plain.
Response status_response(unsigned status);

// Octets that the body will have; nothing for an event stream, whose end is the end of the connection.
std::optional<std::uint64_t> body_length(const Body& body);

struct Framing {
    std::string_view date;  // for the Date field
    std::optional<std::uint64_t> length;
    bool head = false;  // answers HEAD: a Content-Length of the handler's stands
    bool keep_alive = true;
    bool say_keep_alive = false;  // to an HTTP/1.0 client, for which it is not understood
};

// Appends status line and fields up to the empty line. Content-Length, Connection, Date, Server and
// Transfer-Encoding are the server's: the response's own are left out. Line ends and NUL in a value become
// spaces.
void append_head(std::string& out, const Response& response, const Framing& framing);

// 1xx, 204 and 304 never have a body (RFC 9112 6.3).
bool status_has_body(unsigned status);

}  // namespace garden::http
