// Of this room alone: signed requests to an S3-compatible store.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/http_client.h"
#include "net/sigv4.h"
#include "store/s3_blobs.h"
#include "store/s3_location.h"
#include "store/s3_traffic.h"

namespace garden::store {

// While the store may carry out a request.
struct Validity {
    std::chrono::steady_clock::time_point from;
    std::chrono::seconds length;
};

// One request about a key of the bucket.
struct S3Request {
    std::string method = "GET";
    std::string key = {};    // not encoded; empty: the bucket itself
    std::string query = {};  // percent-encoded, in any order
    Bytes body = {};
    std::optional<net::FileOctets> file = {};  // sent instead of `body`
    std::string sha256 = {};                   // of `file`, lower-case hexadecimal
    // Takes what a GET is answered with; `restart` comes before each try, to forget what came. Their error
    // ends the request and is its answer.
    std::function<Result<>(BytesView)> take = {};
    std::function<Result<>()> restart = {};
    std::chrono::seconds stall_limit{15};
    // Its signature is good for no longer, and then it is given up, all tries together.
    std::optional<Validity> valid = {};
};

// Sends requests, signed with AWS Signature Version 4, on connections that are kept; tries again what may yet
// succeed, with pauses of random length. Thread-safe.
class S3Client {
  public:
    // `at_once`: requests under way; at least 1.
    S3Client(S3Location location, S3Keys keys, std::size_t at_once, const Clock& clock, std::stop_token stop)
        : location_(std::move(location)),
          keys_(std::move(keys)),
          clock_(clock),
          stop_(std::move(stop)),
          traffic_(at_once) {}

    // The answer if its status is 2xx. `not_found`: the key, or an upload, is not there. `unavailable`, with
    // a sentence that says what to do where that is known: all that the store, the way there or the set-up is
    // to blame for. `cancelled` after a stop, which a request under way outlives by a few seconds.
    Result<net::HttpAnswer> send(const S3Request& request);

    const S3Location& location() const { return location_; }
    // Whether the store answered the last request.
    bool is_answered() const { return !traffic_.is_gone(); }

  private:
    struct Begun {
        // Of the signature: when send() was called, or what is valid for a while begins to be.
        Timestamp time;
        std::chrono::steady_clock::time_point instant;  // when send() was called
    };

    net::HttpOrder order_for(const S3Request& request, const Begun& begun) const;
    void sign(const S3Request& request, const Begun& begun, net::HttpOrder& order) const;
    bool learn_time(const net::HttpAnswer& answer);
    // `answered`: as S3Traffic::ended() wants it.
    Result<net::HttpAnswer> try_often(const S3Request& request, const Begun& begun, bool& answered);
    Error describe(const S3Request& request, const net::HttpAnswer& answer) const;

    const S3Location location_;
    const S3Keys keys_;
    const Clock& clock_;
    const std::stop_token stop_;
    net::HttpClient http_;
    S3Traffic traffic_;
    std::atomic<std::chrono::seconds> ahead_{};  // the store's clock of ours, where it minds
};

}  // namespace garden::store
