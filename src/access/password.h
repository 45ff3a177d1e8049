#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace garden::access {

// The encoded argon2id hash of a password, with a fresh salt: 19 MiB, 2 passes, 1 lane (OWASP Password
// Storage Cheat Sheet, 2023). Takes some 20 ms. `invalid_argument` unless the password has 8 to 1024 octets.
Result<std::string> hash_password(std::string_view password);

// Whether `password` is the one that `encoded` was made of. Takes as long as hashing.
bool verify_password(std::string_view encoded, std::string_view password);

}  // namespace garden::access
