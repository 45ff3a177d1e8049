#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace garden::http {

// Header fields in the order they came; names compare without regard to case.
class Headers {
  public:
    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    // Replaces every field of this name by one.
    void set(std::string_view name, std::string value);
    // The first field of this name, or "".
    std::string_view get(std::string_view name) const;
    bool has(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

  private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
    std::string method;    // as sent: "GET"
    std::string raw_path;  // of the target, still percent-encoded, without the query
    std::string path;      // decoded; well-formed UTF-8 without NUL (others are answered 400 before any handler)
    std::string raw_query;
    std::vector<std::pair<std::string, std::string>> query;  // decoded; `+` is a space
    Headers headers;
    Bytes body;
    std::string peer_address;  // of the socket: "127.0.0.1", "::1"
    bool secure = false;       // came over TLS
    bool local_listener = false;  // the listener's own address is loopback

    // The first query parameter of this name, or nothing.
    std::optional<std::string_view> query_value(std::string_view name) const;
};

// A part of a file, sent without copying it through this process where the socket allows. Closes `descriptor` when the
// last copy goes.
struct FileBody {
    std::shared_ptr<const int> descriptor;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

// Octets that live as long as the program or the pointer: assets, cached pictures.
struct SharedBody {
    std::shared_ptr<const Bytes> bytes;
    std::size_t offset = 0;
    std::size_t length = 0;
};

// Sends server-sent events: called on a thread of its own by the server, returns when the client is gone (send() is false) or done.
class EventSink {
  public:
    virtual ~EventSink() = default;
    // One event with its data (any text; line ends are split into several data lines). False: the client went away.
    virtual bool send(std::string_view event, std::string_view data) = 0;
};
struct EventStream {
    std::function<void(EventSink&)> run;
};

struct Response {
    unsigned status = 200;
    Headers headers;
    std::variant<Bytes, FileBody, SharedBody, EventStream> body = Bytes{};
};

Response text_response(unsigned status, std::string text);  // text/plain; charset=utf-8
Response json_response(unsigned status, std::string json);  // application/json

// What GET and HEAD of a stored thing answer, all of RFC 9110's conditional and range rules applied.
struct Representation {
    std::string content_type;
    std::string etag;                // quoted: "\"abc\""
    std::int64_t modified_seconds = 0;  // Last-Modified, seconds since 1970 UTC
    std::string cache_control;       // empty: none sent
    std::uint64_t size = 0;
    // The body of [offset, offset + length). Called at most once, not for HEAD or 304.
    std::function<Result<std::variant<Bytes, FileBody, SharedBody, EventStream>>(std::uint64_t offset, std::uint64_t length)> read;
};

// 200, 206 (one range; several are answered whole), 304, 412 or 416. Pure but for `read`.
Response respond_with(const Request& request, const Representation& representation);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7), and back; nothing if it is no such date (obsolete forms included).
std::string http_date(std::int64_t seconds);
std::optional<std::int64_t> parse_http_date(std::string_view text);

}  // namespace garden::http
