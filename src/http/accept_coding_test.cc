#include "http/accept_coding.h"

#include <gtest/gtest.h>

namespace garden::http {
namespace {

TEST(AcceptsCoding, WhatIsListed) {
    EXPECT_TRUE(accepts_coding("gzip, deflate, br, zstd", "br"));
    EXPECT_TRUE(accepts_coding("gzip,\tBR", "br"));
    EXPECT_FALSE(accepts_coding("gzip, deflate", "br"));
    EXPECT_FALSE(accepts_coding("brotli, x-br", "br"));
    EXPECT_FALSE(accepts_coding("", "br"));
    EXPECT_FALSE(accepts_coding("identity", "br"));
}

TEST(AcceptsCoding, AWeightOfZeroForbids) {
    EXPECT_FALSE(accepts_coding("br;q=0, gzip", "br"));
    EXPECT_FALSE(accepts_coding("br; Q=0.000", "br"));
    EXPECT_TRUE(accepts_coding("br ; q=0.001", "br"));
    EXPECT_TRUE(accepts_coding("br;q=1.0", "br"));
    EXPECT_TRUE(accepts_coding("br;q=0, gzip", "gzip"));
}

TEST(AcceptsCoding, TheStarStandsForWhatIsNotListed) {
    EXPECT_TRUE(accepts_coding("*", "br"));
    EXPECT_FALSE(accepts_coding("*;q=0", "br"));
    EXPECT_FALSE(accepts_coding("*, br;q=0", "br"));
    EXPECT_TRUE(accepts_coding("*;q=0, br", "br"));
    EXPECT_FALSE(accepts_coding("identity;q=1, *;q=0", "gzip"));
}

TEST(AcceptsCoding, AMalformedWeightForbids) {
    EXPECT_FALSE(accepts_coding("br;q=", "br"));
    EXPECT_FALSE(accepts_coding("br;q=-1", "br"));
    EXPECT_FALSE(accepts_coding("br;level=9", "br"));
    EXPECT_FALSE(accepts_coding(",;,=,;;", "br"));
}

}  // namespace
}  // namespace garden::http
