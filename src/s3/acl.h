// Of this room alone: access control lists. A grantee is an access key, which is the canonical user's id
// here; nothing can be granted to everybody.
#pragma once

#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "aws/identity.h"
#include "http/message.h"
#include "store/object_info.h"

namespace garden::s3 {

// Canned lists for everybody or for other groups. Who asks for one is refused
// (AccessControlListNotSupported), or, where something is being made, gets it without: many clients send
// public-read by habit, and nothing becomes public.
enum class Groups { refused, ignored };

// InvalidArgument for a canned list that S3 has not.
std::optional<aws::Refusal> check_canned(std::string_view acl, Groups groups);

// Whether the request says anything of a list: x-amz-acl or x-amz-grant-*.
bool has_acl_field(const http::Headers& headers);

// What x-amz-acl and x-amz-grant-* grant to others than the owner (an access key). The canned lists private,
// bucket-owner-read and bucket-owner-full-control grant nothing; groups as grantees are
// AccessControlListNotSupported; both fields together are InvalidRequest.
std::expected<std::vector<store::Grant>, aws::Refusal> grants_of_header(const http::Headers& headers,
                                                                        std::string_view owner,
                                                                        Groups groups);

// What an AccessControlPolicy grants to others than its owner, who must be `owner`: AccessDenied.
// MalformedACLError for what is none.
std::expected<std::vector<store::Grant>, aws::Refusal> grants_of_document(std::string_view body,
                                                                          std::string_view owner);

// An AccessControlPolicy: the owner's full control, and these grants.
std::string write_acl(std::string_view owner, const std::vector<store::Grant>& grants);

}  // namespace garden::s3
