#include "s3/body_writer.h"

#include <fmt/format.h>

#include "s3/errors.h"
#include "s3/object_headers.h"

namespace garden::s3 {

std::optional<aws::Refusal> refuse_length(std::optional<std::uint64_t> length) {
    if (!length || *length <= kPutLimit) return std::nullopt;
    aws::Refusal refused = refusal("EntityTooLarge");
    refused.details = {{"ProposedSize", fmt::to_string(*length)},
                       {"MaxSizeAllowed", fmt::to_string(kPutLimit)}};
    return refused;
}

Result<> BodyWriter::add(std::string_view octets) {
    if (octets.size() > kPutLimit - writer_.size()) {
        return fail(ErrorCode::too_large, "the body is larger than one request can bring");
    }
    digests_.add(octets);
    return writer_.add(octets);
}

std::expected<Received, aws::Refusal> BodyWriter::finish(const std::map<std::string, std::string>& trailers) {
    auto checksum = digests_.finish(writer_.md5(), trailers);
    if (!checksum) return std::unexpected(std::move(checksum.error()));
    auto content = writer_.store();
    if (!content) return std::unexpected(refusal(content.error()));
    return Received{std::move(*content), std::move(*checksum)};
}

}  // namespace garden::s3
