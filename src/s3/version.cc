#include "s3/version.h"

#include "s3/answers.h"
#include "s3/conditions.h"
#include "s3/errors.h"
#include "s3/permissions.h"

namespace garden::s3 {

std::optional<std::string> version_id(std::optional<std::string_view> version) {
    if (!version || version->empty()) return std::nullopt;
    return *version == "null" ? std::string() : std::string(*version);
}

std::string version_name(std::string_view id) { return id.empty() ? "null" : std::string(id); }

void add_version(const store::Bucket& bucket, std::string_view id, http::Headers& headers) {
    if (bucket.versioning != store::Versioning::off) headers.add("x-amz-version-id", version_name(id));
}

std::expected<store::ObjectInfo, aws::Refusal> find_object(const Call& call, const store::Bucket& bucket,
                                                           const store::ObjectName& name) {
    if (!name.version) {
        auto object = call.context.objects.head(name.bucket, name.key);
        if (!object) return std::unexpected(refuse_missing(call, bucket, object.error()));
        return *std::move(object);
    }
    auto version = call.context.objects.find(name);
    if (!version) {
        aws::Refusal refused = refuse_missing(call, bucket, version.error());
        return std::unexpected(refused.code == "NoSuchKey" ? refusal("NoSuchVersion") : std::move(refused));
    }
    if (version->marker) {
        // Who may not list the bucket does not learn that it has one.
        auto refused = refuse_reading(call.identity, bucket, nullptr);
        return std::unexpected(refused ? *std::move(refused) : refusal("MethodNotAllowed"));
    }
    return std::move(version->object);
}

std::expected<store::ObjectInfo, aws::Refusal> find_object(const Call& call) {
    return find_object(call, *call.found, {call.bucket, call.key, version_id(call.parameter("versionId"))});
}

std::optional<aws::Refusal> change_object(const Call& call, const store::ObjectInfo& object,
                                          const std::function<void(store::Attributes&)>& edit,
                                          std::string_view permission) {
    if (version_id(call.parameter("versionId"))) {
        const auto current = call.context.objects.head(call.bucket, call.key);
        if (!current || current->attributes.version_id != object.attributes.version_id) {
            return refusal("NotImplemented", "Only the current version of an object can be changed.");
        }
    }
    // What was found may have been replaced since, by something that is not the caller's to change.
    Guard guard([&](const store::ObjectInfo* current) -> std::optional<aws::Refusal> {
        if (current == nullptr) return refusal("NoSuchKey");
        if (current->attributes.version_id != object.attributes.version_id || current->etag != object.etag) {
            return refusal("OperationAborted");
        }
        if (permission.empty()) return std::nullopt;
        return refuse_object(call.identity, *call.found, current, permission);
    });
    const auto changed = call.context.objects.change(call.bucket, call.key, edit, guard.precondition());
    if (guard.refused()) return *guard.refused();
    if (!changed) return refusal(changed.error());
    return std::nullopt;
}

}  // namespace garden::s3
