#include "base/checksum.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace garden {
namespace {

std::string checksum(ChecksumKind kind, std::string_view octets) {
    ChecksumStream stream(kind);
    stream.add(octets);
    return stream.finish();
}

// Long enough for whole steps of eight octets and a rest, and unlike itself.
std::string varied(std::size_t size) {
    std::string octets;
    for (std::size_t i = 0; i < size; ++i)
        octets += static_cast<char>(static_cast<unsigned char>(i * i / 7 + i));
    return octets;
}

TEST(Checksum, CheckValuesOfTheStandards) {
    EXPECT_EQ(to_hex(checksum(ChecksumKind::crc32, "123456789")), "cbf43926");
    EXPECT_EQ(to_hex(checksum(ChecksumKind::crc32c, "123456789")), "e3069283");
    EXPECT_EQ(to_hex(checksum(ChecksumKind::crc64nvme, "123456789")), "ae8b14860a799888");
    EXPECT_EQ(to_hex(checksum(ChecksumKind::sha1, "abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(to_hex(checksum(ChecksumKind::sha256, "abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// RFC 3720 B.4: 32 octets of zeros, ones, and rising.
TEST(Checksum, Crc32cExamplesOfIscsi) {
    EXPECT_EQ(to_hex(checksum(ChecksumKind::crc32c, std::string(32, '\0'))), "8a9136aa");
    EXPECT_EQ(to_hex(checksum(ChecksumKind::crc32c, std::string(32, '\xFF'))), "62a8ab43");
    std::string rising;
    for (char c = 0; c < 32; ++c) rising += c;
    EXPECT_EQ(to_hex(checksum(ChecksumKind::crc32c, rising)), "46dd794e");
}

TEST(Checksum, OfNothing) {
    for (const ChecksumKind kind : {ChecksumKind::crc32, ChecksumKind::crc32c, ChecksumKind::crc64nvme}) {
        EXPECT_EQ(checksum(kind, ""), std::string(checksum_size(kind), '\0'));
    }
}

TEST(Checksum, PiecesOfAnySizeMakeTheWhole) {
    const std::string octets = varied(1000);
    for (const ChecksumKind kind : kChecksumKinds) {
        const std::string whole = checksum(kind, octets);
        EXPECT_EQ(whole.size(), checksum_size(kind));
        for (const std::size_t size : {1U, 3U, 7U, 8U, 9U, 500U}) {
            ChecksumStream stream(kind);
            for (std::size_t at = 0; at < octets.size(); at += size) {
                stream.add(std::string_view(octets).substr(at, size));
            }
            EXPECT_EQ(stream.finish(), whole) << name(kind) << " in pieces of " << size;
        }
    }
}

TEST(Checksum, CrcOfTwoFromTheCrcOfEach) {
    const std::string octets = varied(5000);
    for (const ChecksumKind kind : {ChecksumKind::crc32, ChecksumKind::crc32c, ChecksumKind::crc64nvme}) {
        ASSERT_TRUE(is_crc(kind));
        for (const std::size_t split : {0U, 1U, 8U, 2499U, 4999U, 5000U}) {
            const std::string_view first = std::string_view(octets).substr(0, split);
            const std::string_view second = std::string_view(octets).substr(split);
            EXPECT_EQ(combine_crc(kind, checksum(kind, first), checksum(kind, second), second.size()),
                      checksum(kind, octets))
                << name(kind) << " split at " << split;
        }
    }
}

TEST(Checksum, Names) {
    for (const ChecksumKind kind : kChecksumKinds) EXPECT_EQ(checksum_kind(name(kind)), kind);
    EXPECT_EQ(checksum_kind("CRC64NVME"), ChecksumKind::crc64nvme);
    EXPECT_FALSE(checksum_kind("md5"));
    EXPECT_FALSE(is_crc(ChecksumKind::sha1));
}

}  // namespace
}  // namespace garden
