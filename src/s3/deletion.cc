#include <algorithm>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "base/text.h"
#include "s3/conditions.h"
#include "s3/digests.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/object_headers.h"
#include "s3/operations.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

constexpr std::size_t kMostKeys = 1000;
constexpr std::size_t kKeyLimit = 1024;  // octets

using Refused = std::optional<aws::Refusal>;

// One object of a DeleteObjects document.
struct Wish {
    std::string key;
    std::string etag;  // empty: any
    std::optional<std::string> version;
    Refused refused;  // what became of it
};

struct Wishes {
    std::vector<Wish> objects;
    bool quiet = false;
};

// Whatever the bucket itself says while a removal goes on.
aws::Refusal refuse_removal(const Error& error) {
    return error.code == ErrorCode::not_found ? refusal("NoSuchBucket") : refusal(error);
}

Refused remove_if(const Call& call, const std::string& key, const http::Headers& conditions) {
    const WriteConditions wanted(conditions);
    Guard guard([&](const store::ObjectInfo* current) { return wanted.refuse(current); });
    const auto removed = call.context.objects.remove(call.bucket, {key}, guard.precondition());
    if (removed) return std::nullopt;
    return guard.refused() ? guard.refused() : refuse_removal(removed.error());
}

std::expected<Wishes, aws::Refusal> read_wishes(std::string_view body) {
    const auto document = read_xml(body);
    if (!document || document->name != "Delete") return std::unexpected(refusal("MalformedXML"));
    Wishes wishes;
    wishes.quiet = to_lower(trim(document->text_of("Quiet"))) == "true";
    for (const XmlElement& element : document->children) {
        if (element.name != "Object") continue;
        Wish wish{.key = std::string(element.text_of("Key")),
                  .etag = std::string(trim(element.text_of("ETag"))),
                  .version = std::nullopt,
                  .refused = std::nullopt};
        if (const XmlElement* version = element.child("VersionId")) wish.version = version->text;
        if (wish.key.empty()) return std::unexpected(refusal("MalformedXML"));
        wishes.objects.push_back(std::move(wish));
    }
    if (wishes.objects.empty() || wishes.objects.size() > kMostKeys) {
        return std::unexpected(refusal("MalformedXML"));
    }
    return wishes;
}

Refused check(const Wish& wish) {
    if (wish.key.size() > kKeyLimit) return refusal("KeyTooLongError");
    return refuse_version(wish.version);
}

// All without a condition go in one transaction; of the others each has a fate of its own.
void remove_all(const Call& call, std::vector<Wish>& wishes) {
    std::set<std::string> keys;
    for (Wish& wish : wishes) {
        wish.refused = check(wish);
        if (!wish.refused && wish.etag.empty()) keys.insert(wish.key);
    }
    Refused failed;
    if (!keys.empty()) {
        const auto removed = call.context.objects.remove(call.bucket, {keys.begin(), keys.end()});
        if (!removed) failed = refuse_removal(removed.error());
    }
    for (Wish& wish : wishes) {
        if (wish.refused) continue;
        if (wish.etag.empty()) {
            wish.refused = failed;
            continue;
        }
        http::Headers conditions;
        conditions.add("if-match", wish.etag);
        wish.refused = remove_if(call, wish.key, conditions);
    }
}

void write_wish(XmlWriter& xml, const Wish& wish, bool quiet) {
    if (!wish.refused && quiet) return;
    xml.open(wish.refused ? "Error" : "Deleted");
    xml.text("Key", wish.key);
    if (wish.version) xml.text("VersionId", *wish.version);
    if (wish.refused) {
        xml.text("Code", wish.refused->code);
        xml.text("Message", wish.refused->message);
    }
    xml.close();
}

// S3 takes no list of what to delete that it cannot verify.
bool has_digest(const http::Headers& headers) {
    return headers.has("content-md5") || headers.has("x-amz-trailer") ||
           std::ranges::any_of(kChecksumKinds,
                               [&](ChecksumKind kind) { return headers.has(checksum_field(kind)); });
}

}  // namespace

Answer delete_object(const Call& call) {
    if (auto refused = refuse_version(call.parameter("versionId")))
        return std::unexpected(*std::move(refused));
    if (call.request.headers.has("if-none-match")) {
        return std::unexpected(refusal("NotImplemented"));
    }
    if (call.request.headers.has("if-match")) {
        if (auto refused = remove_if(call, call.key, call.request.headers))
            return std::unexpected(*std::move(refused));
        return no_content();
    }
    const auto removed = call.context.objects.remove(call.bucket, {call.key});
    if (!removed) return std::unexpected(refuse_removal(removed.error()));
    return no_content();
}

Answer delete_objects(const Call& call, std::string_view body) {
    if (!has_digest(call.request.headers)) {
        return std::unexpected(refusal(
            "InvalidRequest", "Missing required header for this request: Content-MD5 OR x-amz-checksum-*"));
    }
    auto wishes = read_wishes(body);
    if (!wishes) return std::unexpected(std::move(wishes).error());
    remove_all(call, wishes->objects);
    XmlWriter xml("DeleteResult");
    for (const Wish& wish : wishes->objects) write_wish(xml, wish, wishes->quiet);
    return xml_response(xml.finish());
}

}  // namespace garden::s3
