#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/errors.h"
#include "api/routes.h"
#include "base/log.h"
#include "base/text.h"

// protocol.md's "Generation".
namespace garden::api {
namespace {

constexpr std::size_t kBodyLimit = std::size_t{256} * 1024;
// Browsers and proxies give up after half a minute of silence.
constexpr std::chrono::seconds kHeartbeat(3);
constexpr std::chrono::milliseconds kLook(500);

// What became of the jobs of one request.
struct Outcome {
    std::vector<std::string> keys;  // of the pictures that are stored
    std::string error;              // of the first that will not be
    bool over = true;               // nothing is waited for any more
};

Result<Outcome> outcome_of(Context& context, const std::vector<jobs::Added>& ordered) {
    Outcome outcome;
    for (const jobs::Added& added : ordered) {
        const auto job = context.queue.find(added.id);
        if (!job) return std::unexpected(job.error());
        if (job->state == jobs::State::done) outcome.keys.push_back(job->pictures.front().key);
        if (job->state == jobs::State::waiting || job->state == jobs::State::running) outcome.over = false;
        if (!outcome.error.empty()) continue;
        if (job->state == jobs::State::cancelled) outcome.error = "the picture was cancelled";
        if (job->state == jobs::State::parked) outcome.error = job->error;
    }
    return outcome;
}

std::string final_answer(const Outcome& outcome, const std::string& base_url, std::chrono::seconds time) {
    nlohmann::ordered_json json;
    if (outcome.keys.empty()) {
        json = {{"statusCode", 500}, {"body", outcome.error}};
    } else {
        nlohmann::json urls = nlohmann::json::array();
        for (const std::string& key : outcome.keys) urls.push_back(base_url + "/" + percent_encode_path(key));
        json = {{"statusCode", 200}, {"body", urls.dump()}};
    }
    json["time"] = time.count();
    return json.dump();
}

// Waits for the pictures; the client may go away meanwhile, they are painted all the same.
void wait_for_pictures(Context& context, const std::vector<jobs::Added>& ordered, const std::string& base_url,
                       http::EventSink& sink) {
    const auto begun = std::chrono::steady_clock::now();
    sink.write(" ");  // the client learns at once that it is heard
    std::uint64_t seen = 0;
    while (sink.open()) {
        seen = context.board.wait(seen, kLook).latest;
        auto outcome = outcome_of(context, ordered);
        if (!outcome) {
            log::error("the jobs of a request cannot be read", {{"reason", outcome.error().message}});
            outcome =
                Outcome{{}, "the server cannot read its queue; the pictures are painted all the same", true};
        }
        if (!outcome->over) continue;
        const auto time = std::chrono::round<std::chrono::seconds>(std::chrono::steady_clock::now() - begun);
        sink.write(final_answer(*outcome, base_url, time));
        return;
    }
}

http::Response text2image(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return error_response(body.error());
    const auto orders = context.orders.text2image(*body);
    if (!orders) return error_response(orders.error());
    auto ordered = context.queue.add(*orders);
    if (!ordered) return error_response(ordered.error());
    http::Response response;
    response.headers.set("Content-Type", "application/json");
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("X-Accel-Buffering", "no");  // nginx would keep the heartbeat back
    response.body = http::EventStream{
        .run = [&context, ordered = std::move(*ordered), base_url = context.gate.base_url(request)](
                   http::EventSink& sink) { wait_for_pictures(context, ordered, base_url, sink); },
        .heartbeat = " ",
        .every = kHeartbeat};
    return response;
}

http::Response bulk(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return error_response(body.error());
    const auto order = context.orders.bulk(*body);
    if (!order) return error_response(order.error());
    if (const auto added = context.queue.add(*order); !added) return error_response(added.error());
    return http::json_response(200, request.body);
}

}  // namespace

void add_generation_routes(http::Router& router, Context& context) {
    router.add({.method = "POST",
                .pattern = "/text2image",
                .handler = [&context](const http::Request& request) { return text2image(context, request); },
                .body_limit = kBodyLimit});
    router.add({.method = "POST",
                .pattern = "/bulk",
                .handler = [&context](const http::Request& request) { return bulk(context, request); },
                .body_limit = kBodyLimit});
}

}  // namespace garden::api
