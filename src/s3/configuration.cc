#include "s3/configuration.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/operations.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

constexpr std::array kOfBuckets = {
    Configuration{
        "policy", "NoSuchBucketPolicy", "",
        "Bucket policies are not supported: every key may use the garden's own bucket, and other buckets are "
        "shared by access control lists."},
    Configuration{"policyStatus", "NoSuchBucketPolicy", "", "Bucket policies are not supported."},
    Configuration{"cors", "NoSuchCORSConfiguration", "",
                  "CORS is not supported: every request needs a signature."},
    Configuration{"object-lock", "ObjectLockConfigurationNotFoundError", "", "Object Lock is not supported."},
    Configuration{"lifecycle", "NoSuchLifecycleConfiguration", "", "Lifecycle rules are not supported."},
    Configuration{
        "website", "NoSuchWebsiteConfiguration", "",
        "Website configurations are not supported: objects under html/ of the garden's own bucket are "
        "served as pages by the main listener."},
    Configuration{"encryption", "ServerSideEncryptionConfigurationNotFoundError", "",
                  "Server-side encryption is not supported."},
    Configuration{"replication", "ReplicationConfigurationNotFoundError", "",
                  "Replication is not supported."},
    Configuration{"notification", "", "NotificationConfiguration", "Event notifications are not supported."},
    Configuration{"logging", "", "BucketLoggingStatus", "Server access logging is not supported."},
    Configuration{"requestPayment", "", "RequestPaymentConfiguration",
                  "Nobody pays for requests to this server."},
    Configuration{"accelerate", "", "AccelerateConfiguration", "Transfer Acceleration is not supported."},
    Configuration{"ownershipControls", "", "OwnershipControls",
                  "Objects belong to the owner of their bucket, and access control lists are in force: only "
                  "BucketOwnerPreferred says that."},
    Configuration{"publicAccessBlock", "NoSuchPublicAccessBlockConfiguration", "",
                  "Public access cannot be configured: there is none."},
    Configuration{"inventory", "NoSuchConfiguration", "ListInventoryConfigurationsResult",
                  "Inventories are not supported."},
    Configuration{"analytics", "NoSuchConfiguration", "ListBucketAnalyticsConfigurationResult",
                  "Analytics are not supported."},
    Configuration{"metrics", "NoSuchConfiguration", "ListMetricsConfigurationsResult",
                  "Request metrics are not supported here: the main listener has /metrics."},
    Configuration{"intelligent-tiering", "NoSuchConfiguration",
                  "ListBucketIntelligentTieringConfigurationsOutput", "There is one storage class."},
    Configuration{"metadataTable", "NoSuchConfiguration", "", "Metadata tables are not supported."},
    Configuration{"metadataConfiguration", "NoSuchConfiguration", "", "Metadata tables are not supported."},
    Configuration{"session", "NotImplemented", "",
                  "Sessions are for directory buckets; this is a general purpose one."},
};

constexpr std::array kOfObjects = {
    Configuration{"retention", "InvalidRequest", "", "Bucket is missing Object Lock Configuration"},
    Configuration{"legal-hold", "InvalidRequest", "", "Bucket is missing Object Lock Configuration"},
    Configuration{"torrent", "MethodNotAllowed", "", "Torrents are not supported."},
    Configuration{"restore", "MethodNotAllowed", "",
                  "Restore is not allowed for the object's current storage class"},
    Configuration{"select", "MethodNotAllowed", "", "SQL over objects is not supported."},
    Configuration{"renameObject", "MethodNotAllowed", "",
                  "Renaming is for directory buckets; copy and delete instead."},
    Configuration{"encryption", "MethodNotAllowed", "", "Server-side encryption is not supported."},
};

// A list of configurations with ids, of which there are none, when no id is asked for.
bool is_list(const Call& call, const Configuration& configuration) {
    return !configuration.absent.empty() && !configuration.document.empty() && !call.parameter("id");
}

// Wishes for what is so already.
bool changes_nothing(const Configuration& configuration, const XmlElement& wished) {
    if (configuration.document != wished.name) return false;
    if (configuration.parameter == "requestPayment") return trim(wished.text_of("Payer")) == "BucketOwner";
    if (configuration.parameter == "ownershipControls") {
        const XmlElement* rule = wished.child("Rule");
        return rule != nullptr && trim(rule->text_of("ObjectOwnership")) == "BucketOwnerPreferred";
    }
    return configuration.absent.empty() && wished.children.empty();
}

std::string describe(const Configuration& configuration, bool list) {
    XmlWriter xml(configuration.document);
    if (list) xml.flag("IsTruncated", false);
    if (configuration.parameter == "requestPayment") xml.text("Payer", "BucketOwner");
    if (configuration.parameter == "ownershipControls") {
        xml.open("Rule");
        xml.text("ObjectOwnership", "BucketOwnerPreferred");
    }
    return xml.finish();
}

}  // namespace

const Configuration* find_configuration(const http::Request& request, bool of_object) {
    const std::span<const Configuration> known =
        of_object ? std::span<const Configuration>(kOfObjects) : std::span<const Configuration>(kOfBuckets);
    const auto found = std::ranges::find_if(known, [&](const Configuration& configuration) {
        return request.query_value(configuration.parameter).has_value();
    });
    return found == known.end() ? nullptr : &*found;
}

Answer get_bucket_configuration(const Call& call) {
    const Configuration& configuration = *find_configuration(call.request, false);
    const bool list = is_list(call, configuration);
    if (configuration.absent.empty() || list) return xml_response(describe(configuration, list));
    aws::Refusal refused = refusal(configuration.absent);
    if (configuration.absent == "NotImplemented") refused.message = configuration.refusal;
    refused.details = {{"BucketName", call.bucket}};
    return std::unexpected(std::move(refused));
}

Answer put_bucket_configuration(const Call& call, std::string_view body) {
    const Configuration& configuration = *find_configuration(call.request, false);
    if (!configuration.document.empty()) {
        const auto wished = read_xml(body);
        if (!wished) return std::unexpected(refusal("MalformedXML"));
        if (changes_nothing(configuration, *wished)) return http::Response{};
    }
    return std::unexpected(refusal("NotImplemented", std::string(configuration.refusal)));
}

Answer delete_bucket_configuration(const Call& call) {
    // What has a document without ever being set cannot be taken away either.
    if (find_configuration(call.request, false)->absent.empty())
        return std::unexpected(refusal("MethodNotAllowed"));
    return no_content();
}

Answer get_object_configuration(const Call& call) {
    const Configuration& configuration = *find_configuration(call.request, true);
    const auto object = call.context.objects.head(call.bucket, call.key);
    if (!object) return std::unexpected(refusal(object.error()));
    // S3 has no word for an object's lock that is absent but this complaint about its bucket.
    const bool lock = configuration.absent == "InvalidRequest";
    return std::unexpected(
        refusal(configuration.absent, lock ? std::string(configuration.refusal) : std::string()));
}

Answer put_object_configuration(const Call& call, std::string_view /*body*/) {
    const Configuration& configuration = *find_configuration(call.request, true);
    std::string_view code = "NotImplemented";
    if (configuration.absent == "InvalidRequest") code = configuration.absent;
    if (configuration.parameter == "restore") code = "InvalidObjectState";
    return std::unexpected(refusal(code, std::string(configuration.refusal)));
}

}  // namespace garden::s3
