#include "s3/acl.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "s3/answers.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/object_headers.h"
#include "s3/operations.h"
#include "s3/permissions.h"
#include "s3/version.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

using Grants = std::expected<std::vector<store::Grant>, aws::Refusal>;

constexpr std::size_t kMostGrants = 100;  // Amazon S3 User Guide, "Access control list (ACL) overview"
constexpr std::size_t kMostGranteeOctets = 128;

constexpr std::array<std::string_view, 5> kPermissions = {"FULL_CONTROL", "READ", "WRITE", "READ_ACP",
                                                          "WRITE_ACP"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kGrantFields = {{
    {"x-amz-grant-full-control", "FULL_CONTROL"},
    {"x-amz-grant-read", "READ"},
    {"x-amz-grant-write", "WRITE"},
    {"x-amz-grant-read-acp", "READ_ACP"},
    {"x-amz-grant-write-acp", "WRITE_ACP"},
}};

// Canned lists that say no more than that the bucket's owner owns what is in it.
constexpr std::array<std::string_view, 3> kPrivate = {"private", "bucket-owner-read",
                                                      "bucket-owner-full-control"};
constexpr std::array<std::string_view, 5> kWithGroups = {
    "public-read", "public-read-write", "authenticated-read", "log-delivery-write", "aws-exec-read"};

aws::Refusal no_groups() {
    return refusal(
        "AccessControlListNotSupported",
        "The bucket does not allow ACLs for groups: grant to access keys, or hand out presigned URLs.");
}

aws::Refusal invalid_id(std::string_view id) {
    return invalid_argument("Invalid id", "CanonicalUser/ID", field_text(id));
}

// Adds a grant, unless it is the owner's, who has full control anyway.
std::optional<aws::Refusal> add(std::vector<store::Grant>& grants, std::string_view owner,
                                std::string_view grantee, std::string_view permission) {
    const bool text = is_utf8(grantee) && is_printable(grantee);
    if (grantee.empty() || grantee.size() > kMostGranteeOctets || !text) return invalid_id(grantee);
    if (grantee == owner) return std::nullopt;
    store::Grant grant{.grantee = std::string(grantee), .permission = std::string(permission)};
    if (std::ranges::find(grants, grant) == grants.end()) grants.push_back(std::move(grant));
    if (grants.size() > kMostGrants) return refusal("MalformedACLError");
    return std::nullopt;
}

// `id="…", uri="…"`: quotation marks may be missing.
std::optional<aws::Refusal> add_field(std::vector<store::Grant>& grants, std::string_view owner,
                                      std::string_view value, std::string_view permission) {
    for (const std::string_view item : split(value, ',')) {
        const std::size_t equals = item.find('=');
        const std::string kind = to_lower(trim(item.substr(0, equals)));
        std::string_view grantee =
            equals == std::string_view::npos ? std::string_view() : trim(item.substr(equals + 1));
        if (grantee.size() >= 2 && grantee.starts_with('"') && grantee.ends_with('"')) {
            grantee = grantee.substr(1, grantee.size() - 2);
        }
        if (kind == "uri") return no_groups();
        if (kind != "id") return refusal("InvalidArgument", "A grantee here is the id of a key: id=\"…\"");
        if (auto refused = add(grants, owner, grantee, permission)) return refused;
    }
    return std::nullopt;
}

std::optional<aws::Refusal> add_element(std::vector<store::Grant>& grants, std::string_view owner,
                                        const XmlElement& grant) {
    const XmlElement* grantee = grant.child("Grantee");
    const std::string_view permission = trim(grant.text_of("Permission"));
    const bool known = std::ranges::find(kPermissions, permission) != kPermissions.end();
    if (grant.name != "Grant" || grantee == nullptr || !known) return refusal("MalformedACLError");
    if (grantee->child("URI") != nullptr) return no_groups();
    if (grantee->child("ID") == nullptr) return refusal("MalformedACLError");
    return add(grants, owner, trim(grantee->text_of("ID")), permission);
}

// Of a request that sets the list of something that exists.
Grants wished(const Call& call, std::string_view body) {
    const std::string owner = owner_id(*call.found);
    if (!body.empty() && has_acl_field(call.request.headers)) {
        return std::unexpected(refusal("UnexpectedContent"));
    }
    if (!body.empty()) return grants_of_document(body, owner);
    if (!has_acl_field(call.request.headers)) {
        return std::unexpected(refusal("MissingSecurityHeader"));
    }
    return grants_of_header(call.request.headers, owner, Groups::refused);
}

void write_grant(XmlWriter& xml, std::string_view grantee, std::string_view permission) {
    xml.open("Grant");
    xml.open(R"(Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser")");
    xml.text("ID", grantee);
    xml.text("DisplayName", grantee);
    xml.close();
    xml.text("Permission", permission);
    xml.close();
}

// The object, where the caller has this permission of its list.
std::expected<store::ObjectInfo, aws::Refusal> find_allowed(const Call& call, std::string_view permission) {
    auto object = find_object(call);
    if (!object) return object;
    if (auto refused = refuse_object(call.identity, *call.found, &*object, permission)) {
        return std::unexpected(*std::move(refused));
    }
    return object;
}

}  // namespace

bool has_acl_field(const http::Headers& headers) {
    return headers.has("x-amz-acl") ||
           std::ranges::any_of(kGrantFields, [&](const auto& field) { return headers.has(field.first); });
}

std::optional<aws::Refusal> check_canned(std::string_view acl, Groups groups) {
    if (std::ranges::find(kPrivate, acl) != kPrivate.end()) return std::nullopt;
    if (std::ranges::find(kWithGroups, acl) == kWithGroups.end())
        return invalid_argument("", "x-amz-acl", acl);
    return groups == Groups::ignored ? std::nullopt : std::optional(no_groups());
}

Grants grants_of_header(const http::Headers& headers, std::string_view owner, Groups groups) {
    std::vector<store::Grant> grants;
    for (const auto& [field, permission] : kGrantFields) {
        if (!headers.has(field)) continue;
        if (headers.has("x-amz-acl")) {
            return std::unexpected(
                refusal("InvalidRequest", "Specifying both Canned ACLs and Header Grants is not allowed"));
        }
        if (auto refused = add_field(grants, owner, headers.get(field), permission)) {
            return std::unexpected(*std::move(refused));
        }
    }
    if (headers.has("x-amz-acl")) {
        if (auto refused = check_canned(headers.get("x-amz-acl"), groups))
            return std::unexpected(*std::move(refused));
    }
    return grants;
}

Grants grants_of_document(std::string_view body, std::string_view owner) {
    const auto policy = read_xml(body);
    if (!policy || policy->name != "AccessControlPolicy")
        return std::unexpected(refusal("MalformedACLError"));
    const XmlElement* stated = policy->child("Owner");
    const XmlElement* list = policy->child("AccessControlList");
    if (stated == nullptr || list == nullptr) return std::unexpected(refusal("MalformedACLError"));
    if (trim(stated->text_of("ID")) != owner) return std::unexpected(refusal("AccessDenied"));
    std::vector<store::Grant> grants;
    for (const XmlElement& grant : list->children) {
        if (auto refused = add_element(grants, owner, grant)) return std::unexpected(*std::move(refused));
    }
    return grants;
}

std::string write_acl(std::string_view owner, const std::vector<store::Grant>& grants) {
    XmlWriter xml("AccessControlPolicy");
    xml.open("Owner");
    xml.text("ID", owner);
    xml.text("DisplayName", owner);
    xml.close();
    xml.open("AccessControlList");
    write_grant(xml, owner, "FULL_CONTROL");
    for (const store::Grant& grant : grants) write_grant(xml, grant.grantee, grant.permission);
    return xml.finish();
}

Answer get_bucket_acl(const Call& call) {
    return xml_response(write_acl(owner_id(*call.found), call.found->grants));
}

Answer put_bucket_acl(const Call& call, std::string_view body) {
    const Grants grants = wished(call, body);
    if (!grants) return std::unexpected(grants.error());
    const auto set = call.context.buckets.set_grants(call.bucket, *grants);
    if (!set) return std::unexpected(refuse_unwritten(set.error()));
    return http::Response{};
}

Answer get_object_acl(const Call& call) {
    const auto object = find_allowed(call, "READ_ACP");
    if (!object) return std::unexpected(object.error());
    http::Response response = xml_response(write_acl(owner_id(*call.found), object->attributes.grants));
    add_version(*call.found, object->attributes.version_id, response.headers);
    return response;
}

Answer put_object_acl(const Call& call, std::string_view body) {
    const auto object = find_allowed(call, "WRITE_ACP");
    if (!object) return std::unexpected(object.error());
    const Grants grants = wished(call, body);
    if (!grants) return std::unexpected(grants.error());
    const auto set = [&](store::Attributes& attributes) { attributes.grants = *grants; };
    if (auto refused = change_object(call, *object, set, "WRITE_ACP"))
        return std::unexpected(*std::move(refused));
    http::Response response;
    add_version(*call.found, object->attributes.version_id, response.headers);
    return response;
}

}  // namespace garden::s3
