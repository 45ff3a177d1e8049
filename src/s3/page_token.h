// Of this room alone: the tokens that lead to the next page of a listing.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "aws/identity.h"

namespace garden::s3 {

// A token for what comes after `last` in the listing that `purpose` names. Opaque to clients, but no secret.
std::string make_page_token(std::string_view purpose, std::string_view last);

// What make_page_token() was given; InvalidArgument for any other text, and for a token of another listing.
std::expected<std::string, aws::Refusal> read_page_token(std::string_view purpose, std::string_view token);

}  // namespace garden::s3
