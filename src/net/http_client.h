#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace garden::net {

// A part of an open file, which stays open until the request has ended.
struct FileOctets {
    int descriptor = -1;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

// One request of this program to another server.
struct HttpOrder {
    std::string method = "GET";
    std::string url;  // http or https, percent-encoded
    std::vector<std::pair<std::string, std::string>> headers = {};
    Bytes body = {};                                 // sent with its length; none with GET when empty
    std::chrono::milliseconds connect_limit{5'000};  // until there is a connection, TLS included
    std::chrono::milliseconds whole_limit{60'000};   // until the last octet of the answer
    std::chrono::seconds stall_limit{0};             // without an octet either way; 0: none
    std::size_t most_octets = std::size_t{64} * 1024 * 1024;  // of the answer's body
    int most_redirects = 0;  // followed, to http and https only; 0: a redirect is the answer
    std::stop_token stop = {};
    std::chrono::milliseconds stop_grace{0};  // how long the answer is still waited for after a stop
    std::optional<FileOctets> file = {};      // sent instead of `body`, in constant memory
    // Takes the body of an answer of 200 to 299 as it comes, whatever its size; false ends the request, which
    // is then `cancelled`. Empty: it goes into the answer.
    std::function<bool(BytesView)> take = {};
};

struct HttpAnswer {
    int status = 0;                                            // 100–599
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, in their order
    Bytes body;

    // The first value of that name (lower case), or nothing.
    std::optional<std::string_view> header(std::string_view name) const;
};

struct HttpClientOptions {
    std::string proxy = {};    // "http://host:port", not used for this machine itself; empty: none, whatever
                               // the environment says
    std::string ca_file = {};  // PEM file of the authorities to trust; empty: those of the system
};

// Sends HTTP requests, with connections that are kept for the next one. Thread-safe: requests of several
// threads go out at the same time, each on a connection of its own.
// SIGPIPE must be ignored in the process.
class HttpClient {
  public:
    explicit HttpClient(HttpClientOptions options = {});
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    // Whatever the other server answers is an answer, 500 included. Blocks until it is there; a stop ends
    // that within 100 ms. Errors name host and port, never the rest of the URL, headers or body, which may
    // hold secrets: `invalid_argument` for an order that is no request (URL, method, header),
    // `cancelled` after a stop, `too_large` for an answer over the limit, `unavailable` for all that the
    // network or the other side does: no such host, refused, not in time, cut off, a certificate that is not
    // trusted.
    Result<HttpAnswer> send(const HttpOrder& order);

  private:
    class Line;
    std::unique_ptr<Line> take();
    void give_back(std::unique_ptr<Line> line);

    const HttpClientOptions options_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Line>> idle_;  // guarded by mutex_
};

// Seconds since 1970 of a date as HTTP writes it, or nothing.
std::optional<std::int64_t> parse_date(std::string_view text);

// Host and port of `url` for messages ("example.org:443"), or "the address" if it has none.
std::string shown_host(const std::string& url);

// `invalid_argument` with a sentence unless `url` is http or https with a host, and has neither a user, a
// password, a query nor a fragment: those may hold secrets, and this is for addresses that are shown.
Result<> check_shown_url(const std::string& url);

}  // namespace garden::net
