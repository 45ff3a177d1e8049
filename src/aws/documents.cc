#include "aws/documents.h"

#include "aws/refusals.h"
#include "base/hash.h"

namespace garden::aws {
namespace {

// A body that is too long is read to its end all the same, and not kept, up to so many times its limit: a
// client that is still sending would not see the answer.
constexpr std::uint64_t kPatience = 8;

Refusal too_long() { return refusal_of({ErrorCode::too_large, "the body is too long"}); }

}  // namespace

DocumentSink::DocumentSink(const http::Request& request, const DocumentService& service,
                           const Authenticator& authenticator, http::BodyBudget& budget)
    : request_(request), service_(service), authenticator_(&authenticator), share_(budget) {}

DocumentSink::DocumentSink(const http::Request& request, const DocumentService& service, Identity identity,
                           http::BodyBudget& budget)
    : request_(request), service_(service), identity_(std::move(identity)), share_(budget) {
    payload_.emplace(request_, *identity_, false);
}

std::optional<http::Response> DocumentSink::add(std::string_view octets) {
    received_ += octets.size();
    std::optional<Refusal> refused;
    if (payload_) {
        refused = payload_->add(octets, [this](std::string_view more) { return take(more); });
    } else if (const auto taken = take(octets); !taken) {
        refused = refusal_of(taken.error());
    }
    if (!refused && received_ / kPatience > service_.body_limit) refused = too_long();
    if (!refused) return std::nullopt;
    return service_.refuse(request_, *refused);
}

Result<> DocumentSink::take(std::string_view octets) {
    if (too_long_ || octets.size() > service_.body_limit - body_.size()) {
        too_long_ = true;
        body_ = std::string();
        share_.give_back();
        return {};
    }
    if (!share_.grow_to(body_.size() + octets.size())) return fail(ErrorCode::busy, "too many documents");
    body_ += octets;
    return {};
}

http::Response DocumentSink::finish(const http::Headers& trailers) {
    if (const auto refused = verify(trailers)) return service_.refuse(request_, *refused);
    return service_.handle(request_, *identity_, body_);
}

std::optional<Refusal> DocumentSink::verify(const http::Headers& trailers) {
    if (too_long_) return too_long();
    if (payload_) {
        const auto fields = payload_->finish(trailers);
        if (!fields) return fields.error();
        return std::nullopt;
    }
    auto identity = authenticator_->authenticate(request_, sha256_hex(body_));
    if (!identity) return std::move(identity.error());
    identity_ = std::move(*identity);
    return std::nullopt;
}

}  // namespace garden::aws
