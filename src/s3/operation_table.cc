#include "s3/operation_table.h"

#include <algorithm>
#include <array>

#include "s3/configuration.h"

namespace garden::s3 {
namespace {

using access::Permission;

// Stands for every parameter that configuration.h knows for the target.
constexpr std::string_view kAnyConfiguration = "(configuration)";
constexpr std::string_view kCopySource = "x-amz-copy-source";

// The first that fits is meant: what has no parameter comes last of its method and target.
constexpr std::array kEntries = {
    Entry{"GET", Target::service, "", "", Permission::read, Access::none, &list_buckets},

    Entry{"HEAD", Target::bucket, "", "", Permission::read, Access::list, &head_bucket},
    Entry{"GET", Target::bucket, "location", "", Permission::read, Access::list, &get_bucket_location},
    Entry{"GET", Target::bucket, "uploads", "", Permission::read, Access::list, &list_multipart_uploads},
    Entry{"GET", Target::bucket, "versions", "", Permission::read, Access::list, &list_object_versions},
    Entry{"GET", Target::bucket, "acl", "", Permission::read, Access::read_acl, &get_bucket_acl},
    Entry{"GET", Target::bucket, "versioning", "", Permission::read, Access::own, &get_bucket_versioning},
    Entry{"PUT", Target::bucket, "versioning", "", Permission::full, Access::own, &put_bucket_versioning},
    Entry{"GET", Target::bucket, "tagging", "", Permission::read, Access::own, &get_bucket_tagging},
    Entry{"GET", Target::bucket, kAnyConfiguration, "", Permission::read, Access::own,
          &get_bucket_configuration},
    Entry{"GET", Target::bucket, "list-type", "", Permission::read, Access::list, &list_objects_v2},
    Entry{"GET", Target::bucket, "", "", Permission::read, Access::list, &list_objects},
    Entry{"PUT", Target::bucket, "acl", "", Permission::full, Access::write_acl, &put_bucket_acl},
    Entry{"PUT", Target::bucket, "tagging", "", Permission::full, Access::own, &put_bucket_tagging},
    Entry{"PUT", Target::bucket, kAnyConfiguration, "", Permission::full, Access::own,
          &put_bucket_configuration},
    Entry{"PUT", Target::bucket, "", "", Permission::full, Access::none, &create_bucket},
    Entry{"POST", Target::bucket, "delete", "", Permission::full, Access::write, &delete_objects, false,
          kLongDocument},
    Entry{"POST", Target::bucket, kAnyConfiguration, "", Permission::full, Access::own,
          &put_bucket_configuration},
    Entry{"DELETE", Target::bucket, "tagging", "", Permission::full, Access::own, &delete_bucket_tagging},
    Entry{"DELETE", Target::bucket, kAnyConfiguration, "", Permission::full, Access::own,
          &delete_bucket_configuration},
    Entry{"DELETE", Target::bucket, "", "", Permission::full, Access::own, &delete_bucket},

    Entry{"HEAD", Target::object, "", "", Permission::read, Access::by_object, &get_object},
    Entry{"GET", Target::object, "uploadId", "", Permission::read, Access::write, &list_parts},
    Entry{"GET", Target::object, "acl", "", Permission::read, Access::by_object, &get_object_acl},
    Entry{"GET", Target::object, "tagging", "", Permission::read, Access::own, &get_object_tagging},
    Entry{"GET", Target::object, "attributes", "", Permission::read, Access::by_object,
          &get_object_attributes},
    Entry{"GET", Target::object, kAnyConfiguration, "", Permission::read, Access::own,
          &get_object_configuration},
    Entry{"GET", Target::object, "", "", Permission::read, Access::by_object, &get_object},
    Entry{"PUT", Target::object, "uploadId", kCopySource, Permission::full, Access::write, &upload_part_copy},
    Entry{"PUT", Target::object, "uploadId", "", Permission::full, Access::write, &upload_part},
    Entry{"PUT", Target::object, "acl", "", Permission::full, Access::by_object, &put_object_acl},
    Entry{"PUT", Target::object, "tagging", "", Permission::full, Access::own, &put_object_tagging},
    Entry{"PUT", Target::object, kAnyConfiguration, "", Permission::full, Access::own,
          &put_object_configuration},
    Entry{"PUT", Target::object, "", kCopySource, Permission::full, Access::write, &copy_object},
    Entry{"PUT", Target::object, "", "", Permission::full, Access::write, &put_object},
    Entry{"POST", Target::object, "uploads", "", Permission::full, Access::write, &create_multipart_upload},
    Entry{"POST", Target::object, "uploadId", "", Permission::full, Access::write, &complete_multipart_upload,
          true, kLongDocument},
    Entry{"POST", Target::object, kAnyConfiguration, "", Permission::full, Access::own,
          &put_object_configuration},
    Entry{"DELETE", Target::object, "uploadId", "", Permission::full, Access::write, &abort_multipart_upload},
    Entry{"DELETE", Target::object, "tagging", "", Permission::full, Access::own, &delete_object_tagging},
    Entry{"DELETE", Target::object, "", "", Permission::full, Access::write, &delete_object},
};

bool has_parameter(const http::Request& request, const Entry& entry) {
    if (entry.parameter.empty()) return true;
    if (entry.parameter != kAnyConfiguration) return request.query_value(entry.parameter).has_value();
    return find_configuration(request, entry.target == Target::object) != nullptr;
}

// DELETE ?legal-hold must not delete the object: a sub-resource without such a method is no wish for the
// whole.
bool names_sub_resource(const http::Request& request, Target target) {
    return std::ranges::any_of(kEntries, [&](const Entry& entry) {
        return entry.target == target && !entry.parameter.empty() && has_parameter(request, entry);
    });
}

}  // namespace

const Entry* find_entry(const http::Request& request, Target target) {
    const auto found = std::ranges::find_if(kEntries, [&](const Entry& entry) {
        return entry.method == request.method && entry.target == target && has_parameter(request, entry) &&
               (entry.header.empty() || request.headers.has(entry.header));
    });
    if (found == kEntries.end()) return nullptr;
    const bool of_whole = found->parameter.empty() && found->needs == Permission::full;
    return of_whole && names_sub_resource(request, target) ? nullptr : &*found;
}

}  // namespace garden::s3
