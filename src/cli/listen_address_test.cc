#include "cli/listen_address.h"

#include <gtest/gtest.h>

namespace garden::cli {
namespace {

std::string shown(const std::string& text, bool tls = false) {
    const ListenAddress listen = parse_listen_address(text);
    return url_of(listen, listen.port, tls);
}

TEST(ListenAddress, IsShownAsOneOpensIt) {
    EXPECT_EQ(shown("127.0.0.1:8080"), "http://127.0.0.1:8080/");
    EXPECT_EQ(shown("0.0.0.0:443", true), "https://localhost:443/");
    EXPECT_EQ(shown("[::]:80"), "http://localhost:80/");
    EXPECT_EQ(shown("[::1]:80"), "http://[::1]:80/");
}

TEST(ListenAddress, ShowsThePortThatItGot) {
    EXPECT_EQ(url_of(parse_listen_address("127.0.0.1:0"), 40'000, false), "http://127.0.0.1:40000/");
}

}  // namespace
}  // namespace garden::cli
