#include "s3/conditions.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "s3/errors.h"

namespace garden::s3 {
namespace {

struct Tag {
    std::string_view opaque;  // without quotes
    bool weak = false;
};

// Entity tags hold no comma here: ours are hexadecimal digits, and others match nothing however they are cut.
std::vector<Tag> read_tags(std::string_view list) {
    std::vector<Tag> tags;
    for (std::string_view item : split(list, ',')) {
        item = trim(item);
        Tag tag;
        if (item.starts_with("W/")) {
            tag.weak = true;
            item.remove_prefix(2);
        }
        if (item.size() >= 2 && item.starts_with('"') && item.ends_with('"'))
            item = item.substr(1, item.size() - 2);
        tag.opaque = item;
        if (!item.empty()) tags.push_back(tag);
    }
    return tags;
}

std::string quote_tags(std::string_view list) {
    if (trim(list) == "*") return "*";
    std::string quoted;
    for (const Tag& tag : read_tags(list)) {
        if (!quoted.empty()) quoted += ", ";
        quoted += tag.weak ? "W/\"" : "\"";
        quoted += tag.opaque;
        quoted += '"';
    }
    // A field without a tag matches nothing; without the field anything would.
    return quoted.empty() ? "\"\"" : quoted;
}

bool names(std::string_view list, const store::ObjectInfo& object, bool weak_too) {
    if (trim(list) == "*") return true;
    return std::ranges::any_of(read_tags(list), [&](const Tag& tag) {
        return (weak_too || !tag.weak) && tag.opaque == object.etag;
    });
}

aws::Refusal failed(std::string_view condition) {
    aws::Refusal refused = refusal("PreconditionFailed");
    refused.details.emplace_back("Condition", condition);
    return refused;
}

// Copies the fields of the conditions, `prefix` off their names.
void copy_conditions(const http::Headers& from, std::string_view prefix, http::Headers& to) {
    constexpr std::array tags = {"if-match", "if-none-match"};
    constexpr std::array dates = {"if-modified-since", "if-unmodified-since"};
    for (const std::string_view name : tags) {
        const std::string field = std::string(prefix) + std::string(name);
        if (from.has(field)) to.add(std::string(name), quote_tags(from.get(field)));
    }
    for (const std::string_view name : dates) {
        const std::string field = std::string(prefix) + std::string(name);
        if (from.has(field)) to.add(std::string(name), std::string(from.get(field)));
    }
}

}  // namespace

http::Request plain_conditions(const http::Request& request) {
    http::Request plain;
    plain.method = "GET";
    copy_conditions(request.headers, "", plain.headers);
    if (!request.headers.has("Range")) return plain;
    for (const std::string_view name : {"range", "if-range"}) {
        if (request.headers.has(name))
            plain.headers.add(std::string(name), std::string(request.headers.get(name)));
    }
    return plain;
}

std::optional<aws::Refusal> refuse_source(const http::Request& request, const store::ObjectInfo& source) {
    constexpr std::string_view prefix = "x-amz-copy-source-";
    http::Request plain;
    plain.method = "HEAD";  // nothing is read
    copy_conditions(request.headers, prefix, plain.headers);
    http::Representation representation;
    representation.etag = '"' + source.etag + '"';
    representation.modified_seconds = to_seconds(source.modified);
    const unsigned status = http::respond_with(plain, representation).status;
    // The order of RFC 9110 13.2.2, in which http looks at them, tells which it was.
    if (status == 412) {
        return failed(plain.headers.has("if-match") ? "x-amz-copy-source-If-Match"
                                                    : "x-amz-copy-source-If-Unmodified-Since");
    }
    if (status == 304) {
        return failed(plain.headers.has("if-none-match") ? "x-amz-copy-source-If-None-Match"
                                                         : "x-amz-copy-source-If-Modified-Since");
    }
    return std::nullopt;
}

WriteConditions::WriteConditions(const http::Headers& headers) {
    if (headers.has("If-Match")) match_ = headers.get("If-Match");
    if (headers.has("If-None-Match")) none_match_ = headers.get("If-None-Match");
}

std::optional<aws::Refusal> WriteConditions::refuse(const store::ObjectInfo* current) const {
    if (match_) {
        if (current == nullptr) return refusal("NoSuchKey");
        if (!names(*match_, *current, false)) return failed("If-Match");
    }
    if (none_match_ && current != nullptr && names(*none_match_, *current, true))
        return failed("If-None-Match");
    return std::nullopt;
}

store::Precondition Guard::precondition() {
    return [this](const store::ObjectInfo* current) -> Result<> {
        refused_ = check_(current);  // a transaction may run again: the last word counts
        if (refused_) return fail(ErrorCode::precondition, refused_->message);
        return {};
    };
}

}  // namespace garden::s3
