#include "s3/answers.h"

#include <charconv>

#include <fmt/format.h>

#include "s3/conditions.h"
#include "s3/digests.h"
#include "s3/errors.h"
#include "s3/object_headers.h"
#include "s3/permissions.h"

namespace garden::s3 {

aws::Refusal refuse_missing(const Call& call, const store::Bucket& bucket, const Error& error) {
    if (error.code == ErrorCode::not_found) {
        if (auto refused = refuse_reading(call.identity, bucket, nullptr)) return std::move(*refused);
    }
    return refusal(error);
}

aws::Refusal refuse_unwritten(const Error& error) {
    return error.code == ErrorCode::not_found ? refusal("NoSuchBucket") : refusal(error);
}

std::optional<aws::Refusal> refuse_now(const Call& call) {
    const WriteConditions conditions(call.request.headers);
    if (conditions.empty()) return std::nullopt;
    const auto current = call.context.objects.head(call.bucket, call.key);
    if (!current && current.error().code != ErrorCode::not_found) return refusal(current.error());
    return conditions.refuse(current ? &*current : nullptr);
}

void write_checksum(XmlWriter& xml, const std::optional<store::Checksum>& checksum, bool with_type) {
    if (!checksum) return;
    xml.text(checksum_element(checksum->algorithm), checksum->value);
    if (with_type) xml.text("ChecksumType", checksum_type(*checksum));
}

std::expected<std::size_t, aws::Refusal> read_number(std::optional<std::string_view> text,
                                                     std::string_view name, std::size_t otherwise) {
    if (!text || text->empty()) return otherwise;
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error == std::errc{} && end == text->data() + text->size() && value >= 0) {
        return static_cast<std::size_t>(value);
    }
    aws::Refusal refused =
        refusal("InvalidArgument", fmt::format("Provided {} not an integer or within integer range", name));
    refused.details = {{"ArgumentName", std::string(name)}, {"ArgumentValue", field_text(*text)}};
    return std::unexpected(std::move(refused));
}

}  // namespace garden::s3
