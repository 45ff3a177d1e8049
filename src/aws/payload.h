#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aws/identity.h"
#include "base/result.h"
#include "http/message.h"

namespace garden::aws {

// Takes the framing off the body of one request and verifies what its signature says of it: the SHA-256 of
// the whole, the signature of each chunk, the decoded length, the trailer. In constant memory. One thread at
// a time.
class Payload {
  public:
    // Takes decoded octets. Its error becomes a refusal with S3's code for it.
    using Take = std::function<Result<>(std::string_view octets)>;

    // `request` and `identity` must outlive this. With `hashed_elsewhere` the caller gives finish() the
    // SHA-256 of what came out, so that it is not computed twice.
    Payload(const http::Request& request, const Identity& identity, bool hashed_elsewhere);
    ~Payload();

    // Length of the decoded body where the header says it; a refusal where it must and does not (411
    // MissingContentLength), or is malformed.
    std::expected<std::optional<std::uint64_t>, Refusal> length() const;

    // The next octets of the body as they came.
    std::optional<Refusal> add(std::string_view octets, const Take& take);
    // After the last: the trailer fields, by lower-case name, from the framing or from HTTP. Refuses an end
    // that came too early (IncompleteBody), another SHA-256 (XAmzContentSHA256Mismatch), a trailer that was
    // not announced in x-amz-trailer or is missing (MalformedTrailerError), and a wrong signature of the
    // trailer.
    std::expected<std::map<std::string, std::string>, Refusal> finish(const http::Headers& trailers,
                                                                      std::string_view sha256 = {});

  private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace garden::aws
