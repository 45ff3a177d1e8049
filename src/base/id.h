#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace garden {

// `count` octets from the operating system's generator, fit for keys and tokens. Ends the process if it has
// none.
std::string random_octets(std::size_t count);

// A random number of 32 bits, short enough to be written down: a painter's seed.
std::uint64_t random_seed();

// 16 octets as a UUID of this version, 1–15 (RFC 9562), lower case; of its 128 bits six say what it is.
std::string to_uuid(std::string octets, unsigned version);

// A random UUID (version 4, RFC 9562), lower case: "bfc150a5-6c0b-4d7e-9a51-2b1f6d2c9e10".
std::string make_uuid();

}  // namespace garden
