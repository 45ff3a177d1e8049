#include <algorithm>
#include <optional>

#include "base/iso_time.h"
#include "base/text.h"
#include "s3/answers.h"
#include "s3/digests.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/object_headers.h"
#include "s3/operations.h"
#include "s3/page_token.h"
#include "s3/version.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

constexpr std::size_t kMostKeys = 1000;  // of one page
constexpr std::string_view kTokenPurpose = "objects";

// What the three listings are asked alike.
struct Query {
    std::string prefix;
    std::optional<std::string> delimiter;
    std::size_t most = kMostKeys;
    bool encoded = false;  // keys and prefixes in the answer are percent-encoded
};

std::string text_or_nothing(const Call& call, std::string_view name) {
    return std::string(call.parameter(name).value_or(""));
}

std::expected<Query, aws::Refusal> read_query(const Call& call) {
    Query query;
    query.prefix = text_or_nothing(call, "prefix");
    if (const auto delimiter = call.parameter("delimiter")) query.delimiter = *delimiter;
    const auto count = read_number(call.parameter("max-keys"), "max-keys", kMostKeys);
    if (!count) return std::unexpected(count.error());
    query.most = std::min(*count, kMostKeys);
    if (const auto encoding = call.parameter("encoding-type"); encoding && !encoding->empty()) {
        if (*encoding != "url") {
            return std::unexpected(
                invalid_argument("Invalid Encoding Method specified in Request", "encoding-type", *encoding));
        }
        query.encoded = true;
    }
    return query;
}

std::expected<store::ListPage, aws::Refusal> list(const Call& call, const Query& query, std::string after) {
    if (query.most == 0) return store::ListPage{};
    auto page = call.context.objects.list({.bucket = call.bucket,
                                           .prefix = query.prefix,
                                           .delimiter = query.delimiter.value_or(""),
                                           .after = std::move(after),
                                           .most = query.most});
    if (!page) return std::unexpected(refuse_unwritten(page.error()));
    return *std::move(page);
}

// The document of one listing.
class Listing {
  public:
    Listing(std::string_view root, const Call& call, const Query& query)
        : xml_(root), call_(call), query_(query) {
        xml_.text("Name", call.bucket);
    }

    XmlWriter& xml() { return xml_; }

    // Of version 1, botocore decodes all but the prefix: there it is written as it is, where XML can hold it.
    void plain_prefix() {
        if (is_printable(query_.prefix) || query_.prefix == "\n") {
            xml_.text("Prefix", query_.prefix);
        } else {
            name("Prefix", query_.prefix);
        }
    }

    // A key, or what stands beside keys.
    void name(std::string_view element, std::string_view value) {
        if (query_.encoded) {
            xml_.text(element, encode_url(value));
        } else {
            xml_.text(element, value);
        }
    }

    void settings(bool truncated) {
        xml_.number("MaxKeys", query_.most);
        if (query_.delimiter && !query_.delimiter->empty()) name("Delimiter", *query_.delimiter);
        if (query_.encoded) xml_.text("EncodingType", "url");
        xml_.flag("IsTruncated", truncated);
    }

    void objects(const std::vector<store::ObjectInfo>& objects, bool with_owner) {
        for (const store::ObjectInfo& object : objects) {
            xml_.open("Contents");
            name("Key", object.key);
            content(object, with_owner);
            xml_.close();
        }
    }

    void versions(const std::vector<store::Version>& versions) {
        for (const store::Version& version : versions) {
            xml_.open(version.marker ? "DeleteMarker" : "Version");
            name("Key", version.object.key);
            xml_.text("VersionId", version_name(version.object.attributes.version_id));
            xml_.flag("IsLatest", version.latest);
            if (version.marker) {
                xml_.text("LastModified", iso_time_millis(version.object.modified));
                owner();
            } else {
                content(version.object, true);
            }
            xml_.close();
        }
    }

    std::string finish(const std::vector<std::string>& prefixes) {
        for (const std::string& prefix : prefixes) {
            xml_.open("CommonPrefixes");
            name("Prefix", prefix);
            xml_.close();
        }
        return xml_.finish();
    }

  private:
    void content(const store::ObjectInfo& object, bool with_owner) {
        xml_.text("LastModified", iso_time_millis(object.modified));
        xml_.text("ETag", quoted(object.etag));
        checksum(object.attributes.checksum);
        xml_.number("Size", object.size);
        if (with_owner) owner();
        xml_.text("StorageClass", "STANDARD");
    }

    void owner() {
        const std::string id = owner_id(*call_.found);
        xml_.open("Owner");
        xml_.text("ID", id);
        xml_.text("DisplayName", id);
        xml_.close();
    }

    void checksum(const std::optional<store::Checksum>& known) {
        const auto kind = known ? checksum_kind(known->algorithm) : std::nullopt;
        if (!kind) return;
        xml_.text("ChecksumAlgorithm", upper_name(*kind));
        xml_.text("ChecksumType", checksum_type(*known));
    }

    XmlWriter xml_;
    const Call& call_;
    const Query& query_;
};

}  // namespace

Answer list_objects(const Call& call) {
    const auto query = read_query(call);
    if (!query) return std::unexpected(query.error());
    const std::string marker = text_or_nothing(call, "marker");
    const auto page = list(call, *query, marker);
    if (!page) return std::unexpected(page.error());
    Listing listing("ListBucketResult", call, *query);
    listing.plain_prefix();
    listing.name("Marker", marker);
    listing.settings(page->truncated);
    // Without a delimiter the last key is the next marker, and S3 leaves it to the client to see that.
    if (page->truncated && query->delimiter && !query->delimiter->empty())
        listing.name("NextMarker", page->last);
    listing.objects(page->objects, true);
    return xml_response(listing.finish(page->prefixes));
}

Answer list_objects_v2(const Call& call) {
    if (const auto type = call.parameter("list-type"); type != "2") {
        return std::unexpected(
            invalid_argument("Invalid List Type specified in Request", "list-type", *type));
    }
    const auto query = read_query(call);
    if (!query) return std::unexpected(query.error());
    const std::string start_after = text_or_nothing(call, "start-after");
    const auto token = call.parameter("continuation-token");
    std::string after = start_after;
    if (token && !token->empty()) {
        auto last = read_page_token(kTokenPurpose, *token);
        if (!last) return std::unexpected(std::move(last).error());
        after = *std::move(last);
    }
    const auto page = list(call, *query, std::move(after));
    if (!page) return std::unexpected(page.error());

    Listing listing("ListBucketResult", call, *query);
    listing.name("Prefix", query->prefix);
    if (token) listing.xml().text("ContinuationToken", *token);
    if (!start_after.empty()) listing.name("StartAfter", start_after);
    listing.xml().number("KeyCount", page->objects.size() + page->prefixes.size());
    listing.settings(page->truncated);
    if (page->truncated)
        listing.xml().text("NextContinuationToken", make_page_token(kTokenPurpose, page->last));
    listing.objects(page->objects, call.parameter("fetch-owner") == "true");
    return xml_response(listing.finish(page->prefixes));
}

Answer list_object_versions(const Call& call) {
    const auto query = read_query(call);
    if (!query) return std::unexpected(query.error());
    const std::string key_marker = text_or_nothing(call, "key-marker");
    const std::string version_marker = text_or_nothing(call, "version-id-marker");
    if (key_marker.empty() && !version_marker.empty()) {
        return std::unexpected(
            invalid_argument("A version-id marker cannot be specified without a key marker.",
                             "version-id-marker", version_marker));
    }
    store::VersionPage page;
    if (query->most > 0) {
        auto listed = call.context.objects.versions({.bucket = call.bucket,
                                                     .prefix = query->prefix,
                                                     .delimiter = query->delimiter.value_or(""),
                                                     .after_key = key_marker,
                                                     .after_version = version_id(version_marker),
                                                     .most = query->most});
        if (!listed) return std::unexpected(refuse_unwritten(listed.error()));
        page = *std::move(listed);
    }
    Listing listing("ListVersionsResult", call, *query);
    listing.name("Prefix", query->prefix);
    listing.name("KeyMarker", key_marker);
    listing.xml().text("VersionIdMarker", version_marker);
    listing.settings(page.truncated);
    if (page.truncated) {
        listing.name("NextKeyMarker", page.last_key);
        if (page.last_version) listing.xml().text("NextVersionIdMarker", version_name(*page.last_version));
    }
    listing.versions(page.versions);
    return xml_response(listing.finish(page.prefixes));
}

}  // namespace garden::s3
