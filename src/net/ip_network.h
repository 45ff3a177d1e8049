#pragma once

#include <array>
#include <string_view>

#include "base/result.h"

namespace garden::net {

// Addresses that begin with the same bits, as CIDR writes them (RFC 4632): 10.0.0.0/8, fd00::/8; or one
// address.
class IpNetwork {
  public:
    // `invalid_argument`: neither an address nor a network.
    static Result<IpNetwork> parse(std::string_view text);

    // False for what is no address.
    bool contains(std::string_view address) const;

  private:
    // An IPv4 address as its place among those of IPv6, ::ffff:0:0/96 (RFC 4291).
    using Octets = std::array<unsigned char, 16>;

    IpNetwork(const Octets& octets, int bits) : octets_(octets), bits_(bits) {}
    static bool read(std::string_view text, Octets& octets);

    Octets octets_;
    int bits_;
};

}  // namespace garden::net
