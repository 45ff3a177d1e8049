#include "access/password.h"

#include <array>
#include <cstdint>

#include <argon2.h>
#include <fmt/format.h>

#include "base/id.h"

namespace garden::access {
namespace {

constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kMemoryKib = 19 * 1024;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSalt = 16;
constexpr std::size_t kHash = 32;
constexpr std::size_t kLeastPassword = 8;
constexpr std::size_t kMostPassword = 1024;

}  // namespace

Result<std::string> hash_password(std::string_view password) {
    if (password.size() < kLeastPassword || password.size() > kMostPassword) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("a password needs {} to {} characters", kLeastPassword, kMostPassword));
    }
    const std::string salt = random_octets(kSalt);
    std::array<char, 256> encoded{};
    const int status = argon2id_hash_encoded(kPasses, kMemoryKib, kLanes, password.data(), password.size(),
                                             salt.data(), salt.size(), kHash, encoded.data(), encoded.size());
    if (status != ARGON2_OK)
        return fail(ErrorCode::internal, fmt::format("argon2: {}", argon2_error_message(status)));
    return std::string(encoded.data());
}

bool verify_password(std::string_view encoded, std::string_view password) {
    if (password.size() > kMostPassword) return false;
    return argon2id_verify(std::string(encoded).c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace garden::access
