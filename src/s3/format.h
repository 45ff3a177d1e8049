// Of this room alone: how S3 writes things in XML.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"
#include "store/buckets.h"

namespace garden::s3 {

// What encoding-type=url asks for: percent-encoded but for unreserved characters and slashes. A space is %20,
// which all clients decode, whether they take + for a space or not.
std::string encode_url(std::string_view text);

// Who the owner of this bucket, and so of what is in it, is in answers: its maker's access key;
// "emotion-garden" for the garden's own.
std::string owner_id(const store::Bucket& bucket);

// An answer of XML.
http::Response xml_response(std::string document);

http::Response no_content();  // 204

}  // namespace garden::s3
