#pragma once

#include <string>
#include <string_view>

namespace garden::visitors {

// A visitor's page makes a secret, and calls the visitor by the id that follows from it. Operators, datasets
// and recommenders know the id; who shows the secret is the visitor. So nothing has to be kept or handed out
// for that, and nobody can ask for another visitor to be forgotten.

// Whether this is one: 16 random octets as base64url without padding (RFC 4648, 5), which is 22 characters.
bool is_secret(std::string_view text);

// The id that follows from a secret: the first 16 octets of the SHA-256 of its characters as a UUID of
// version 8 (RFC 9562, 5.8). web/src/visitor_id.ts computes the same.
std::string id_of_secret(std::string_view secret);

}  // namespace garden::visitors
