#include <algorithm>

#include "base/text.h"
#include "s3/answers.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/operations.h"
#include "s3/tags.h"
#include "s3/version.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

constexpr std::size_t kMostKeyCharacters = 128;
constexpr std::size_t kMostValueCharacters = 256;

// Of well-formed UTF-8: all octets but those that continue a character.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_taggable(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view(" +-=._:/@").find(c) != std::string_view::npos;
}

// Sets the tags of the object; it must exist.
Answer change_tags(const Call& call, const Tags& tags, http::Response done) {
    const auto object = find_object(call);
    if (!object) return std::unexpected(object.error());
    const auto set = [&](store::Attributes& attributes) { attributes.tags = tags; };
    if (auto refused = change_object(call, *object, set, "")) return std::unexpected(*std::move(refused));
    add_version(*call.found, object->attributes.version_id, done.headers);
    return done;
}

Answer set_bucket_tags(const Call& call, const Tags& tags) {
    const auto set = call.context.buckets.set_tags(call.bucket, tags);
    if (!set) return std::unexpected(refuse_unwritten(set.error()));
    return no_content();
}

}  // namespace

std::optional<aws::Refusal> add_tag(Tags& tags, std::string_view key, std::string_view value) {
    if (key.empty() || characters(key) > kMostKeyCharacters || !std::ranges::all_of(key, is_taggable)) {
        return refusal("InvalidTag", "The TagKey you have provided is invalid");
    }
    if (key.starts_with("aws:")) {
        return refusal("InvalidTag", "System tags cannot be added/updated by requester");
    }
    if (characters(value) > kMostValueCharacters || !std::ranges::all_of(value, is_taggable)) {
        return refusal("InvalidTag", "The TagValue you have provided is invalid");
    }
    if (!tags.emplace(key, value).second) {
        return refusal("InvalidTag", "Cannot provide multiple Tags with the same key");
    }
    return std::nullopt;
}

std::optional<aws::Refusal> refuse_number(const Tags& tags, std::size_t most) {
    if (tags.size() <= most) return std::nullopt;
    return refusal("BadRequest", most == kMostObjectTags ? "Object tags cannot be greater than 10"
                                                         : "Bucket tag count cannot be greater than 50");
}

std::expected<Tags, aws::Refusal> tags_of_document(std::string_view body, std::size_t most) {
    const auto tagging = read_xml(body);
    const XmlElement* set = tagging && tagging->name == "Tagging" ? tagging->child("TagSet") : nullptr;
    if (set == nullptr) return std::unexpected(refusal("MalformedXML"));
    Tags tags;
    for (const XmlElement& tag : set->children) {
        if (tag.name != "Tag" || tag.child("Key") == nullptr || tag.child("Value") == nullptr) {
            return std::unexpected(refusal("MalformedXML"));
        }
        if (auto refused = add_tag(tags, tag.text_of("Key"), tag.text_of("Value"))) {
            return std::unexpected(*std::move(refused));
        }
    }
    if (auto refused = refuse_number(tags, most)) return std::unexpected(*std::move(refused));
    return tags;
}

std::string write_tags(const Tags& tags) {
    XmlWriter xml("Tagging");
    xml.open("TagSet");
    for (const auto& [key, value] : tags) {
        xml.open("Tag");
        xml.text("Key", key);
        xml.text("Value", value);
        xml.close();
    }
    return xml.finish();
}

Answer get_object_tagging(const Call& call) {
    const auto object = find_object(call);
    if (!object) return std::unexpected(object.error());
    http::Response response = xml_response(write_tags(object->attributes.tags));
    add_version(*call.found, object->attributes.version_id, response.headers);
    return response;
}

Answer put_object_tagging(const Call& call, std::string_view body) {
    const auto tags = tags_of_document(body, kMostObjectTags);
    if (!tags) return std::unexpected(tags.error());
    return change_tags(call, *tags, http::Response{});
}

Answer delete_object_tagging(const Call& call) { return change_tags(call, {}, no_content()); }

Answer get_bucket_tagging(const Call& call) {
    if (!call.found->tags.empty()) return xml_response(write_tags(call.found->tags));
    aws::Refusal refused = refusal("NoSuchTagSet");
    refused.details = {{"BucketName", call.bucket}};
    return std::unexpected(std::move(refused));
}

Answer put_bucket_tagging(const Call& call, std::string_view body) {
    const auto tags = tags_of_document(body, kMostBucketTags);
    if (!tags) return std::unexpected(tags.error());
    return set_bucket_tags(call, *tags);
}

Answer delete_bucket_tagging(const Call& call) { return set_bucket_tags(call, {}); }

}  // namespace garden::s3
