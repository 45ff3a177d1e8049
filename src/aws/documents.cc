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

std::optional<http::Response> DocumentSink::add(std::string_view octets) {
    received_ += octets.size();
    if (received_ / kPatience > service_.body_limit) return service_.refuse(request_, too_long());
    if (const auto taken = take(octets); !taken) return service_.refuse(request_, refusal_of(taken.error()));
    return std::nullopt;
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

http::Response DocumentSink::finish(const http::Headers& /*trailers*/) {
    if (too_long_) return service_.refuse(request_, too_long());
    const auto identity = authenticator_.authenticate(request_, sha256_hex(body_));
    if (!identity) return service_.refuse(request_, identity.error());
    return service_.handle(request_, *identity, body_);
}

}  // namespace garden::aws
