// Of this room alone: bodies that are held whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/authenticator.h"
#include "aws/listener.h"
#include "http/body_limits.h"
#include "http/message.h"

namespace garden::aws {

// The body of one request to a DocumentService: kept within its limit and the budget of all of them,
// verified, and handed to the service. All that it is given by reference must outlive it.
class DocumentSink final : public http::BodySink {
  public:
    DocumentSink(const http::Request& request, const DocumentService& service,
                 const Authenticator& authenticator, http::BodyBudget& budget)
        : request_(request), service_(service), authenticator_(authenticator), share_(budget) {}

    std::optional<http::Response> add(std::string_view octets) override;
    http::Response finish(const http::Headers& trailers) override;

  private:
    Result<> take(std::string_view octets);

    const http::Request& request_;
    const DocumentService& service_;
    const Authenticator& authenticator_;
    http::BodyShare share_;
    std::string body_;            // empty once it is too long
    std::uint64_t received_ = 0;  // octets
    bool too_long_ = false;
};

}  // namespace garden::aws
