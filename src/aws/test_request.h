// Requests for the tests of this room, with the keys and the moment of the examples in the Amazon S3 API
// Reference.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "aws/authenticator.h"
#include "base/hash.h"
#include "http/target.h"
#include "net/sigv4.h"

namespace garden::aws {

inline constexpr std::int64_t kExampleSeconds = 1'369'353'600;
inline constexpr std::string_view kExampleTime = "20130524T000000Z";
inline const net::KeyPair kExampleKeys{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
inline const net::Scope kExampleScope{"20130524", "us-east-1", "s3"};

inline http::Request make_request(std::string method, std::string_view target, const net::Fields& headers) {
    http::Request request;
    request.method = std::move(method);
    EXPECT_TRUE(http::parse_target(target, request)) << target;
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    request.id = "0123456789ABCDEF";
    return request;
}

// With "Host: garden" and what signs it.
inline http::Request signed_request(std::string method, std::string_view target, net::Fields headers = {},
                                    std::string_view payload_hash = sha256_hex(""),
                                    const net::Scope& scope = kExampleScope,
                                    std::string_view time = kExampleTime) {
    headers.emplace_back("Host", "garden");
    http::Request request = make_request(std::move(method), target, headers);
    const net::PathRule rule =
        scope.service == "s3" ? net::PathRule::encoded_once : net::PathRule::normalised_twice;
    for (auto& [name, value] : net::sign_headers(request.method, request.path, request.raw_query, headers,
                                                 payload_hash, kExampleKeys, scope, time, rule)) {
        request.headers.add(std::move(name), std::move(value));
    }
    return request;
}

// A POST to another service than S3, as boto3 signs it: the hash of the body is signed, and nowhere said.
inline http::Request unsaid_request(std::string_view body, const net::Scope& scope,
                                    std::string_view access_key = kExampleKeys.access_key,
                                    std::string_view time = kExampleTime) {
    net::Fields headers = {{"Host", "garden"}, {"X-Amz-Date", std::string(time)}};
    const std::vector<std::string> names = {"host", "x-amz-date"};
    const std::string canonical = net::canonical_request(
        {"POST", "/", "", headers, names, sha256_hex(body), net::PathRule::normalised_twice});
    const std::string signature = net::sign(net::signing_key(kExampleKeys.secret_key, scope),
                                            net::string_to_sign(time, scope, canonical));
    headers.emplace_back("Authorization",
                         fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders=host;x-amz-date, "
                                     "Signature={}",
                                     access_key, scope.text(), signature));
    return make_request("POST", "/", headers);
}

// Knows the example's pair, with full permission, and a reader's.
inline FindKey example_keys() {
    return [](std::string_view name) -> Result<std::optional<access::AccessKey>> {
        if (name == kExampleKeys.access_key) {
            return access::AccessKey{
                kExampleKeys.access_key, kExampleKeys.secret_key, access::Permission::full, {}};
        }
        if (name == "reader") return access::AccessKey{"reader", "secret", access::Permission::read, {}};
        if (name == "broken") return fail(ErrorCode::io, "disk I/O error");
        return std::nullopt;
    };
}

inline std::string detail(const Refusal& refusal, std::string_view name) {
    for (const auto& [key, value] : refusal.details) {
        if (key == name) return value;
    }
    return "";
}

}  // namespace garden::aws
