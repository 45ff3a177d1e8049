// Of this room alone: what the operations on uploads in parts share.
#pragma once

#include <expected>
#include <optional>

#include "base/checksum.h"
#include "s3/call.h"
#include "store/uploads.h"

namespace garden::s3 {

// The upload that ?uploadId= names, of this bucket and key; NoSuchUpload, or AccessDenied where neither it
// nor the bucket is the caller's.
std::expected<store::Upload, aws::Refusal> find_upload(const Call& call);

// What an error of store::Uploads means: `not_found` is NoSuchUpload, `conflict` InvalidPart.
aws::Refusal refuse_upload(const Error& error);

// x-amz-checksum-algorithm; nothing where there is none, InvalidRequest where S3 has no such.
std::expected<std::optional<ChecksumKind>, aws::Refusal> read_algorithm(const http::Headers& headers);

// The checksum that parts of this upload have; where the client wished for none, that of any other object.
std::optional<ChecksumKind> part_checksum(const store::Upload& upload);

// Two checksums of different kinds: what S3 answers.
aws::Refusal refuse_algorithm(std::string_view expected, std::string_view actual);

// The checksum of an object of these parts, as its upload wants it. Where that names none, it is that of the
// whole if all parts have a CRC of one kind. Nothing where the parts do not tell.
std::optional<store::Checksum> sum_parts(const store::Upload& upload,
                                         const std::vector<store::UploadPart>& parts);

}  // namespace garden::s3
