#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace garden {

enum class HashKind { sha256, md5 };

// A running digest. Not thread-safe; one stream each.
class Hasher {
  public:
    explicit Hasher(HashKind kind);
    ~Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;

    void add(std::string_view octets);
    // The digest in lower-case hexadecimal. Call once, last.
    std::string finish_hex();

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

std::string sha256_hex(std::string_view octets);
std::string md5_hex(std::string_view octets);

// FNV-1a (Fowler, Noll and Vo) of 64 bits: the same on every machine, and no secret.
std::uint64_t fnv1a(std::string_view octets);

}  // namespace garden
