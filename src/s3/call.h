// Of this room alone: what the operations share.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aws/identity.h"
#include "base/result.h"
#include "http/message.h"
#include "s3/service.h"

namespace garden::s3 {

// One request, taken apart. References live as long as the request.
struct Call {
    Context& context;
    const http::Request& request;
    const aws::Identity& identity;
    std::string bucket;  // empty: of the service, as ListBuckets is
    std::string key;     // empty: of the bucket
    // Of the bucket, where the operation is on one that must exist; looked up and allowed before the
    // operation runs.
    std::optional<store::Bucket> found;

    // The first query parameter of this name, or nothing; "" where it has no value.
    std::optional<std::string_view> parameter(std::string_view name) const {
        return request.query_value(name);
    }
};

// What an operation answers, or why it is refused.
using Answer = std::expected<http::Response, aws::Refusal>;
// An operation without a body, or whose body does not matter.
using Operation = Answer (*)(const Call&);
// One that wants its body whole, at most 2 MiB: XML. The body is verified and its framing is off.
using DocumentOperation = Answer (*)(const Call&, std::string_view body);

// Takes the decoded octets of an object or a part, and answers at their end.
class Intake {
  public:
    virtual ~Intake() = default;
    virtual Result<> add(std::string_view octets) = 0;
    // SHA-256 of what came, in lower-case hexadecimal; asked for once, after the last octet and before
    // finish().
    virtual std::string sha256() = 0;
    // The trailer fields by lower-case name. Called when all that the signature says is verified.
    virtual Answer finish(const std::map<std::string, std::string>& trailers) = 0;
};
// One whose body is an object or a part. `length`: of the decoded body, where it is known.
using IntakeOperation = std::expected<std::unique_ptr<Intake>, aws::Refusal> (*)(
    const Call&, std::optional<std::uint64_t> length);

}  // namespace garden::s3
