#include "cli/listen_address.h"

#include <cstdio>

#include <fmt/format.h>

namespace garden::cli {

ListenAddress parse_listen_address(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    std::string address = text.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
    return {address, static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1)))};
}

std::string url_of(const ListenAddress& listen, std::uint16_t port, bool tls) {
    const bool everywhere = listen.address == "0.0.0.0" || listen.address == "::";
    const std::string host = everywhere ? "localhost" : listen.address;
    return fmt::format("{}://{}:{}/", tls ? "https" : "http",
                       host.find(':') == std::string::npos ? host : "[" + host + "]", port);
}

void print_addresses(std::string_view url, std::string_view s3_url) {
    fmt::print("Emotion Garden is open: {}\n", url);
    if (!s3_url.empty()) fmt::print("S3 is served at: {}\n", s3_url);
    std::fflush(stdout);
}

}  // namespace garden::cli
