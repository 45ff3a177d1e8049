#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string_view>

#include "access/access_keys.h"
#include "aws/identity.h"
#include "base/clock.h"
#include "http/message.h"

namespace garden::aws {

// The pair of an access key; nothing if there is none. Thread-safe.
using FindKey = std::function<Result<std::optional<access::AccessKey>>(std::string_view access_key)>;

// Verifies AWS Signature Version 4, in the Authorization header or in the query (presigned), against the
// clock and the key pairs. Refuses with S3's codes and statuses: AccessDenied (no signature at all, or an
// expired one in the query), InvalidAccessKeyId, SignatureDoesNotMatch, RequestTimeTooSkewed (more than 15
// minutes), AuthorizationHeaderMalformed, AuthorizationQueryParametersError, InvalidArgument, InvalidRequest
// (another scheme, or no x-amz-content-sha256). Any region is accepted, and every service: the listener knows
// which there are. A key that cannot be looked up is InternalError. What the signature says of the body is
// Payload's to verify. Thread-safe.
//
// Services other than S3 take documents, whose signature covers the SHA-256 of the body, no matter whether
// x-amz-content-sha256 says it. Of those nothing is proven before the body is there.
class Authenticator {
  public:
    Authenticator(FindKey find_key, const Clock& clock) : find_key_(std::move(find_key)), clock_(clock) {}

    // What a document can be refused for before its body is there: all but a wrong hash or signature.
    std::optional<Refusal> refuse_early(const http::Request& request) const;

    // `body_sha256`, in lower-case hexadecimal, is computed from the body of a document; empty for all
    // others. XAmzContentSHA256Mismatch: x-amz-content-sha256 says anything else of a document, be it that
    // the body is unsigned or in chunks.
    std::expected<Identity, Refusal> authenticate(const http::Request& request,
                                                  std::string_view body_sha256 = {}) const;

  private:
    struct Checked;
    std::expected<Checked, Refusal> check(const http::Request& request, std::string_view body_sha256) const;

    FindKey find_key_;
    const Clock& clock_;
};

}  // namespace garden::aws
