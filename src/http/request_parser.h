#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "http/message.h"

namespace garden::http {

// Reads one HTTP/1.1 request after the other from octets as they come. Not thread-safe.
class RequestParser {
  public:
    enum class State {
        need_more,  // feed more octets, those not consumed again in front
        header,     // the header is complete, a body follows
        complete,   // so is the body
        failed,     // failure() says why; nothing after it on this connection can be trusted
    };
    struct Progress {
        State state = State::need_more;
        std::size_t consumed = 0;
    };

    // The next request goes into `request`, which must outlive the parser or the next start().
    explicit RequestParser(std::size_t header_limit);
    ~RequestParser();
    void start(Request& request);

    Progress feed(std::string_view octets);

    // The status of the refusal: 400, 413, 431 or 501.
    unsigned failure() const;

    // Valid once the header is complete.
    bool keep_alive() const;
    bool expects_continue() const;
    bool is_http_1_0() const;
    std::optional<std::uint64_t> content_length() const;

    // What a body of more octets fails with is 413. Call between header and body.
    void limit_body(std::uint64_t octets);
    // The body is read, but not kept.
    void discard_body();
    // The trailer fields of a chunked body. Valid once it is complete.
    const Headers& trailers() const;

  private:
    class Implementation;
    const std::size_t header_limit_;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace garden::http
