#include "net/ip_network.h"

#include <algorithm>
#include <charconv>
#include <string>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace garden::net {
namespace {

constexpr int kBits = 128;
constexpr int kBitsBeforeIpv4 = 96;

}  // namespace

bool IpNetwork::read(std::string_view text, Octets& octets) {
    const std::string address(text);
    if (inet_pton(AF_INET6, address.c_str(), octets.data()) == 1) return true;
    octets = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return inet_pton(AF_INET, address.c_str(), octets.data() + kBitsBeforeIpv4 / 8) == 1;
}

Result<IpNetwork> IpNetwork::parse(std::string_view text) {
    const auto wrong = [&] {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("\"{}\" is no address or network such as 10.0.0.0/8", text));
    };
    const std::size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    Octets octets{};
    if (!read(address, octets)) return wrong();
    if (slash == std::string_view::npos) return IpNetwork(octets, kBits);
    const std::string_view length = text.substr(slash + 1);
    const int before = address.contains(':') ? 0 : kBitsBeforeIpv4;
    int bits = 0;
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
    if (error != std::errc() || end != length.data() + length.size() || bits < 0 || bits > kBits - before)
        return wrong();
    return IpNetwork(octets, before + bits);
}

bool IpNetwork::contains(std::string_view address) const {
    Octets octets{};
    if (!read(address, octets)) return false;
    for (int i = 0; i * 8 < bits_; ++i) {
        const int unused = std::max(0, (i + 1) * 8 - bits_);
        const auto place = static_cast<std::size_t>(i);
        if ((octets[place] ^ octets_[place]) >> unused != 0) return false;
    }
    return true;
}

}  // namespace garden::net
