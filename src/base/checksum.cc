#include "base/checksum.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <variant>

#include <openssl/evp.h>
#include <zlib.h>

#include "base/text.h"

namespace garden {
namespace {

constexpr std::array<std::string_view, kChecksumKinds.size()> kNames = {"crc32", "crc32c", "crc64nvme",
                                                                        "sha1", "sha256"};

// Reflected polynomials: bit 0 holds the highest power, as in all CRCs of this file.
constexpr std::uint32_t kCrc32Polynomial = 0xEDB8'8320;   // ISO 3309
constexpr std::uint32_t kCrc32cPolynomial = 0x82F6'3B78;  // RFC 3720
constexpr std::uint64_t kCrc64NvmePolynomial =
    0x9A6C'9329'AC4B'C9B5;  // NVM Command Set Specification 5.2.1.3.4

template <typename Word>
using Tables = std::array<std::array<Word, 256>, 8>;

// Table k: what an octet does to the register when k more octets follow it. Eight octets are taken in one
// step that way (Kounavis and Berry, "A Systematic Approach to Building High Performance Software-Based CRC
// Generators", 2005).
template <typename Word>
constexpr Tables<Word> make_tables(Word polynomial) {
    Tables<Word> tables{};
    for (std::size_t octet = 0; octet < 256; ++octet) {
        Word word = static_cast<Word>(octet);
        for (int bit = 0; bit < 8; ++bit) word = (word >> 1) ^ ((word & 1) != 0 ? polynomial : Word{0});
        tables[0][octet] = word;
    }
    for (std::size_t octet = 0; octet < 256; ++octet) {
        for (std::size_t k = 1; k < tables.size(); ++k) {
            const Word before = tables[k - 1][octet];
            tables[k][octet] = (before >> 8) ^ tables[0][before & 0xFF];
        }
    }
    return tables;
}

constexpr Tables<std::uint32_t> kCrc32cTables = make_tables(kCrc32cPolynomial);
constexpr Tables<std::uint64_t> kCrc64NvmeTables = make_tables(kCrc64NvmePolynomial);

std::uint64_t little_endian(const char* octets) {
    std::uint64_t word = 0;
    std::memcpy(&word, octets, sizeof word);
    return std::endian::native == std::endian::little ? word : __builtin_bswap64(word);
}

// The register after `octets`; it begins and ends inverted, which is the caller's part.
template <typename Word>
Word update(const Tables<Word>& tables, Word crc, std::string_view octets) {
    for (; octets.size() >= 8; octets.remove_prefix(8)) {
        const std::uint64_t word = little_endian(octets.data()) ^ crc;
        crc = 0;
        for (std::size_t k = 0; k < 8; ++k) crc ^= tables[7 - k][(word >> (8 * k)) & 0xFF];
    }
    for (const char c : octets) {
        crc = static_cast<Word>(crc >> 8) ^ tables[0][(crc ^ static_cast<std::uint8_t>(c)) & 0xFF];
    }
    return crc;
}

// Product of two polynomials modulo the CRC's, all reflected.
template <typename Word>
constexpr Word multiply(Word polynomial, Word a, Word b) {
    constexpr int kTop = std::numeric_limits<Word>::digits - 1;
    Word product = 0;
    for (int bit = kTop; bit >= 0; --bit) {  // from the power 0 of `a` up
        if (((a >> bit) & 1) != 0) product ^= b;
        b = (b >> 1) ^ ((b & 1) != 0 ? polynomial : Word{0});
    }
    return product;
}

// CRC(first + second) = CRC(first) · x^(8·length of second) + CRC(second): zlib's crc32_combine, for any of
// them.
template <typename Word>
Word combine(Word polynomial, Word first, Word second, std::uint64_t second_length) {
    constexpr Word kOne = Word{1} << (std::numeric_limits<Word>::digits - 1);
    Word square = kOne >> 8;  // x^8: one octet
    Word power = kOne;
    for (; second_length != 0; second_length >>= 1) {
        if ((second_length & 1) != 0) power = multiply(polynomial, square, power);
        square = multiply(polynomial, square, square);
    }
    return multiply(polynomial, power, first) ^ second;
}

template <typename Word>
std::string big_endian(Word value) {
    std::string octets(sizeof value, '\0');
    for (std::size_t i = 0; i < octets.size(); ++i) {
        octets[octets.size() - 1 - i] = static_cast<char>(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    return octets;
}

template <typename Word>
Word from_big_endian(std::string_view octets) {
    Word value = 0;
    for (const char c : octets) value = static_cast<Word>(value << 8) | static_cast<std::uint8_t>(c);
    return value;
}

std::uint32_t update_crc32(std::uint32_t crc, std::string_view octets) {
    return static_cast<std::uint32_t>(
        crc32_z(crc, reinterpret_cast<const unsigned char*>(octets.data()), octets.size()));
}

// OpenSSL's digests fail only when memory runs out: there is nothing to hand to a caller.
void check(int status) {
    if (status != 1) std::abort();
}

struct FreeDigest {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Digest = std::unique_ptr<EVP_MD_CTX, FreeDigest>;

}  // namespace

std::string_view name(ChecksumKind kind) { return kNames.at(static_cast<std::size_t>(kind)); }

std::optional<ChecksumKind> checksum_kind(std::string_view name) {
    const auto found = std::ranges::find(kNames, to_lower(name));
    if (found == kNames.end()) return std::nullopt;
    return kChecksumKinds.at(static_cast<std::size_t>(found - kNames.begin()));
}

bool is_crc(ChecksumKind kind) { return kind != ChecksumKind::sha1 && kind != ChecksumKind::sha256; }

std::size_t checksum_size(ChecksumKind kind) {
    switch (kind) {
        case ChecksumKind::crc32:
        case ChecksumKind::crc32c:
            return 4;
        case ChecksumKind::crc64nvme:
            return 8;
        case ChecksumKind::sha1:
            return 20;
        case ChecksumKind::sha256:
            break;
    }
    return 32;
}

struct ChecksumStream::State {
    ChecksumKind kind;
    std::uint64_t crc = 0;  // of crc32 as zlib hands it out; of the others the inverted register
    Digest digest;          // of the hashes alone
};

ChecksumStream::ChecksumStream(ChecksumKind kind) : state_(std::make_unique<State>()) {
    state_->kind = kind;
    if (kind == ChecksumKind::crc32c) state_->crc = std::numeric_limits<std::uint32_t>::max();
    if (kind == ChecksumKind::crc64nvme) state_->crc = std::numeric_limits<std::uint64_t>::max();
    if (is_crc(kind)) return;
    state_->digest.reset(EVP_MD_CTX_new());
    check(EVP_DigestInit_ex(state_->digest.get(), kind == ChecksumKind::sha1 ? EVP_sha1() : EVP_sha256(),
                            nullptr));
}
ChecksumStream::~ChecksumStream() = default;
ChecksumStream::ChecksumStream(ChecksumStream&&) noexcept = default;
ChecksumStream& ChecksumStream::operator=(ChecksumStream&&) noexcept = default;

void ChecksumStream::add(std::string_view octets) {
    switch (state_->kind) {
        case ChecksumKind::crc32:
            state_->crc = update_crc32(static_cast<std::uint32_t>(state_->crc), octets);
            return;
        case ChecksumKind::crc32c:
            state_->crc = update(kCrc32cTables, static_cast<std::uint32_t>(state_->crc), octets);
            return;
        case ChecksumKind::crc64nvme:
            state_->crc = update(kCrc64NvmeTables, state_->crc, octets);
            return;
        case ChecksumKind::sha1:
        case ChecksumKind::sha256:
            break;
    }
    check(EVP_DigestUpdate(state_->digest.get(), octets.data(), octets.size()));
}

std::string ChecksumStream::finish() {
    switch (state_->kind) {
        case ChecksumKind::crc32:
            return big_endian(static_cast<std::uint32_t>(state_->crc));
        case ChecksumKind::crc32c:
            return big_endian(~static_cast<std::uint32_t>(state_->crc));
        case ChecksumKind::crc64nvme:
            return big_endian(~state_->crc);
        case ChecksumKind::sha1:
        case ChecksumKind::sha256:
            break;
    }
    std::string octets(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    check(EVP_DigestFinal_ex(state_->digest.get(), reinterpret_cast<unsigned char*>(octets.data()), &length));
    octets.resize(length);
    return octets;
}

std::string combine_crc(ChecksumKind kind, std::string_view first, std::string_view second,
                        std::uint64_t second_length) {
    if (kind == ChecksumKind::crc64nvme) {
        return big_endian(combine(kCrc64NvmePolynomial, from_big_endian<std::uint64_t>(first),
                                  from_big_endian<std::uint64_t>(second), second_length));
    }
    return big_endian(combine(kind == ChecksumKind::crc32 ? kCrc32Polynomial : kCrc32cPolynomial,
                              from_big_endian<std::uint32_t>(first), from_big_endian<std::uint32_t>(second),
                              second_length));
}

}  // namespace garden
