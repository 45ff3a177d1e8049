// What the clients of this room have in common of libcurl. Private to the room.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include <curl/curl.h>

namespace garden::net {

struct FreeMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Multi = std::unique_ptr<CURLM, FreeMulti>;
using Easy = std::unique_ptr<CURL, FreeEasy>;
using Url = std::unique_ptr<CURLU, FreeUrl>;

// Starts the library at the first call; false when it cannot be started. Thread-safe.
bool curl_ready();

// Null for what is no URL.
Url parse_url(const std::string& text);

// The part, or nothing when the URL has none. `url` may be null.
std::optional<std::string> part(const Url& url, CURLUPart what, unsigned flags = 0);

// Carries out the one request that `multi` holds: how it ended, or nothing when `grace` had passed after a
// stop.
std::optional<CURLcode> transfer(CURLM* multi, const std::stop_token& stop,
                                 std::chrono::milliseconds grace = std::chrono::milliseconds(0));

}  // namespace garden::net
