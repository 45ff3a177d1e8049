// CopyObject and UploadPartCopy.
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/base64.h"
#include "base/iso_time.h"
#include "base/text.h"
#include "s3/answers.h"
#include "s3/body_writer.h"
#include "s3/conditions.h"
#include "s3/digests.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/multipart.h"
#include "s3/object_headers.h"
#include "s3/operations.h"
#include "s3/parts.h"
#include "s3/permissions.h"
#include "s3/source.h"
#include "s3/version.h"
#include "store/read_pieces.h"

namespace garden::s3 {
namespace {

constexpr std::string_view kRedirect = "x-amz-website-redirect-location";

// A directive's field: whether it says REPLACE; COPY where there is none.
std::expected<bool, aws::Refusal> read_directive(const http::Headers& headers, std::string_view field,
                                                 std::string_view complaint) {
    const std::string_view word = headers.get(field);
    if (word.empty() || word == "COPY") return false;
    if (word == "REPLACE") return true;
    aws::Refusal refused = refusal("InvalidArgument", std::string(complaint));
    refused.details = {{"ArgumentName", std::string(field)}, {"ArgumentValue", field_text(word)}};
    return std::unexpected(std::move(refused));
}

// What a copy says otherwise than its source.
struct Wishes {
    Description description;
    bool replace_metadata = false;
    bool replace_tags = false;
    std::optional<ChecksumKind> checksum;
};

std::expected<Wishes, aws::Refusal> read_wishes(const Call& call) {
    const http::Headers& headers = call.request.headers;
    auto description = describe(call.request);
    if (!description) return std::unexpected(std::move(description.error()));
    const auto metadata = read_directive(headers, "x-amz-metadata-directive", "Unknown metadata directive.");
    if (!metadata) return std::unexpected(metadata.error());
    const auto tags = read_directive(headers, "x-amz-tagging-directive", "Unknown tagging directive.");
    if (!tags) return std::unexpected(tags.error());
    const auto algorithm = read_algorithm(headers);
    if (!algorithm) return std::unexpected(algorithm.error());
    return Wishes{std::move(*description), *metadata, *tags, *algorithm};
}

std::optional<aws::Refusal> refuse_size(std::uint64_t size) {
    if (size <= kPutLimit) return std::nullopt;
    return refusal(
        "InvalidRequest",
        fmt::format("The specified copy source is larger than the maximum allowable size for a copy "
                    "source: {}",
                    kPutLimit));
}

std::optional<aws::Refusal> refuse_no_change(const Call& call, const store::ObjectName& source,
                                             const Wishes& wishes) {
    // A version that is named is made the current one again that way.
    const bool itself = source.bucket == call.bucket && source.key == call.key && !source.version;
    const http::Headers& headers = call.request.headers;
    if (!itself || wishes.replace_metadata || headers.has("x-amz-storage-class") || headers.has(kRedirect)) {
        return std::nullopt;
    }
    return refusal(
        "InvalidRequest",
        "This copy request is illegal because it is trying to copy an object to itself without changing "
        "the object's metadata, storage class, website redirect location or encryption attributes.");
}

// The checksum that the copy should have and the source has not, from its octets. `seen` is what was read.
struct Summed {
    store::ObjectInfo seen;
    store::Checksum checksum;
};
std::expected<std::optional<Summed>, aws::Refusal> sum_source(const Call& call,
                                                              const store::ObjectName& source,
                                                              const store::ObjectInfo& object,
                                                              std::optional<ChecksumKind> wanted) {
    const auto& kept = object.attributes.checksum;
    if (!wanted || (kept && !kept->composite && kept->algorithm == name(*wanted)))
        return std::optional<Summed>();
    const auto opened = call.context.objects.open(source);
    if (!opened) return std::unexpected(refusal(opened.error()));
    const auto& [seen, pieces] = *opened;
    if (auto refused = refuse_size(seen.size)) return std::unexpected(std::move(*refused));
    ChecksumStream stream(*wanted);
    const auto read = store::read_pieces(pieces, 0, seen.size, [&](std::string_view octets) {
        stream.add(octets);
        return Result<>{};
    });
    if (!read) return std::unexpected(refusal(read.error()));
    return Summed{seen, {std::string(name(*wanted)), encode_base64(stream.finish()), false}};
}

void edit_copy(store::ObjectInfo& copy, const Wishes& wishes, const std::optional<Summed>& summed) {
    const Description& description = wishes.description;
    if (wishes.replace_metadata) {
        copy.content_type = description.content_type;
        copy.metadata = description.metadata;
        copy.attributes.headers = description.headers;
    } else {
        // Alone of these it is never the source's: S3 would not have a copied page send its visitors
        // elsewhere.
        copy.attributes.headers.erase(std::string(kRedirect));
        const auto redirect = description.headers.find(std::string(kRedirect));
        if (redirect != description.headers.end()) copy.attributes.headers.insert(*redirect);
    }
    if (wishes.replace_tags) copy.attributes.tags = description.tags;
    if (summed) copy.attributes.checksum = summed->checksum;
}

void add_source_version(const store::Bucket& bucket, std::string_view id, http::Headers& headers) {
    if (bucket.versioning == store::Versioning::off) return;
    headers.add("x-amz-copy-source-version-id", version_name(id));
}

struct Range {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

// x-amz-copy-source-range, which is stricter than Range; the whole where there is none.
std::expected<Range, aws::Refusal> read_range(const http::Headers& headers, std::uint64_t size) {
    constexpr std::string_view field = "x-amz-copy-source-range";
    constexpr std::string_view unit = "bytes=";
    if (!headers.has(field)) return Range{0, size};
    const std::string_view value = headers.get(field);
    const auto malformed = [&] {
        aws::Refusal refused =
            refusal("InvalidArgument",
                    "The x-amz-copy-source-range value must be of the form bytes=first-last where "
                    "first and last are the zero-based offsets of the first and last bytes to copy");
        refused.details = {{"ArgumentName", std::string(field)}, {"ArgumentValue", field_text(value)}};
        return std::unexpected(std::move(refused));
    };
    if (!value.starts_with(unit)) return malformed();
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    const char* const end = value.data() + value.size();
    const auto [dash, first_error] = std::from_chars(value.data() + unit.size(), end, first);
    if (first_error != std::errc{} || dash == end || *dash != '-') return malformed();
    const auto [rest, last_error] = std::from_chars(dash + 1, end, last);
    if (last_error != std::errc{} || rest != end || last < first) return malformed();
    if (last >= size) {
        return std::unexpected(refusal(
            "InvalidRange", fmt::format("Range specified is not valid for source object of size: {}", size)));
    }
    return Range{first, last - first + 1};
}

}  // namespace

Answer copy_object(const Call& call) {
    const auto source = read_source(call.request);
    if (!source) return std::unexpected(source.error());
    const auto wishes = read_wishes(call);
    if (!wishes) return std::unexpected(wishes.error());
    const auto bucket = find_source_bucket(call, *source);
    if (!bucket) return std::unexpected(bucket.error());
    const auto object = find_object(call, *bucket, *source);
    if (!object) return std::unexpected(object.error());

    std::optional<Summed> summed;
    const auto refuse_from = [&](const store::ObjectInfo* now) -> std::optional<aws::Refusal> {
        if (auto refused = refuse_copying(call, *bucket, *now)) return refused;
        if (auto refused = refuse_size(now->size)) return refused;
        const bool same =
            !summed || (now->etag == summed->seen.etag && now->modified == summed->seen.modified);
        return same ? std::nullopt : std::optional(refusal("OperationAborted"));
    };
    if (auto refused = refuse_from(&*object)) return std::unexpected(std::move(*refused));
    if (auto refused = refuse_no_change(call, *source, *wishes)) return std::unexpected(std::move(*refused));
    auto sum = sum_source(call, *source, *object, wishes->checksum);
    if (!sum) return std::unexpected(std::move(sum.error()));
    summed = std::move(*sum);

    const WriteConditions conditions(call.request.headers);
    Guard from(refuse_from);
    Guard to([&](const store::ObjectInfo* current) { return conditions.refuse(current); });
    const auto copied = call.context.objects.copy(
        *source, {call.bucket, call.key},
        {.source = from.precondition(), .target = to.precondition(), .edit = [&](store::ObjectInfo& copy) {
             edit_copy(copy, *wishes, summed);
         }});
    if (from.refused()) return std::unexpected(*from.refused());
    if (to.refused()) return std::unexpected(*to.refused());
    if (!copied) return std::unexpected(refusal(copied.error()));

    XmlWriter xml("CopyObjectResult");
    xml.text("ETag", quoted(copied->etag));
    xml.text("LastModified", iso_time_millis(copied->modified));
    write_checksum(xml, copied->attributes.checksum, true);
    http::Response response = xml_response(xml.finish());
    add_version(*call.found, copied->attributes.version_id, response.headers);
    add_source_version(*bucket, object->attributes.version_id, response.headers);
    return response;
}

Answer upload_part_copy(const Call& call) {
    const auto number = read_part_number(call.parameter("partNumber").value_or(""));
    if (!number) return std::unexpected(number.error());
    const auto source = read_source(call.request);
    if (!source) return std::unexpected(source.error());
    if (auto refused = refuse_unsupported(call.request)) return std::unexpected(std::move(*refused));
    const auto upload = find_upload(call);
    if (!upload) return std::unexpected(upload.error());
    const auto bucket = find_source_bucket(call, *source);
    if (!bucket) return std::unexpected(bucket.error());
    const auto opened = open_object(call, *bucket, *source);
    if (!opened) return std::unexpected(opened.error());
    const auto& [object, pieces] = *opened;
    if (auto refused = refuse_copying(call, *bucket, object)) return std::unexpected(std::move(*refused));
    const auto range = read_range(call.request.headers, object.size);
    if (!range) return std::unexpected(range.error());
    if (auto refused = refuse_size(range->length)) return std::unexpected(std::move(*refused));

    BodyWriter writer(call.context.objects.part_writer(), {}, part_checksum(*upload));
    const auto read = store::read_pieces(pieces, range->offset, range->length,
                                         [&](std::string_view octets) { return writer.add(octets); });
    if (!read) return std::unexpected(refusal(read.error()));
    auto received = writer.finish({});
    if (!received) return std::unexpected(std::move(received.error()));
    const auto part =
        call.context.uploads.put_part(upload->id, *number, received->content, received->checksum);
    if (!part) return std::unexpected(refuse_upload(part.error()));

    XmlWriter xml("CopyPartResult");
    xml.text("ETag", quoted(part->content.etag));
    xml.text("LastModified", iso_time_millis(part->modified));
    write_checksum(xml, part->checksum, false);
    http::Response response = xml_response(xml.finish());
    add_source_version(*bucket, object.attributes.version_id, response.headers);
    return response;
}

}  // namespace garden::s3
