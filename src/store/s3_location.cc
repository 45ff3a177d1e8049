#include "store/s3_location.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "net/http_client.h"

namespace garden::store {
namespace {

constexpr std::string_view kForm = "s3://BUCKET?endpoint=https://HOST&region=REGION&prefix=PREFIX";
constexpr std::string_view kDefaultRegion = "us-east-1";
// With the hash behind it a key stays far below the 1,024 octets that S3 allows.
constexpr std::size_t kLongestPrefix = 512;

std::unexpected<Error> wrong(std::string_view what) {
    return fail(ErrorCode::invalid_argument, fmt::format("blobs: {}; expected {}", what, kForm));
}

// As Amazon allows, and the few more characters that older buckets and other stores have.
bool is_bucket(std::string_view text) {
    return text.size() >= 3 && text.size() <= 255 && std::ranges::all_of(text, [](char c) {
               return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
           });
}

bool is_region(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

using Parameters = std::map<std::string, std::string>;

Result<Parameters> read_parameters(std::string_view query) {
    Parameters parameters;
    for (const std::string_view pair : split(query, '&')) {
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::string name(pair.substr(0, equals));
        const auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())));
        if (name != "endpoint" && name != "region" && name != "prefix") {
            return wrong(fmt::format("there is no parameter {}", json_quote(name)));
        }
        if (!value) return wrong(fmt::format("the {} has a % without two hexadecimal digits", name));
        if (!parameters.emplace(name, *value).second) return wrong(fmt::format("the {} comes twice", name));
    }
    return parameters;
}

Result<std::string> read_endpoint(std::string text) {
    if (const auto checked = net::check_shown_url(text); !checked) {
        return wrong(fmt::format("the endpoint: {}", checked.error().message));
    }
    while (text.ends_with('/')) text.pop_back();
    if (std::ranges::count(text, '/') != 2) return wrong("the endpoint may not have a path");
    return text;
}

Result<std::string> read_prefix(std::string text) {
    if (text.empty()) return text;
    if (!text.ends_with('/')) text += '/';
    const auto segments = split(text, '/');
    const bool odd = std::ranges::any_of(segments.begin(), segments.end() - 1, [](std::string_view segment) {
        return segment.empty() || segment == "." || segment == "..";
    });
    if (odd) return wrong("the prefix may not begin with a slash, nor hold //, . or .. between slashes");
    if (!is_utf8(text) || !is_printable(text) || text.size() > kLongestPrefix) {
        return wrong(fmt::format("the prefix must be UTF-8 without control characters, of {} octets at most",
                                 kLongestPrefix));
    }
    return text;
}

}  // namespace

Result<S3Location> parse_s3_location(std::string_view text) {
    if (!text.starts_with(kS3Scheme)) return wrong("it does not begin with s3://");
    text.remove_prefix(kS3Scheme.size());
    const std::size_t question = std::min(text.find('?'), text.size());
    std::string_view bucket = text.substr(0, question);
    if (bucket.ends_with('/')) bucket.remove_suffix(1);
    if (bucket.find('/') != std::string_view::npos) {
        return wrong("only a bucket comes before the question mark; a folder in it is the prefix");
    }
    if (!is_bucket(bucket)) return wrong(fmt::format("{} is no name of a bucket", json_quote(bucket)));
    auto parameters = read_parameters(text.substr(std::min(question + 1, text.size())));
    if (!parameters) return std::unexpected(parameters.error());

    S3Location location{
        .bucket = std::string(bucket), .endpoint = {}, .region = (*parameters)["region"], .prefix = {}};
    if (!location.region.empty() && !is_region(location.region)) {
        return wrong(fmt::format("{} is no name of a region", json_quote(location.region)));
    }
    if (const std::string& given = (*parameters)["endpoint"]; !given.empty()) {
        auto endpoint = read_endpoint(given);
        if (!endpoint) return std::unexpected(endpoint.error());
        location.endpoint = std::move(*endpoint);
    } else if (location.region.empty()) {
        return wrong("it names neither an endpoint nor a region of Amazon S3");
    } else {
        location.endpoint = fmt::format("https://s3.{}.amazonaws.com", location.region);
    }
    if (location.region.empty()) location.region = kDefaultRegion;
    auto prefix = read_prefix((*parameters)["prefix"]);
    if (!prefix) return std::unexpected(prefix.error());
    location.prefix = std::move(*prefix);
    return location;
}

}  // namespace garden::store
