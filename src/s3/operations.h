// Of this room alone: every operation of S3 that there is, by its name in AWS's API reference. service.cc has
// the table that chooses among them.
#pragma once

#include "s3/call.h"

namespace garden::s3 {

// buckets.cc
Answer list_buckets(const Call& call);
Answer create_bucket(const Call& call, std::string_view body);
Answer head_bucket(const Call& call);
Answer delete_bucket(const Call& call);
Answer get_bucket_location(const Call& call);

// listing.cc
Answer list_objects(const Call& call);
Answer list_objects_v2(const Call& call);
Answer list_object_versions(const Call& call);

// versioning.cc
Answer get_bucket_versioning(const Call& call);
Answer put_bucket_versioning(const Call& call, std::string_view body);

// deletion.cc
Answer delete_object(const Call& call);
Answer delete_objects(const Call& call, std::string_view body);

// tagging.cc
Answer get_object_tagging(const Call& call);
Answer put_object_tagging(const Call& call, std::string_view body);
Answer delete_object_tagging(const Call& call);
Answer get_bucket_tagging(const Call& call);
Answer put_bucket_tagging(const Call& call, std::string_view body);
Answer delete_bucket_tagging(const Call& call);

// acl.cc
Answer get_bucket_acl(const Call& call);
Answer put_bucket_acl(const Call& call, std::string_view body);
Answer get_object_acl(const Call& call);
Answer put_object_acl(const Call& call, std::string_view body);

// configuration.cc: what a plain bucket answers to questions after settings that it has not, and to wishes
// for them.
Answer get_bucket_configuration(const Call& call);
Answer put_bucket_configuration(const Call& call, std::string_view body);
Answer delete_bucket_configuration(const Call& call);
Answer get_object_configuration(const Call& call);
Answer put_object_configuration(const Call& call, std::string_view body);

// reading.cc
Answer get_object(const Call& call);  // HEAD too
Answer get_object_attributes(const Call& call);

// writing.cc
std::expected<std::unique_ptr<Intake>, aws::Refusal> put_object(const Call& call,
                                                                std::optional<std::uint64_t> length);

// copying.cc
Answer copy_object(const Call& call);

// multipart.cc
Answer create_multipart_upload(const Call& call);
std::expected<std::unique_ptr<Intake>, aws::Refusal> upload_part(const Call& call,
                                                                 std::optional<std::uint64_t> length);
Answer upload_part_copy(const Call& call);
Answer complete_multipart_upload(const Call& call, std::string_view body);
Answer abort_multipart_upload(const Call& call);
Answer list_parts(const Call& call);
Answer list_multipart_uploads(const Call& call);

}  // namespace garden::s3
