#include "s3/object_headers.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "s3/acl.h"
#include "s3/digests.h"
#include "s3/errors.h"
#include "s3/tags.h"

namespace garden::s3 {
namespace {

constexpr std::size_t kMetadataLimit = 2 * 1024;  // octets of all names and values
constexpr std::string_view kMetadataPrefix = "x-amz-meta-";
constexpr std::string_view kRedirect = "x-amz-website-redirect-location";

// What is given back with the object as it came.
constexpr std::array kKeptHeaders = {"cache-control", "content-disposition", "content-language", "expires"};

// Every word that the API reference knows; the request names one of them or none.
constexpr std::array kStorageClasses = {
    "STANDARD",     "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER",
    "DEEP_ARCHIVE", "GLACIER_IR",         "OUTPOSTS",    "SNOW",       "EXPRESS_ONEZONE"};

using MaybeRefusal = std::optional<aws::Refusal>;

MaybeRefusal refuse_acl(const http::Headers& headers) {
    if (headers.has("x-amz-acl")) {
        if (auto refused = check_canned(headers.get("x-amz-acl"), Groups::ignored)) return refused;
    }
    const bool granted = std::ranges::any_of(
        headers.all(), [](const auto& field) { return to_lower(field.first).starts_with("x-amz-grant-"); });
    if (granted) return refusal("AccessControlListNotSupported");
    return std::nullopt;
}

MaybeRefusal refuse_storage_class(std::string_view word) {
    if (word.empty() || std::ranges::find(kStorageClasses, word) != kStorageClasses.end())
        return std::nullopt;
    aws::Refusal refused = refusal("InvalidStorageClass");
    refused.details.emplace_back("StorageClassRequested", field_text(word));
    return refused;
}

// User metadata by lower-case name; fields of one name are one, as HTTP joins them.
std::expected<std::map<std::string, std::string>, aws::Refusal> read_metadata(const http::Headers& headers) {
    std::map<std::string, std::string> metadata;
    for (const auto& [field, value] : headers.all()) {
        const std::string name = to_lower(field);
        if (!name.starts_with(kMetadataPrefix)) continue;
        const auto [entry, fresh] =
            metadata.try_emplace(name.substr(kMetadataPrefix.size()), field_text(value));
        if (!fresh) entry->second.append(",").append(field_text(value));
    }
    std::size_t size = 0;
    for (const auto& [name, value] : metadata) size += name.size() + value.size();
    if (size <= kMetadataLimit) return metadata;
    aws::Refusal refused = refusal("MetadataTooLarge");
    refused.details = {{"Size", fmt::to_string(size)}, {"MaxSizeAllowed", fmt::to_string(kMetadataLimit)}};
    return std::unexpected(std::move(refused));
}

std::optional<std::string> decode_form(std::string_view text) {
    std::string spaced(text);
    std::ranges::replace(spaced, '+', ' ');
    auto decoded = percent_decode(spaced);
    if (decoded && !is_utf8(*decoded)) return std::nullopt;
    return decoded;
}

// Tags as x-amz-tagging has them: "a=1&b=2", form-encoded.
std::expected<Tags, aws::Refusal> read_tags(std::string_view text) {
    Tags tags;
    if (text.empty()) return tags;
    for (const std::string_view pair : split(text, '&')) {
        const std::size_t equals = pair.find('=');
        const auto name = decode_form(pair.substr(0, equals));
        const auto value = decode_form(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
        if (!name || !value) {
            return std::unexpected(refusal(
                "InvalidArgument",
                "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters "
                "without tag name duplicates."));
        }
        if (auto refused = add_tag(tags, *name, *value)) return std::unexpected(std::move(*refused));
    }
    if (auto refused = refuse_number(tags, kMostObjectTags)) return std::unexpected(std::move(*refused));
    return tags;
}

// The codings of the object itself: aws-chunked is the request's.
std::string stored_coding(std::string_view field) {
    if (to_lower(field).find("aws-chunked") == std::string::npos) return std::string(field);
    std::string kept;
    for (const std::string_view item : split(field, ',')) {
        const std::string_view coding = trim(item);
        if (coding.empty() || to_lower(coding) == "aws-chunked") continue;
        if (!kept.empty()) kept += ',';
        kept += coding;
    }
    return kept;
}

std::expected<std::map<std::string, std::string>, aws::Refusal> read_kept(const http::Headers& headers) {
    std::map<std::string, std::string> kept;
    for (const std::string_view name : kKeptHeaders) {
        if (headers.has(name)) kept[std::string(name)] = field_text(headers.get(name));
    }
    if (const std::string coding = stored_coding(headers.get("content-encoding")); !coding.empty()) {
        kept["content-encoding"] = field_text(coding);
    }
    if (const std::string_view target = headers.get(kRedirect); !target.empty()) {
        if (!target.starts_with('/') && !target.starts_with("http://") && !target.starts_with("https://")) {
            return std::unexpected(refusal("InvalidRequest",
                                           "The website redirect location must have a prefix of 'http://' or "
                                           "'https://' or '/'."));
        }
        kept[std::string(kRedirect)] = field_text(target);
    }
    return kept;
}

bool is_token(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return alphanumeric || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

}  // namespace

std::string field_text(std::string_view value) {
    if (is_utf8(value)) return std::string(value);
    std::string text;
    for (const char c : value) {
        const auto octet = static_cast<std::uint8_t>(c);
        if (octet < 0x80) {
            text += c;
        } else {
            text += static_cast<char>(0xC0 | (octet >> 6));
            text += static_cast<char>(0x80 | (octet & 0x3F));
        }
    }
    return text;
}

std::optional<aws::Refusal> refuse_unsupported(const http::Request& request) {
    for (const auto& [field, value] : request.headers.all()) {
        const std::string name = to_lower(field);
        if (name.starts_with("x-amz-server-side-encryption") ||
            name.starts_with("x-amz-copy-source-server-side-encryption")) {
            return refusal("NotImplemented");
        }
        if (name.starts_with("x-amz-object-lock-")) {
            return refusal("InvalidRequest", "Bucket is missing Object Lock Configuration");
        }
    }
    if (auto refused = refuse_acl(request.headers)) return refused;
    return refuse_storage_class(request.headers.get("x-amz-storage-class"));
}

std::expected<Description, aws::Refusal> describe(const http::Request& request) {
    const http::Headers& headers = request.headers;
    if (auto refused = refuse_unsupported(request)) return std::unexpected(std::move(*refused));
    auto metadata = read_metadata(headers);
    if (!metadata) return std::unexpected(std::move(metadata.error()));
    auto kept = read_kept(headers);
    if (!kept) return std::unexpected(std::move(kept.error()));
    auto tags = read_tags(headers.get("x-amz-tagging"));
    if (!tags) return std::unexpected(std::move(tags.error()));
    std::string type = field_text(headers.get("content-type"));
    if (type.empty()) type = "binary/octet-stream";
    return Description{std::move(type), std::move(*metadata), std::move(*kept), std::move(*tags)};
}

void add_description(const store::ObjectInfo& object, http::Headers& headers) {
    for (const auto& [name, value] : object.attributes.headers) {
        if (name != "cache-control" && is_printable(value)) headers.add(name, value);
    }
    // Metadata need not have come in a header; S3 counts what does not fit into one.
    std::size_t missing = 0;
    for (const auto& [name, value] : object.metadata) {
        if (is_token(name) && is_printable(value)) {
            headers.add(std::string(kMetadataPrefix) + name, value);
        } else {
            ++missing;
        }
    }
    if (missing != 0) headers.add("x-amz-missing-meta", fmt::to_string(missing));
    if (const std::size_t tags = object.attributes.tags.size(); tags != 0) {
        headers.add("x-amz-tagging-count", fmt::to_string(tags));
    }
}

void add_checksum(const std::optional<store::Checksum>& checksum, http::Headers& headers) {
    if (!checksum) return;
    headers.add("x-amz-checksum-" + checksum->algorithm, checksum->value);
    headers.add("x-amz-checksum-type", std::string(checksum_type(*checksum)));
}

std::string checksum_element(std::string_view algorithm) {
    std::string element = "Checksum";
    for (const char c : algorithm) element += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return element;
}

std::string quoted(std::string_view etag) { return '"' + std::string(etag) + '"'; }

std::string unquoted(std::string_view etag) {
    etag = trim(etag);
    if (etag.size() >= 2 && etag.starts_with('"') && etag.ends_with('"'))
        etag = etag.substr(1, etag.size() - 2);
    return std::string(etag);
}

}  // namespace garden::s3
