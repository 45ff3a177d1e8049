#include <algorithm>
#include <optional>

#include "base/iso_time.h"
#include "s3/acl.h"
#include "s3/answers.h"
#include "s3/bucket_name.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/operations.h"
#include "s3/page_token.h"
#include "s3/permissions.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

constexpr std::string_view kRegion = "us-east-1";
constexpr std::size_t kMostBuckets = 10'000;  // of one page
constexpr std::string_view kTokenPurpose = "buckets";

using Refused = std::optional<aws::Refusal>;

struct BucketQuery {
    std::string prefix;
    std::string after;
    std::size_t most = kMostBuckets;
};

std::expected<BucketQuery, aws::Refusal> read_query(const Call& call) {
    BucketQuery query;
    query.prefix = call.parameter("prefix").value_or("");
    if (const auto most = call.parameter("max-buckets")) {
        const auto count = read_number(most, "max-buckets", kMostBuckets);
        if (!count || *count == 0 || *count > kMostBuckets) {
            return std::unexpected(
                invalid_argument("max-buckets must be between 1 and 10000", "max-buckets", *most));
        }
        query.most = *count;
    }
    if (const auto token = call.parameter("continuation-token")) {
        auto after = read_page_token(kTokenPurpose, *token);
        if (!after) return std::unexpected(std::move(after).error());
        query.after = *std::move(after);
    }
    return query;
}

std::string write_buckets(const Call& call, const BucketQuery& query,
                          const std::vector<store::Bucket>& buckets) {
    XmlWriter xml("ListAllMyBucketsResult");
    xml.open("Owner");
    xml.text("ID", call.identity.access_key);
    xml.text("DisplayName", call.identity.access_key);
    xml.close();
    xml.open("Buckets");
    const std::size_t count = std::min(buckets.size(), query.most);
    for (std::size_t i = 0; i < count; ++i) {
        xml.open("Bucket");
        xml.text("Name", buckets[i].name);
        xml.text("CreationDate", iso_time_millis(buckets[i].created));
        xml.text("BucketRegion", kRegion);
        xml.close();
    }
    xml.close();
    if (count < buckets.size()) {
        xml.text("ContinuationToken", make_page_token(kTokenPurpose, buckets[count - 1].name));
    }
    if (!query.prefix.empty()) xml.text("Prefix", query.prefix);
    return xml.finish();
}

// Any region is taken for this one. What else the document can ask for, this server has not.
Refused check_configuration(std::string_view body) {
    if (body.empty()) return std::nullopt;
    const auto wished = read_xml(body);
    if (!wished || wished->name != "CreateBucketConfiguration") return refusal("MalformedXML");
    for (const XmlElement& element : wished->children) {
        if (element.name == "LocationConstraint") continue;
        const bool other_kind = element.name == "Bucket" || element.name == "Location";
        if (other_kind) return refusal("NotImplemented", "There are only general purpose buckets.");
        if (element.name == "Tags") {
            return refusal("NotImplemented", "Create the bucket first, and tag it with PutBucketTagging.");
        }
        return refusal("MalformedXML");
    }
    return std::nullopt;
}

Refused check_wishes(const http::Headers& headers) {
    if (headers.get("x-amz-bucket-object-lock-enabled") == "true") {
        return refusal("NotImplemented", "Object Lock is not supported.");
    }
    const std::string_view ownership = headers.get("x-amz-object-ownership");
    if (ownership.empty() || ownership == "BucketOwnerPreferred") return std::nullopt;
    return refusal("NotImplemented",
                   "Objects belong to the owner of their bucket, and access control lists are in force: only "
                   "BucketOwnerPreferred says that.");
}

// Why a bucket of a name that is taken cannot be made. One's own can be made again, as in us-east-1.
std::optional<aws::Refusal> taken(const Call& call) {
    const auto bucket = call.context.buckets.find(call.bucket);
    if (!bucket) return refusal(bucket.error());
    if (*bucket && owns(call.identity, **bucket)) return std::nullopt;
    aws::Refusal refused = refusal("BucketAlreadyExists");
    refused.details = {{"BucketName", call.bucket}};
    return refused;
}

http::Response made(const Call& call) {
    http::Response response;
    response.headers.add("Location", "/" + call.bucket);
    return response;
}

http::Response with_region(http::Response response) {
    response.headers.add("x-amz-bucket-region", std::string(kRegion));
    return response;
}

}  // namespace

Answer list_buckets(const Call& call) {
    const auto query = read_query(call);
    if (!query) return std::unexpected(query.error());
    auto buckets = call.context.buckets.list();
    if (!buckets) return std::unexpected(refusal(buckets.error()));
    const auto region = call.parameter("bucket-region");
    std::erase_if(*buckets, [&](const store::Bucket& bucket) {
        return !owns(call.identity, bucket) || !bucket.name.starts_with(query->prefix) ||
               (!query->after.empty() && bucket.name <= query->after) || (region && *region != kRegion);
    });
    return xml_response(write_buckets(call, *query, *buckets));
}

Answer create_bucket(const Call& call, std::string_view body) {
    if (!is_bucket_name(call.bucket)) {
        aws::Refusal refused = refusal("InvalidBucketName");
        refused.details = {{"BucketName", call.bucket}};
        return std::unexpected(std::move(refused));
    }
    if (auto refused = check_configuration(body)) return std::unexpected(*std::move(refused));
    if (auto refused = check_wishes(call.request.headers)) return std::unexpected(*std::move(refused));
    const auto grants = grants_of_header(call.request.headers, call.identity.access_key, Groups::ignored);
    if (!grants) return std::unexpected(grants.error());

    const auto created = call.context.buckets.create(call.bucket, call.identity.access_key);
    const bool again = !created && created.error().code == ErrorCode::conflict;
    if (!created && !again) return std::unexpected(refusal(created.error()));
    if (again) {
        if (auto refused = taken(call)) return std::unexpected(*std::move(refused));
    }
    // Made again, the bucket has the list that is asked for now; without a word of it, the one that it had.
    if (again ? has_acl_field(call.request.headers) : !grants->empty()) {
        const auto granted = call.context.buckets.set_grants(call.bucket, *grants);
        if (!granted) return std::unexpected(refusal(granted.error()));
    }
    return made(call);
}

Answer head_bucket(const Call& /*call*/) {
    http::Response response;
    response.headers.add("Content-Type", "application/xml");
    return with_region(std::move(response));
}

Answer delete_bucket(const Call& call) {
    if (call.bucket == call.context.garden_bucket) {
        return std::unexpected(refusal("AccessDenied", "The garden's own bucket cannot be deleted."));
    }
    const auto removed = call.context.buckets.remove(call.bucket);
    if (removed) return no_content();
    std::string_view code;
    if (removed.error().code == ErrorCode::conflict) code = "BucketNotEmpty";
    if (removed.error().code == ErrorCode::not_found) code = "NoSuchBucket";
    aws::Refusal refused = code.empty() ? refusal(removed.error()) : refusal(code);
    refused.details = {{"BucketName", call.bucket}};
    return std::unexpected(std::move(refused));
}

Answer get_bucket_location(const Call& /*call*/) {
    return with_region(xml_response(XmlWriter("LocationConstraint").finish()));
}

}  // namespace garden::s3
