// CompleteMultipartUpload.
#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/base64.h"
#include "base/text.h"
#include "s3/answers.h"
#include "s3/conditions.h"
#include "s3/digests.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/multipart.h"
#include "s3/object_headers.h"
#include "s3/operations.h"
#include "s3/parts.h"
#include "s3/version.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

constexpr std::uint64_t kSmallestPart = std::uint64_t{5} << 20;  // of all but the last

// A part as the request names it.
struct Named {
    int number = 0;
    std::string etag;
    std::map<std::string, std::string> checksums;  // by algorithm
};

std::expected<Named, aws::Refusal> read_named(const XmlElement& element) {
    Named named;
    int number = 0;
    const std::string_view text = trim(element.text_of("PartNumber"));
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const XmlElement* etag = element.child("ETag");
    if (error != std::errc{} || end != text.data() + text.size() || etag == nullptr) {
        return std::unexpected(refusal("MalformedXML"));
    }
    if (number < 1 || number > kMostParts) return std::unexpected(read_part_number(text).error());
    named.number = number;
    named.etag = unquoted(etag->text);
    for (const ChecksumKind kind : kChecksumKinds) {
        if (const auto* checksum = element.child(checksum_element(name(kind)))) {
            named.checksums.emplace(name(kind), trim(checksum->text));
        }
    }
    return named;
}

std::expected<std::vector<Named>, aws::Refusal> read_completion(std::string_view body) {
    const auto document = read_xml(body);
    if (!document || document->name != "CompleteMultipartUpload")
        return std::unexpected(refusal("MalformedXML"));
    std::vector<Named> all;
    for (const XmlElement& element : document->children) {
        if (element.name != "Part") continue;
        auto named = read_named(element);
        if (!named) return std::unexpected(std::move(named.error()));
        all.push_back(std::move(*named));
    }
    if (all.empty() || all.size() > std::size_t{kMostParts}) return std::unexpected(refusal("MalformedXML"));
    const auto unordered =
        std::ranges::adjacent_find(all, [](const Named& a, const Named& b) { return a.number >= b.number; });
    if (unordered != all.end()) return std::unexpected(refusal("InvalidPartOrder"));
    return all;
}

// Why this part of the upload is not the one that the request names.
std::optional<aws::Refusal> refuse_part(const store::Upload& upload, const Named& named,
                                        const store::UploadPart* part) {
    const auto invalid = [&] {
        aws::Refusal refused = refusal("InvalidPart");
        refused.details = {
            {"UploadId", upload.id}, {"PartNumber", fmt::to_string(named.number)}, {"ETag", named.etag}};
        return refused;
    };
    if (part == nullptr || part->content.etag != named.etag) return invalid();
    for (const auto& [algorithm, value] : named.checksums) {
        if (part->checksum && part->checksum->algorithm == algorithm && part->checksum->value != value) {
            return invalid();
        }
    }
    // What its parts' checksums are is all that a composite checksum can be compared by.
    const auto& wanted = upload.attributes.checksum;
    if (wanted && wanted->composite && !named.checksums.contains(wanted->algorithm)) {
        return refusal(
            "InvalidRequest",
            fmt::format("The upload was created using a {} checksum. The complete request must include the "
                        "checksum for each part. It was missing for part {} in the request.",
                        wanted->algorithm, named.number));
    }
    return std::nullopt;
}

std::optional<aws::Refusal> refuse_sizes(const std::vector<store::UploadPart>& parts) {
    std::uint64_t size = 0;
    for (const store::UploadPart& part : parts) {
        if (part.content.size < kSmallestPart && &part != &parts.back()) {
            aws::Refusal refused = refusal("EntityTooSmall");
            refused.details = {{"ProposedSize", fmt::to_string(part.content.size)},
                               {"MinSizeAllowed", fmt::to_string(kSmallestPart)},
                               {"PartNumber", fmt::to_string(part.number)},
                               {"ETag", part.content.etag}};
            return refused;
        }
        size += part.content.size;
    }
    if (size <= kObjectLimit) return std::nullopt;
    aws::Refusal refused = refusal("EntityTooLarge");
    refused.details = {{"ProposedSize", fmt::to_string(size)},
                       {"MaxSizeAllowed", fmt::to_string(kObjectLimit)}};
    return refused;
}

// Those parts of the upload that the request names, each as it names it.
std::expected<std::vector<store::UploadPart>, aws::Refusal> choose_parts(const Call& call,
                                                                         const store::Upload& upload,
                                                                         const std::vector<Named>& named) {
    auto stored = call.context.uploads.parts(upload.id, 0, kMostParts);
    if (!stored) return std::unexpected(refuse_upload(stored.error()));
    std::vector<store::UploadPart> chosen;
    auto next = stored->begin();  // both are in the order of their numbers
    for (const Named& wanted : named) {
        next = std::find_if(next, stored->end(),
                            [&](const store::UploadPart& part) { return part.number >= wanted.number; });
        const bool there = next != stored->end() && next->number == wanted.number;
        if (auto refused = refuse_part(upload, wanted, there ? &*next : nullptr)) {
            return std::unexpected(std::move(*refused));
        }
        chosen.push_back(std::move(*next++));
    }
    if (auto refused = refuse_sizes(chosen)) return std::unexpected(std::move(*refused));
    return chosen;
}

// Why the object would be another than the header says.
std::optional<aws::Refusal> refuse_whole(const http::Headers& headers, const store::Upload& upload,
                                         const std::vector<store::UploadPart>& parts,
                                         const std::optional<store::Checksum>& checksum) {
    const auto& wanted = upload.attributes.checksum;
    const std::string_view type = headers.get("x-amz-checksum-type");
    if (wanted && !type.empty() && to_lower(type) != to_lower(checksum_type(*wanted))) {
        return refusal(
            "InvalidRequest",
            fmt::format("The upload was created using the {} checksum mode. The complete request must use "
                        "the same checksum mode.",
                        checksum_type(*wanted)));
    }
    if (const std::string_view stated = headers.get("x-amz-mp-object-size"); !stated.empty()) {
        std::uint64_t size = 0;
        for (const store::UploadPart& part : parts) size += part.content.size;
        if (stated != fmt::to_string(size)) {
            return refusal(
                "InvalidRequest",
                fmt::format("The provided 'x-amz-mp-object-size' header value {} does not match what was "
                            "computed: {}",
                            field_text(stated), size));
        }
    }
    for (const ChecksumKind kind : kChecksumKinds) {
        std::string_view stated = headers.get(checksum_field(kind));
        if (stated.empty()) continue;
        if (!checksum || checksum->algorithm != name(kind)) {
            return refuse_algorithm(checksum ? checksum->algorithm : "null", name(kind));
        }
        // Of a composite one the number of parts may be left out.
        const std::string_view value = checksum->value;
        const bool same =
            stated == value || (checksum->composite && stated == value.substr(0, value.find('-')));
        if (!same) {
            return refusal(
                "BadDigest",
                fmt::format("The {} you specified did not match the calculated checksum.", upper_name(kind)));
        }
    }
    return std::nullopt;
}

http::Response completed(const Call& call, const store::ObjectInfo& object) {
    XmlWriter xml("CompleteMultipartUploadResult");
    xml.text("Location", fmt::format("{}://{}/{}/{}", call.request.secure ? "https" : "http",
                                     field_text(call.request.headers.get("Host")), object.bucket,
                                     encode_url(object.key)));
    xml.text("Bucket", object.bucket);
    xml.text("Key", object.key);
    xml.text("ETag", quoted(object.etag));
    write_checksum(xml, object.attributes.checksum, true);
    http::Response response = xml_response(xml.finish());
    add_version(*call.found, object.attributes.version_id, response.headers);
    return response;
}

// The answer to an upload that is not there: the same again where it was completed already, which clients ask
// for when the first answer did not reach them.
Answer completed_before(const Call& call, aws::Refusal refused) {
    if (refused.code != "NoSuchUpload") return std::unexpected(std::move(refused));
    const std::string_view id = call.parameter("uploadId").value_or("");
    const auto object = call.context.objects.head(call.bucket, call.key);
    if (!object || id.empty() || object->attributes.upload_id != id)
        return std::unexpected(std::move(refused));
    return completed(call, *object);
}

}  // namespace

std::optional<store::Checksum> sum_parts(const store::Upload& upload,
                                         const std::vector<store::UploadPart>& parts) {
    const auto& wanted = upload.attributes.checksum;
    if (parts.empty() || !parts.front().checksum) return std::nullopt;
    const std::string algorithm = parts.front().checksum->algorithm;
    const auto kind = checksum_kind(algorithm);
    const bool composite = wanted && wanted->composite;
    if (!kind || (wanted && wanted->algorithm != algorithm) || (!composite && !is_crc(*kind)))
        return std::nullopt;

    std::string values;  // of all parts
    std::string whole;
    for (const store::UploadPart& part : parts) {
        if (!part.checksum || part.checksum->algorithm != algorithm) return std::nullopt;
        const auto value = decode_base64(part.checksum->value);
        if (!value) return std::nullopt;
        if (composite) {
            values += *value;
        } else {
            whole = whole.empty() ? *value : combine_crc(*kind, whole, *value, part.content.size);
        }
    }
    if (!composite) return store::Checksum{algorithm, encode_base64(whole), false};
    ChecksumStream stream(*kind);
    stream.add(values);
    return store::Checksum{algorithm, fmt::format("{}-{}", encode_base64(stream.finish()), parts.size()),
                           true};
}

Answer complete_multipart_upload(const Call& call, std::string_view body) {
    const auto named = read_completion(body);
    if (!named) return std::unexpected(named.error());
    const auto upload = find_upload(call);
    if (!upload) return completed_before(call, upload.error());
    const auto parts = choose_parts(call, *upload, *named);
    if (!parts) return std::unexpected(parts.error());
    const auto checksum = sum_parts(*upload, *parts);
    if (auto refused = refuse_whole(call.request.headers, *upload, *parts, checksum)) {
        return std::unexpected(std::move(*refused));
    }
    const WriteConditions conditions(call.request.headers);
    Guard guard([&](const store::ObjectInfo* current) { return conditions.refuse(current); });
    const auto object = call.context.uploads.complete(*upload, *parts, checksum, guard.precondition());
    if (guard.refused()) return std::unexpected(*guard.refused());
    if (!object) return completed_before(call, refuse_upload(object.error()));
    return completed(call, *object);
}

}  // namespace garden::s3
