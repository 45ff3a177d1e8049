#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace garden::cli {

// Where a server listens.
struct ListenAddress {
    std::string address;     // IPv4 or IPv6, without brackets
    std::uint16_t port = 0;  // 0: any that is free
};

// Of "127.0.0.1:8080" or "[::1]:8080", which was checked when the settings were read.
ListenAddress parse_listen_address(const std::string& text);

// What people open in a browser on this machine: "http://localhost:8080/" where it listens everywhere.
// `port`: the one that it got.
std::string url_of(const ListenAddress& listen, std::uint16_t port, bool tls);

// Tells people on stdout where the garden is; `s3_url` may be empty.
void print_addresses(std::string_view url, std::string_view s3_url);

}  // namespace garden::cli
