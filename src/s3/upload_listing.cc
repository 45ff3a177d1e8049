// ListParts and ListMultipartUploads.
#include <algorithm>

#include "base/iso_time.h"
#include "s3/answers.h"
#include "s3/digests.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/multipart.h"
#include "s3/object_headers.h"
#include "s3/operations.h"
#include "s3/parts.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

void write_person(XmlWriter& xml, std::string_view element, std::string_view id) {
    xml.open(element);
    xml.text("ID", id);
    xml.text("DisplayName", id);
    xml.close();
}

// Who began the upload, who will own the object, and what will be said of it.
void write_upload(XmlWriter& xml, const Call& call, const store::Upload& upload) {
    write_person(xml, "Initiator", upload.owner);
    write_person(xml, "Owner", owner_id(*call.found));
    xml.text("StorageClass", "STANDARD");
    if (const auto& checksum = upload.attributes.checksum) {
        xml.text("ChecksumAlgorithm", upper_name(*part_checksum(upload)));
        xml.text("ChecksumType", checksum_type(*checksum));
    }
}

void write_part(XmlWriter& xml, const store::UploadPart& part) {
    xml.open("Part");
    xml.number("PartNumber", static_cast<std::uint64_t>(part.number));
    xml.text("LastModified", iso_time_millis(part.modified));
    xml.text("ETag", quoted(part.content.etag));
    xml.number("Size", part.content.size);
    write_checksum(xml, part.checksum, false);
    xml.close();
}

struct UploadsWish {
    store::UploadQuery query;
    bool encoded = false;
};

std::expected<UploadsWish, aws::Refusal> read_wish(const Call& call) {
    const auto text = [&](std::string_view name) { return std::string(call.parameter(name).value_or("")); };
    const auto most = read_number(call.parameter("max-uploads"), "max-uploads", kMostListed);
    if (!most) return std::unexpected(most.error());
    const std::string encoding = text("encoding-type");
    if (!encoding.empty() && encoding != "url") {
        return std::unexpected(refusal("InvalidArgument", "Invalid Encoding Method specified in Request"));
    }
    UploadsWish wish{{.bucket = call.bucket,
                      .prefix = text("prefix"),
                      .delimiter = text("delimiter"),
                      .after_key = text("key-marker"),
                      .after_id = text("upload-id-marker"),
                      .most = std::min(*most, kMostListed)},
                     encoding == "url"};
    if (wish.query.after_key.empty()) wish.query.after_id.clear();  // means nothing alone
    return wish;
}

}  // namespace

Answer list_parts(const Call& call) {
    const auto most = read_number(call.parameter("max-parts"), "max-parts", kMostListed);
    if (!most) return std::unexpected(most.error());
    const auto after = read_number(call.parameter("part-number-marker"), "part-number-marker", 0);
    if (!after) return std::unexpected(after.error());
    const auto upload = find_upload(call);
    if (!upload) return std::unexpected(upload.error());
    const std::size_t wanted = std::min(*most, kMostListed);
    const int marker = static_cast<int>(std::min<std::size_t>(*after, kMostParts));
    // One more than wanted tells whether there are more.
    auto parts = call.context.uploads.parts(upload->id, marker, wanted + 1);
    if (!parts) return std::unexpected(refuse_upload(parts.error()));
    const bool truncated = wanted != 0 && parts->size() > wanted;
    parts->resize(std::min(parts->size(), wanted));

    XmlWriter xml("ListPartsResult");
    xml.text("Bucket", upload->bucket);
    xml.text("Key", upload->key);
    xml.text("UploadId", upload->id);
    write_upload(xml, call, *upload);
    xml.number("PartNumberMarker", *after);
    xml.number("NextPartNumberMarker", parts->empty() ? 0 : static_cast<std::uint64_t>(parts->back().number));
    xml.number("MaxParts", wanted);
    xml.flag("IsTruncated", truncated);
    for (const store::UploadPart& part : *parts) write_part(xml, part);
    return xml_response(xml.finish());
}

Answer list_multipart_uploads(const Call& call) {
    const auto wish = read_wish(call);
    if (!wish) return std::unexpected(wish.error());
    const store::UploadQuery& query = wish->query;
    const auto page = call.context.uploads.list(query);
    if (!page) return std::unexpected(refusal(page.error()));
    const auto encoded = [&](const std::string& text) { return wish->encoded ? encode_url(text) : text; };

    XmlWriter xml("ListMultipartUploadsResult");
    xml.text("Bucket", call.bucket);
    xml.text("KeyMarker", encoded(query.after_key));
    xml.text("UploadIdMarker", query.after_id);
    if (page->truncated) {
        xml.text("NextKeyMarker", encoded(page->last_key));
        xml.text("NextUploadIdMarker", page->last_id);
    }
    if (!query.prefix.empty()) xml.text("Prefix", encoded(query.prefix));
    if (!query.delimiter.empty()) xml.text("Delimiter", encoded(query.delimiter));
    if (wish->encoded) xml.text("EncodingType", "url");
    xml.number("MaxUploads", query.most);
    xml.flag("IsTruncated", page->truncated);
    for (const store::Upload& upload : page->uploads) {
        xml.open("Upload");
        xml.text("Key", encoded(upload.key));
        xml.text("UploadId", upload.id);
        write_upload(xml, call, upload);
        xml.text("Initiated", iso_time_millis(upload.initiated));
        xml.close();
    }
    for (const std::string& prefix : page->prefixes) {
        xml.open("CommonPrefixes");
        xml.text("Prefix", encoded(prefix));
        xml.close();
    }
    return xml_response(xml.finish());
}

}  // namespace garden::s3
