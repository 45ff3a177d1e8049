#include "s3/format.h"

#include "base/text.h"

namespace garden::s3 {

std::string encode_url(std::string_view text) {
    std::string encoded;
    for (bool first = true; const std::string_view segment : split(text, '/')) {
        if (!first) encoded += '/';
        encoded += percent_encode_value(segment);
        first = false;
    }
    return encoded;
}

std::string owner_id(const store::Bucket& bucket) {
    return bucket.owner.empty() ? "emotion-garden" : bucket.owner;
}

http::Response xml_response(std::string document) {
    http::Response response{.status = 200, .headers = {}, .body = std::move(document)};
    response.headers.add("Content-Type", "application/xml");
    return response;
}

http::Response no_content() { return {.status = 204, .headers = {}, .body = Bytes{}}; }

}  // namespace garden::s3
