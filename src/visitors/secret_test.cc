#include "visitors/secret.h"

#include <gtest/gtest.h>

namespace garden::visitors {
namespace {

TEST(Secret, TheIdFollowsFromItAsTheFirstOctetsOfItsSha256) {
    // printf %s AAECAwQFBgcICQoLDA0ODw | sha256sum: 5d2611d5a4dd2b40b277dfdb5ecf5b49…
    EXPECT_EQ(id_of_secret("AAECAwQFBgcICQoLDA0ODw"), "5d2611d5-a4dd-8b40-b277-dfdb5ecf5b49");
    EXPECT_NE(id_of_secret("AAECAwQFBgcICQoLDA0ODA"), id_of_secret("AAECAwQFBgcICQoLDA0ODw"));
}

TEST(Secret, IsTwentyTwoCharactersOfBase64Url) {
    EXPECT_TRUE(is_secret("AAECAwQFBgcICQoLDA0ODw"));
    EXPECT_TRUE(is_secret("-_ECAwQFBgcICQoLDA0ODw"));
    for (const char* other :
         {"", "ada", "AAECAwQFBgcICQoLDA0OD", "AAECAwQFBgcICQoLDA0ODww",
          "AAECAwQFBgcICQoLDA0OD=", "+/ECAwQFBgcICQoLDA0ODw", "b5f2c0de-8a41-8c3d-9e55-1b2c3d4e5f60"}) {
        EXPECT_FALSE(is_secret(other)) << other;
    }
}

}  // namespace
}  // namespace garden::visitors
