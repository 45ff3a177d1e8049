#include "s3/format.h"

#include <chrono>

#include <fmt/chrono.h>

#include "base/text.h"

namespace garden::s3 {

std::string iso_time(Timestamp time) {
    // By gmtime: this fmt writes a time point in the time zone of the machine.
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.000Z",
                       fmt::gmtime(std::chrono::floor<std::chrono::seconds>(time)));
}

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
