#include "store/s3_client.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/id.h"
#include "base/log.h"
#include "base/text.h"
#include "base/wait.h"
#include "store/s3_xml.h"

namespace garden::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kMostTries = 4;
constexpr milliseconds kFirstPause(100);
// After this time a request that got no answer is not tried again: whoever asked has waited long enough.
constexpr std::chrono::seconds kPatience(10);
constexpr std::chrono::seconds kStopGrace(3);
constexpr milliseconds kLeast(1);  // that is left for a try
constexpr std::chrono::seconds kShortestLimit(60);
constexpr std::chrono::seconds kFetchLimit(3600);
// An upload may take as long as it does at so many octets a second.
constexpr std::uint64_t kSlowest = 64 * 1024;
constexpr std::size_t kMostAnswerOctets = std::size_t{8} << 20;  // a listing has one of 1000 keys

// Of every length up to the longest, so that those who failed together do not come back together.
milliseconds pause_before(int attempt) {
    const auto most = static_cast<std::uint64_t>(kFirstPause.count()) << attempt;
    return milliseconds(random_seed() % (most + 1));
}

milliseconds left_of(const Validity& valid) {
    return std::chrono::duration_cast<milliseconds>(valid.length - (steady_clock::now() - valid.from));
}

struct S3Failure {
    std::string code;
    std::string message;
};

S3Failure failure_of(const net::HttpAnswer& answer) {
    const auto document = read_s3_document(answer.body);
    if (!document || document->root != "Error") return {};
    return {std::string(document->text("Code")), std::string(document->text("Message"))};
}

bool may_yet_succeed(const net::HttpAnswer& answer) {
    constexpr std::array statuses = {408, 429, 500, 502, 503, 504};
    if (std::ranges::find(statuses, answer.status) != statuses.end()) return true;
    return answer.status == 400 && failure_of(answer).code == "RequestTimeout";
}

}  // namespace

// By headers; where it is good for some seconds only, by the query, which alone can say so.
void S3Client::sign(const S3Request& request, const Begun& begun, net::HttpOrder& order) const {
    const std::string path =
        fmt::format("/{}{}{}", location_.bucket, request.key.empty() ? "" : "/", request.key);
    const std::string host = location_.endpoint.substr(location_.endpoint.find("//") + 2);
    std::string query = net::canonical_query(request.query);
    order.headers = {{"Host", host}};
    const std::string time =
        net::amz_time(to_seconds(request.valid ? begun.time + ahead_.load() : clock_.now()));
    const net::KeyPair keys = {keys_.access_key, keys_.secret_key};
    const net::Scope scope = {time.substr(0, 8), location_.region, "s3"};
    if (request.valid) {
        if (!keys_.session_token.empty()) {
            query += fmt::format("{}X-Amz-Security-Token={}", query.empty() ? "" : "&",
                                 percent_encode_value(keys_.session_token));
        }
        query = net::presigned_query(request.method, host, path, query, keys, scope, time,
                                     request.valid->length.count());
    } else {
        if (!keys_.session_token.empty())
            order.headers.emplace_back("x-amz-security-token", keys_.session_token);
        net::Fields signature =
            net::sign_headers(request.method, path, query, order.headers,
                              request.file ? request.sha256 : sha256_hex(request.body), keys, scope, time);
        for (net::Field& field : signature) order.headers.push_back(std::move(field));
    }
    order.url =
        fmt::format("{}{}{}{}", location_.endpoint, net::canonical_path(path, net::PathRule::encoded_once),
                    query.empty() ? "" : "?", query);
}

net::HttpOrder S3Client::order_for(const S3Request& request, const Begun& begun) const {
    net::HttpOrder order;
    order.method = request.method;
    sign(request, begun, order);
    order.body = request.body;
    order.file = request.file;
    const std::uint64_t octets = request.file ? request.file->length : request.body.size();
    order.whole_limit = request.take ? kFetchLimit : kShortestLimit + std::chrono::seconds(octets / kSlowest);
    if (request.valid) order.whole_limit = std::max(kLeast, left_of(*request.valid));
    order.stall_limit = request.stall_limit;
    order.most_octets = kMostAnswerOctets;
    order.stop = stop_;
    order.stop_grace = kStopGrace;
    return order;
}

// Whether the store's clock, as it says itself, is another than was thought.
bool S3Client::learn_time(const net::HttpAnswer& answer) {
    const auto date = answer.header("date");
    const auto time = date ? net::parse_date(*date) : std::nullopt;
    if (!time) return false;
    const std::chrono::seconds ahead(*time - to_seconds(clock_.now()));
    if (std::chrono::abs(ahead - ahead_.load()) <= std::chrono::seconds(1)) return false;
    ahead_ = ahead;
    return true;
}

// Tries until there is an answer that another try would not change.
Result<net::HttpAnswer> S3Client::try_often(const S3Request& request, const Begun& begun, bool& answered) {
    answered = true;
    for (int attempt = 0;; ++attempt) {
        if (attempt > 0 && !sleep_for(pause_before(attempt), stop_))
            return fail(ErrorCode::cancelled, "the request was stopped");
        Result<> taken;
        net::HttpOrder order = order_for(request, begun);
        if (request.restart) taken = request.restart();
        if (!taken) return std::unexpected(taken.error());
        if (request.take) {
            order.take = [&](BytesView octets) {
                taken = request.take(octets);
                return taken.has_value();
            };
        }
        auto answer = http_.send(order);
        if (!taken) return std::unexpected(taken.error());
        const bool last = attempt + 1 == kMostTries || stop_.stop_requested() ||
                          (request.valid && left_of(*request.valid) < kLeast);
        if (answer) {
            const bool was_wrong = request.valid && learn_time(*answer) && answer->status == 403;
            answered = !may_yet_succeed(*answer) && !was_wrong;
            if (last || answered) return answer;
        } else {
            answered = answer.error().code != ErrorCode::unavailable;
            if (last || answered || steady_clock::now() - begun.instant > kPatience) return answer;
        }
    }
}

Result<net::HttpAnswer> S3Client::send(const S3Request& request) {
    // The time first: where this program is stopped between the two, what is valid for a while ends too
    // early, and not too late.
    const Timestamp now = clock_.now();
    const auto instant = steady_clock::now();
    if (request.valid && left_of(*request.valid) < kLeast)
        return fail(ErrorCode::unavailable,
                    "there was not time enough left for a request to the store of the blobs");
    const auto before = request.valid ? instant - request.valid->from : steady_clock::duration::zero();
    const Begun begun{now - std::chrono::ceil<std::chrono::microseconds>(before), instant};
    if (!traffic_.begin(begun.instant))
        return fail(ErrorCode::unavailable, "the store of the blobs did not answer just now");
    bool answered = false;
    auto answer = try_often(request, begun, answered);
    if (traffic_.ended(answered, steady_clock::now())) log::info("the store of the blobs answers again");
    if (!answer) return answer;
    if (answer->status / 100 == 2) return answer;
    return std::unexpected(describe(request, *answer));
}

Error S3Client::describe(const S3Request& request, const net::HttpAnswer& answer) const {
    const S3Failure failure = failure_of(answer);
    const std::string host = net::shown_host(location_.endpoint);
    const auto says = [&](std::string message) { return Error{ErrorCode::unavailable, std::move(message)}; };
    if (failure.code == "NoSuchBucket" || (answer.status == 404 && request.key.empty())) {
        return says(fmt::format("{} has no bucket {}: make it, or correct the name in the setting blobs",
                                host, location_.bucket));
    }
    if (failure.code == "InvalidAccessKeyId") {
        return says(fmt::format(
            "{} does not know the access key: correct AWS_ACCESS_KEY_ID or EMOTION_GARDEN_BLOBS_ACCESS_KEY",
            host));
    }
    if (failure.code == "SignatureDoesNotMatch") {
        return says(
            fmt::format("{} refuses the secret key, which is not that of the access key: correct "
                        "AWS_SECRET_ACCESS_KEY or EMOTION_GARDEN_BLOBS_SECRET_KEY",
                        host));
    }
    if (failure.code == "ExpiredToken" || failure.code == "InvalidToken") {
        return says(
            fmt::format("{} refuses the session token, which has expired or is no such: renew "
                        "AWS_SESSION_TOKEN, or take it away",
                        host));
    }
    if (failure.code == "RequestTimeTooSkewed" || failure.message.contains("has expired")) {
        return says(
            fmt::format("the clocks of this machine and of {} differ too much: set them by NTP", host));
    }
    if (failure.code == "AuthorizationHeaderMalformed" || answer.status / 100 == 3) {
        return says(
            fmt::format("{} does not have the bucket {} in the region {}: correct endpoint and region in "
                        "the setting blobs{}{}",
                        host, location_.bucket, location_.region,
                        failure.message.empty() ? "" : "; it says: ", failure.message));
    }
    if (answer.status == 401 || answer.status == 403) {
        return says(
            fmt::format("{} does not let the key use the bucket {}: allow it to list, and to get, put and "
                        "delete objects",
                        host, location_.bucket));
    }
    if (answer.status == 404) return {ErrorCode::not_found, "the store does not have it"};
    if (answer.status == 507) return says(fmt::format("{} has no space left", host));
    return says(fmt::format("{} answers {}{}{}{}{}", host, answer.status, failure.code.empty() ? "" : " ",
                            failure.code, failure.message.empty() ? "" : ": ", failure.message));
}

}  // namespace garden::store
