#include <algorithm>
#include <map>
#include <optional>
#include <ranges>
#include <vector>

#include "base/text.h"
#include "s3/conditions.h"
#include "s3/digests.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/operations.h"
#include "s3/permissions.h"
#include "s3/version.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

constexpr std::size_t kMostKeys = 1000;
// Keys of one transaction: a lock for each is held meanwhile, and puts of others wait for some of them.
constexpr std::size_t kKeysAtOnce = 50;
constexpr std::size_t kKeyLimit = 1024;  // octets

using Refused = std::optional<aws::Refusal>;

// One object of a DeleteObjects document, and what became of it.
struct Wish {
    std::string key;
    std::string etag;                    // empty: any
    std::optional<std::string> version;  // its id in the store
    Refused refused;
    store::Removal removal;
};

struct Wishes {
    std::vector<Wish> objects;
    bool quiet = false;
};

// Whatever the bucket itself says while a removal goes on.
aws::Refusal refuse_removal(const Error& error) {
    return error.code == ErrorCode::not_found ? refusal("NoSuchBucket") : refusal(error);
}

using Removed = std::expected<store::Removal, aws::Refusal>;

// What is current of the key, where the conditions hold; none may be there.
Removed remove_current(const Call& call, const std::string& key, const http::Headers& conditions) {
    const WriteConditions wanted(conditions);
    Guard guard([&](const store::ObjectInfo* current) { return wanted.refuse(current); });
    const auto removed = call.context.objects.remove(
        call.bucket, {key}, wanted.empty() ? store::Precondition() : guard.precondition());
    if (removed) return removed->front();
    return std::unexpected(guard.refused() ? *guard.refused() : refuse_removal(removed.error()));
}

// A bucket that never kept versions has none to ask for, but "null" is what is current, as without a version.
// Elsewhere S3 does not mind that one is gone, and only the owner removes for good: to others WRITE gives
// markers.
Refused refuse_version(const Call& call, const std::string& version) {
    if (call.found->versioning == store::Versioning::off) {
        return version.empty() ? Refused() : refusal("NoSuchVersion");
    }
    return owns(call.identity, *call.found) ? Refused() : refusal("AccessDenied");
}

Removed remove_version(const Call& call, const std::string& key, const std::string& version) {
    if (auto refused = refuse_version(call, version)) return std::unexpected(*std::move(refused));
    const auto removed = call.context.objects.remove_versions(call.bucket, {{call.bucket, key, version}});
    if (!removed) return std::unexpected(refuse_removal(removed.error()));
    return removed->front();
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
                  .version = version_id(element.text_of("VersionId")),
                  .refused = std::nullopt,
                  .removal = {}};
        if (wish.key.empty()) return std::unexpected(refusal("MalformedXML"));
        wishes.objects.push_back(std::move(wish));
    }
    if (wishes.objects.empty() || wishes.objects.size() > kMostKeys) {
        return std::unexpected(refusal("MalformedXML"));
    }
    return wishes;
}

// One whose fate is its own: it names an ETag.
void remove_matching(const Call& call, Wish& wish) {
    http::Headers conditions;
    conditions.add("if-match", wish.etag);
    if (auto removed = remove_current(call, wish.key, conditions)) {
        wish.removal = *std::move(removed);
    } else {
        wish.refused = std::move(removed).error();
    }
}

// Removes in batches, and says of each wish what became of it. `remove` takes a part of `what`, which is in
// the order of the wishes.
template <typename T, typename Remove>
void settle(const std::vector<Wish*>& wishes, const std::vector<T>& what, Remove remove) {
    for (std::size_t begin = 0; begin < what.size(); begin += kKeysAtOnce) {
        const std::size_t end = std::min(begin + kKeysAtOnce, what.size());
        const auto at = [&](std::size_t i) { return what.begin() + static_cast<std::ptrdiff_t>(i); };
        const Result<std::vector<store::Removal>> removed = remove(std::vector<T>(at(begin), at(end)));
        for (std::size_t i = begin; i < end; ++i) {
            if (removed) {
                wishes[i]->removal = (*removed)[i - begin];
            } else {
                wishes[i]->refused = refuse_removal(removed.error());
            }
        }
    }
}

// What names a version, and what names neither a version nor an ETag, goes in batches; a key that is named
// twice goes once.
void remove_all(const Call& call, std::vector<Wish>& wishes) {
    std::vector<Wish*> plain;
    std::vector<Wish*> of_versions;
    std::map<std::string, const Wish*> first;
    std::vector<std::string> keys;
    std::vector<store::ObjectName> names;
    for (Wish& wish : wishes) {
        if (wish.key.size() > kKeyLimit) {
            wish.refused = refusal("KeyTooLongError");
        } else if (wish.version) {
            wish.refused = refuse_version(call, *wish.version);
            if (wish.refused) continue;
            of_versions.push_back(&wish);
            names.push_back({call.bucket, wish.key, wish.version});
        } else if (!wish.etag.empty()) {
            remove_matching(call, wish);
        } else if (first.try_emplace(wish.key, &wish).second) {
            plain.push_back(&wish);
            keys.push_back(wish.key);
        }
    }
    store::Objects& objects = call.context.objects;
    settle(of_versions, names,
           [&](const auto& batch) { return objects.remove_versions(call.bucket, batch); });
    settle(plain, keys, [&](const auto& batch) { return objects.remove(call.bucket, batch); });
    for (Wish& wish : wishes) {
        const auto same = first.find(wish.key);
        if (wish.version || !wish.etag.empty() || same == first.end()) continue;
        wish.refused = same->second->refused;
        wish.removal = same->second->removal;
    }
}

void write_wish(XmlWriter& xml, const Wish& wish, bool quiet) {
    if (!wish.refused && quiet) return;
    xml.open(wish.refused ? "Error" : "Deleted");
    xml.text("Key", wish.key);
    if (wish.version) xml.text("VersionId", version_name(*wish.version));
    if (wish.removal.marker) {
        xml.flag("DeleteMarker", true);
        xml.text("DeleteMarkerVersionId", version_name(wish.removal.version_id));
    }
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
    if (call.request.headers.has("if-none-match")) return std::unexpected(refusal("NotImplemented"));
    const auto version = version_id(call.parameter("versionId"));
    const Removed removed = version ? remove_version(call, call.key, *version)
                                    : remove_current(call, call.key, call.request.headers);
    if (!removed) return std::unexpected(removed.error());
    http::Response response = no_content();
    if (removed->marker) response.headers.add("x-amz-delete-marker", "true");
    if (version || removed->marker) add_version(*call.found, removed->version_id, response.headers);
    return response;
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
