// Of this room alone: what several operations on objects answer alike.
#pragma once

#include <optional>
#include <string_view>

#include "s3/call.h"
#include "s3/xml.h"

namespace garden::s3 {

// Why an object that is asked for cannot be had, by the error of looking for it. AccessDenied where it is not
// there, and the caller may not know what is.
aws::Refusal refuse_missing(const Call& call, const store::Bucket& bucket, const Error& error);

// The same for an object that could not be written: NoSuchBucket where its bucket went away meanwhile.
aws::Refusal refuse_unwritten(const Error& error);

// Why the conditions of a write do not hold just now. They are looked at again in the transaction that
// writes; this is for clients that ask first whether they should send the body.
std::optional<aws::Refusal> refuse_now(const Call& call);

// Elements like ChecksumCRC32, with ChecksumType behind it where that is wanted; none without a checksum.
void write_checksum(XmlWriter& xml, const std::optional<store::Checksum>& checksum, bool with_type);

// A number in a query or a field: "0" to "2147483647", `otherwise` where there is none; InvalidArgument, with
// its name, where it is something else.
std::expected<std::size_t, aws::Refusal> read_number(std::optional<std::string_view> text,
                                                     std::string_view name, std::size_t otherwise);

}  // namespace garden::s3
