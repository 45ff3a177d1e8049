#include "store/attributes_json.h"

#include <nlohmann/json.hpp>

namespace garden::store {
namespace {

using nlohmann::json;
using Texts = std::map<std::string, std::string>;

constexpr std::string_view kEnabled = "enabled";
constexpr std::string_view kSuspended = "suspended";

Versioning versioning_of(std::string_view word) {
    if (word == kEnabled) return Versioning::enabled;
    return word == kSuspended ? Versioning::suspended : Versioning::off;
}

json grants_json(const std::vector<Grant>& grants) {
    json list = json::array();
    for (const Grant& grant : grants)
        list.push_back({{"grantee", grant.grantee}, {"permission", grant.permission}});
    return list;
}

std::vector<Grant> grants_of(const json& holder) {
    std::vector<Grant> grants;
    for (const json& grant : holder.value("grants", json::array())) {
        grants.push_back({grant.at("grantee").get<std::string>(), grant.at("permission").get<std::string>()});
    }
    return grants;
}

json checksum_json(const Checksum& checksum) {
    return {{"algorithm", checksum.algorithm}, {"value", checksum.value}, {"composite", checksum.composite}};
}

Checksum checksum_of(const json& checksum) {
    return {checksum.at("algorithm").get<std::string>(), checksum.at("value").get<std::string>(),
            checksum.at("composite").get<bool>()};
}

// What `read` makes of the document; the library tells of another shape by exceptions.
template <typename Read>
auto parse(std::string_view text, Read read) -> Result<decltype(read(json()))> {
    try {
        return read(json::parse(text));
    } catch (const json::exception&) {
        return fail(ErrorCode::corrupt, "the catalog holds attributes of another shape than it should");
    }
}

}  // namespace

std::string to_json(const Texts& texts) { return texts.empty() ? "{}" : json(texts).dump(); }

Result<Texts> texts_from_json(std::string_view text) {
    if (text == "{}") return Texts{};
    return parse(text, [](const json& document) { return document.get<Texts>(); });
}

std::string to_json(const Attributes& attributes) {
    json document = json::object();
    if (!attributes.headers.empty()) document["headers"] = attributes.headers;
    if (!attributes.tags.empty()) document["tags"] = attributes.tags;
    if (!attributes.grants.empty()) document["grants"] = grants_json(attributes.grants);
    if (attributes.checksum) document["checksum"] = checksum_json(*attributes.checksum);
    if (!attributes.upload_id.empty()) document["upload"] = attributes.upload_id;
    if (!attributes.version_id.empty()) document["version"] = attributes.version_id;
    return document.dump();
}

Result<Attributes> attributes_from_json(std::string_view text) {
    if (text == "{}") return Attributes{};
    return parse(text, [](const json& document) {
        Attributes attributes;
        attributes.headers = document.value("headers", Texts());
        attributes.tags = document.value("tags", Texts());
        attributes.grants = grants_of(document);
        if (document.contains("checksum")) attributes.checksum = checksum_of(document["checksum"]);
        attributes.upload_id = document.value("upload", std::string());
        attributes.version_id = document.value("version", std::string());
        return attributes;
    });
}

std::string to_json(const BucketAttributes& attributes) {
    json document = json::object();
    if (!attributes.grants.empty()) document["grants"] = grants_json(attributes.grants);
    if (!attributes.tags.empty()) document["tags"] = attributes.tags;
    if (attributes.versioning != Versioning::off)
        document["versioning"] = attributes.versioning == Versioning::enabled ? kEnabled : kSuspended;
    return document.dump();
}

Result<BucketAttributes> bucket_attributes_from_json(std::string_view text) {
    return parse(text, [](const json& document) {
        return BucketAttributes{grants_of(document), document.value("tags", Texts()),
                                versioning_of(document.value("versioning", std::string()))};
    });
}

std::string to_json(const std::optional<Checksum>& checksum) {
    return checksum ? checksum_json(*checksum).dump() : "";
}

Result<std::optional<Checksum>> checksum_from_json(std::string_view text) {
    if (text.empty()) return std::nullopt;
    return parse(text, [](const json& document) { return std::optional(checksum_of(document)); });
}

}  // namespace garden::store
