#include "base/hash.h"

#include <array>
#include <cstdlib>

#include <openssl/evp.h>

#include "base/text.h"

namespace garden {

struct Hasher::Context {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

// OpenSSL's digests fail only when memory runs out: there is nothing to hand to a caller.
static void check(int status) {
    if (status != 1) std::abort();
}

Hasher::Hasher(HashKind kind) : context_(std::make_unique<Context>()) {
    check(EVP_DigestInit_ex(context_->digest.get(), kind == HashKind::sha256 ? EVP_sha256() : EVP_md5(),
                            nullptr));
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::add(std::string_view octets) {
    check(EVP_DigestUpdate(context_->digest.get(), octets.data(), octets.size()));
}

std::string Hasher::finish_hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    check(EVP_DigestFinal_ex(context_->digest.get(), digest.data(), &length));
    return to_hex({reinterpret_cast<const char*>(digest.data()), length});
}

static std::string hash_hex(HashKind kind, std::string_view octets) {
    Hasher hasher(kind);
    hasher.add(octets);
    return hasher.finish_hex();
}

std::string sha256_hex(std::string_view octets) { return hash_hex(HashKind::sha256, octets); }
std::string md5_hex(std::string_view octets) { return hash_hex(HashKind::md5, octets); }

std::uint64_t fnv1a(std::string_view octets) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char octet : octets) hash = (hash ^ static_cast<unsigned char>(octet)) * 0x100000001B3U;
    return hash;
}

}  // namespace garden
