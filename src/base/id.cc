#include "base/id.h"

#include <cstdlib>

#include <openssl/rand.h>

#include "base/text.h"

namespace garden {

std::string random_octets(std::size_t count) {
    std::string octets(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(octets.data()), static_cast<int>(count)) != 1)
        std::abort();
    return octets;
}

std::uint64_t random_seed() {
    std::uint64_t seed = 0;
    for (const char octet : random_octets(4)) seed = seed * 256 + static_cast<unsigned char>(octet);
    return seed;
}

std::string to_uuid(std::string octets, unsigned version) {
    octets.resize(16);
    octets[6] = static_cast<char>((octets[6] & 0x0F) | static_cast<char>(version << 4U));
    octets[8] = static_cast<char>((octets[8] & 0x3F) | 0x80);  // variant 10
    std::string text = to_hex(octets);
    for (const std::size_t at : {8, 13, 18, 23}) text.insert(at, 1, '-');
    return text;
}

std::string make_uuid() { return to_uuid(random_octets(16), 4); }

}  // namespace garden
