// GetObject, HeadObject and GetObjectAttributes.
#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "s3/answers.h"
#include "s3/conditions.h"
#include "s3/digests.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/object_body.h"
#include "s3/object_headers.h"
#include "s3/operations.h"
#include "s3/parts.h"
#include "s3/permissions.h"
#include "s3/source.h"
#include "s3/version.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

struct Override {
    std::string_view parameter;
    std::string_view field;
};
constexpr std::array kOverrides = {
    Override{"response-content-type", "Content-Type"},
    Override{"response-content-language", "Content-Language"},
    Override{"response-expires", "Expires"},
    Override{"response-cache-control", "Cache-Control"},
    Override{"response-content-disposition", "Content-Disposition"},
    Override{"response-content-encoding", "Content-Encoding"},
};

// Sets the fields that the query asks for. A value that no field can hold would let a signed link write
// others.
std::optional<aws::Refusal> apply_overrides(const Call& call, http::Headers& headers) {
    for (const auto& [parameter, field] : kOverrides) {
        const auto value = call.parameter(parameter);
        if (!value) continue;
        if (!is_printable(*value)) {
            aws::Refusal refused = refusal("InvalidArgument", "The header value is not valid");
            refused.details.emplace_back("ArgumentName", parameter);
            return refused;
        }
        headers.set(field, std::string(*value));
    }
    return std::nullopt;
}

aws::Refusal beyond_the_end(const store::ObjectInfo& object, std::string_view range) {
    aws::Refusal refused = refusal("InvalidRange");
    refused.details = {{"RangeRequested", field_text(range)},
                       {"ActualObjectSize", fmt::to_string(object.size)}};
    return refused;
}

// Why ?partNumber= cannot be answered; else the part, or nothing where the request names none.
std::expected<std::optional<PartSpan>, aws::Refusal> select_part(const Call& call,
                                                                 const store::OpenObject& object) {
    const auto parameter = call.parameter("partNumber");
    if (!parameter) return std::optional<PartSpan>();
    const auto number = read_part_number(*parameter);
    if (!number) return std::unexpected(number.error());
    if (call.request.headers.has("Range")) {
        return std::unexpected(
            refusal("InvalidRequest", "Cannot specify both Range header and partNumber query parameter"));
    }
    const auto spans = part_spans(object);
    if (const auto index = static_cast<std::size_t>(*number - 1); index < spans.size()) return spans[index];
    aws::Refusal refused = refusal("InvalidPartNumber");
    refused.details = {{"ActualPartCount", fmt::to_string(spans.size())},
                       {"PartNumberRequested", fmt::to_string(*number)}};
    return std::unexpected(std::move(refused));
}

Answer refused_range(const Call& call, const store::ObjectInfo& object) {
    http::Response response = refuse(call.request, beyond_the_end(object, call.request.headers.get("Range")));
    response.headers.add("Content-Range", fmt::format("bytes */{}", object.size));
    return response;
}

// The condition that did not hold, in the order of RFC 9110 13.2.2.
aws::Refusal refused_condition(const http::Headers& conditions) {
    aws::Refusal refused = refusal("PreconditionFailed");
    refused.details.emplace_back("Condition",
                                 conditions.has("if-match") ? "If-Match" : "If-Unmodified-Since");
    return refused;
}

store::ObjectName name_of(const Call& call) {
    return {call.bucket, call.key, version_id(call.parameter("versionId"))};
}

std::expected<store::OpenObject, aws::Refusal> open_wanted(const Call& call) {
    // HEAD needs the pieces only to tell where its part lies.
    if (call.request.method != "HEAD" || call.parameter("partNumber")) {
        return open_object(call, *call.found, name_of(call));
    }
    auto info = find_object(call);
    if (!info) return std::unexpected(std::move(info.error()));
    return store::OpenObject(std::move(*info), {});
}

// Where the newest version is a delete marker, the refusal says so.
Answer refuse_open(const Call& call, const aws::Refusal& refused) {
    const bool kept = call.found->versioning != store::Versioning::off;
    if (refused.code != "NoSuchKey" || !kept) return std::unexpected(refused);
    const auto newest = call.context.objects.find({call.bucket, call.key});
    if (!newest || !newest->marker) return std::unexpected(refused);
    http::Response response = refuse(call.request, refused);
    response.headers.add("x-amz-delete-marker", "true");
    add_version(*call.found, newest->object.attributes.version_id, response.headers);
    return response;
}

Answer answer_with(const Call& call, const store::OpenObject& opened, const std::optional<PartSpan>& part) {
    const auto& [object, pieces] = opened;
    http::Request plain = plain_conditions(call.request);
    if (part && part->length != 0) {
        plain.headers.set("range", fmt::format("bytes={}-{}", part->offset, part->offset + part->length - 1));
    }
    std::uint64_t length = 0;
    std::optional<Error> unread;
    const auto kept_caching = object.attributes.headers.find("cache-control");
    http::Representation representation{
        .content_type = object.content_type,
        .etag = quoted(object.etag),
        .modified_seconds = to_seconds(object.modified),
        .cache_control = kept_caching == object.attributes.headers.end() ? "" : kept_caching->second,
        .size = object.size,
        .read = [&, &pieces = pieces](std::uint64_t offset, std::uint64_t wanted) -> Result<http::Body> {
            length = wanted;
            auto body = body_of(pieces, offset, wanted);
            if (!body) unread = body.error();
            return body;
        }};
    http::Response response = http::respond_with(plain, representation);
    if (unread) return std::unexpected(refusal(*unread));
    if (response.status == 412) return std::unexpected(refused_condition(plain.headers));
    if (response.status == 416) return refused_range(call, object);
    add_version(*call.found, object.attributes.version_id, response.headers);
    if (response.status == 304) return response;

    if (part && part->length == 0) {  // which no Range can say
        response.status = 206;
        response.body = Bytes{};
        length = 0;
    }
    add_description(object, response.headers);
    if (part && count_parts(object)) {
        response.headers.add("x-amz-mp-parts-count", fmt::to_string(*count_parts(object)));
    }
    const bool whole = length == object.size;
    if (whole && to_lower(call.request.headers.get("x-amz-checksum-mode")) == "enabled") {
        add_checksum(object.attributes.checksum, response.headers);
    }
    if (auto refused = apply_overrides(call, response.headers)) return std::unexpected(std::move(*refused));
    if (call.request.method == "HEAD") {
        response.headers.set("Content-Length", fmt::to_string(length));
        response.body = Bytes{};
    }
    return response;
}

// What GetObjectAttributes is asked for, by the names of the API reference.
std::expected<std::vector<std::string>, aws::Refusal> read_wishes(const http::Headers& headers) {
    constexpr std::array known = {"ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"};
    std::vector<std::string> wishes;
    for (const auto& [name, value] : headers.all()) {
        if (to_lower(name) != "x-amz-object-attributes") continue;
        for (const std::string_view item : split(value, ',')) {
            if (!trim(item).empty()) wishes.emplace_back(trim(item));
        }
    }
    const bool valid = std::ranges::all_of(
        wishes, [&](const auto& wish) { return std::ranges::find(known, wish) != known.end(); });
    if (!valid) return std::unexpected(refusal("InvalidArgument", "Invalid attribute name specified."));
    if (wishes.empty()) {
        return std::unexpected(
            refusal("InvalidRequest",
                    "The x-amz-object-attributes header specifying the attributes to be retrieved "
                    "is either missing or empty"));
    }
    return wishes;
}

struct PartsPage {
    std::size_t after = 0;
    std::size_t most = 0;
};

std::expected<PartsPage, aws::Refusal> read_parts_page(const http::Headers& headers) {
    const auto field = [&](std::string_view name) {
        return headers.has(name) ? std::optional(headers.get(name)) : std::nullopt;
    };
    const auto most = read_number(field("x-amz-max-parts"), "max-parts", kMostListed);
    if (!most) return std::unexpected(most.error());
    const auto after = read_number(field("x-amz-part-number-marker"), "part-number-marker", 0);
    if (!after) return std::unexpected(after.error());
    return PartsPage{*after, std::min(*most, kMostListed)};
}

// Part sizes are known, the checksums of parts are not kept.
void write_parts(XmlWriter& xml, const store::OpenObject& opened, const PartsPage& page) {
    const auto spans = part_spans(opened);
    const std::size_t first = std::min(page.after, spans.size());
    const std::size_t last = first + std::min(page.most, spans.size() - first);
    xml.open("ObjectParts");
    xml.flag("IsTruncated", last < spans.size());
    xml.number("MaxParts", page.most);
    xml.number("NextPartNumberMarker", last);
    xml.number("PartNumberMarker", page.after);
    xml.number("PartsCount", spans.size());
    for (std::size_t i = first; i < last; ++i) {
        xml.open("Part");
        xml.number("PartNumber", i + 1);
        xml.number("Size", spans[i].length);
        xml.close();
    }
    xml.close();
}

}  // namespace

Answer get_object(const Call& call) {
    const auto opened = open_wanted(call);
    if (!opened) return refuse_open(call, opened.error());
    if (auto refused = refuse_reading(call.identity, *call.found, &opened->first))
        return std::unexpected(std::move(*refused));
    const auto part = select_part(call, *opened);
    if (!part) return std::unexpected(part.error());
    return answer_with(call, *opened, *part);
}

Answer get_object_attributes(const Call& call) {
    const auto wishes = read_wishes(call.request.headers);
    if (!wishes) return std::unexpected(wishes.error());
    const auto page = read_parts_page(call.request.headers);
    if (!page) return std::unexpected(page.error());
    const auto opened = open_object(call, *call.found, name_of(call));
    if (!opened) return refuse_open(call, opened.error());
    const store::ObjectInfo& object = opened->first;
    if (auto refused = refuse_reading(call.identity, *call.found, &object))
        return std::unexpected(std::move(*refused));

    const auto wanted = [&](std::string_view name) {
        return std::ranges::find(*wishes, name) != wishes->end();
    };
    XmlWriter xml("GetObjectAttributesResponse");
    if (wanted("ETag")) xml.text("ETag", object.etag);
    if (const auto& checksum = object.attributes.checksum; checksum && wanted("Checksum")) {
        xml.open("Checksum");
        xml.text(checksum_element(checksum->algorithm), checksum->value);
        xml.text("ChecksumType", checksum_type(*checksum));
        xml.close();
    }
    if (wanted("ObjectParts") && count_parts(object)) write_parts(xml, *opened, *page);
    if (wanted("StorageClass")) xml.text("StorageClass", "STANDARD");
    if (wanted("ObjectSize")) xml.number("ObjectSize", object.size);

    http::Response response = xml_response(xml.finish());
    response.headers.add("Last-Modified", http::http_date(to_seconds(object.modified)));
    add_version(*call.found, object.attributes.version_id, response.headers);
    return response;
}

}  // namespace garden::s3
