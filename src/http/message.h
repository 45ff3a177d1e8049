#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
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
    void clear() { fields_.clear(); }
    const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

  private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
    std::string id;        // made here, another for each request: 16 upper-case hexadecimal digits
    std::string method;    // as sent: "GET"
    std::string raw_path;  // of the target, still percent-encoded, without the query
    std::string path;  // decoded; well-formed UTF-8 without NUL (others are answered 400 before any handler)
    std::string raw_query;
    std::vector<std::pair<std::string, std::string>> query;  // decoded, as `path`; `+` is a space
    Headers headers;
    Bytes body;
    std::string peer_address;     // of the socket: "127.0.0.1", "::1"
    bool secure = false;          // came over TLS
    bool local_listener = false;  // the listener's own address is loopback

    // The first query parameter of this name, or nothing.
    std::optional<std::string_view> query_value(std::string_view name) const;
};

// A part of a file. `descriptor` closes with the last copy of the pointer. Where it is null, `open` gives it
// when its turn comes, on a worker, for that may take a while; null from there breaks the response off.
struct FilePart {
    std::shared_ptr<const int> descriptor;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::function<std::shared_ptr<const int>()> open{};
};

// Parts of files in their order, sent without copying them through this process where the socket allows.
struct FileBody {
    std::vector<FilePart> parts;
};

// [offset, offset + length) of all the parts together, which must have as much.
FileBody slice(const FileBody& whole, std::uint64_t offset, std::uint64_t length);

// Takes over an open file descriptor: closed when the last copy of the pointer goes. For
// FilePart::descriptor.
std::shared_ptr<const int> own_descriptor(int descriptor);

// Octets that live as long as the program, so that nobody copies or owns them: embedded assets.
struct StaticBody {
    std::string_view octets;
};

// Where a body goes that is made over time. Used by the thread that `run` was called on.
class EventSink {
  public:
    virtual ~EventSink() = default;
    // Octets as they are. Waits as send(). False: the client went away; a server that drains still takes the
    // end of an answer that was begun.
    virtual bool write(std::string_view octets) = 0;
    // One event with its data (any text; line ends are split into several data lines). Waits while the client
    // is slow to take what was sent before. False: the client went away, or the server drains.
    virtual bool send(std::string_view event, std::string_view data) = 0;
    // False when send() would be: to be looked at now and then by a `run` that waits for something to tell.
    virtual bool open() const { return true; }
};

// A body that is made over time: server-sent events, or an answer that takes minutes. The server calls `run`
// on a thread of its own; it returns when it is done or when the sink is closed, at the latest a second or so
// after that: a drain waits for it.
struct EventStream {
    std::function<void(EventSink&)> run;
    std::string heartbeat =
        ":\n\n";  // sent while there is nothing else, so that nobody gives up; events' comment
    std::chrono::milliseconds every{0};  // 0: as the server's options say
};

using Body = std::variant<Bytes, FileBody, StaticBody, EventStream>;

struct Response {
    unsigned status = 200;
    Headers headers;
    Body body = Bytes{};
};

Response text_response(unsigned status, std::string text);  // text/plain; charset=utf-8
Response json_response(unsigned status, std::string json);  // application/json

// Takes the body of one request piece by piece, so that no body need ever be whole in memory. Its members are
// called on workers, one at a time and in order; it is destroyed without finish() when the client goes away
// or the body breaks off. The Request that it was made for lives longer than it does, with an empty `body`.
class BodySink {
  public:
    virtual ~BodySink() = default;
    // The next octets, at least one. A response is the answer; the rest of the body is not wanted.
    virtual std::optional<Response> add(std::string_view octets) = 0;
    // After the last octet. `trailers` are the trailer fields of a chunked body.
    virtual Response finish(const Headers& trailers) = 0;
};

// What a StreamHandler answers when it has seen the header of a request: the final answer, or who takes the
// body. Nothing was read of the body yet, and a client that expects `100 Continue` was not told to send it.
using Admission = std::variant<Response, std::unique_ptr<BodySink>>;

// What GET and HEAD of a stored thing answer, all of RFC 9110's conditional and range rules applied.
struct Representation {
    std::string content_type;
    std::string etag;                   // quoted: "\"abc\""; empty: none sent
    std::int64_t modified_seconds = 0;  // Last-Modified, seconds since 1970 UTC; 0: none sent
    std::string cache_control;          // empty: none sent
    std::uint64_t size = 0;
    // The body of [offset, offset + length). Called at most once, not for HEAD or 304. When it fails,
    // `not_found` is answered 404 and everything else 500.
    std::function<Result<Body>(std::uint64_t offset, std::uint64_t length)> read;
};

// 200, 206 (one range; several are answered whole), 304, 412 or 416, in the precedence of RFC 9110 13.2.2.
// For GET and HEAD only. Pure but for `read`.
Response respond_with(const Request& request, const Representation& representation);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7), and back. The two obsolete forms of that section are read
// too; nothing if it is none of the three.
std::string http_date(std::int64_t seconds);
std::optional<std::int64_t> parse_http_date(std::string_view text);

}  // namespace garden::http
