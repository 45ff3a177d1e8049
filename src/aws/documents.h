// Of this room alone: bodies that are held whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/authenticator.h"
#include "aws/listener.h"
#include "aws/payload.h"
#include "http/body_limits.h"
#include "http/message.h"

namespace garden::aws {

// The body of one request to a DocumentService: kept within its limit and the budget of all of them,
// verified, and handed to the service. All that it is given by reference must outlive it.
class DocumentSink final : public http::BodySink {
  public:
    // Of a request that signs the hash of its body without saying it: verified when the body is there.
    DocumentSink(const http::Request& request, const DocumentService& service,
                 const Authenticator& authenticator, http::BodyBudget& budget);
    // Of one whose header is verified.
    DocumentSink(const http::Request& request, const DocumentService& service, Identity identity,
                 http::BodyBudget& budget);
    DocumentSink(const DocumentSink&) = delete;  // the payload looks at the identity
    DocumentSink& operator=(const DocumentSink&) = delete;

    std::optional<http::Response> add(std::string_view octets) override;
    http::Response finish(const http::Headers& trailers) override;

  private:
    Result<> take(std::string_view octets);
    std::optional<Refusal> verify(const http::Headers& trailers);

    const http::Request& request_;
    const DocumentService& service_;
    const Authenticator* authenticator_ = nullptr;  // null where the header is verified
    std::optional<Identity> identity_;
    std::optional<Payload> payload_;  // where the header is verified
    http::BodyShare share_;
    std::string body_;            // empty once it is too long
    std::uint64_t received_ = 0;  // octets, with their framing
    bool too_long_ = false;
};

}  // namespace garden::aws
