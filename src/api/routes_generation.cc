#include <algorithm>

#include <nlohmann/json.hpp>

#include "api/errors.h"
#include "api/request_parts.h"
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

// Whether what was heard may have changed what became of the jobs. Where nothing was heard for a while one
// looks all the same: another server of the same catalog tells nobody here.
bool concerns(const jobs::Board::Heard& heard, const std::vector<jobs::Added>& ordered) {
    if (heard.missed || heard.news.empty()) return true;
    return std::ranges::any_of(heard.news, [&](const jobs::Board::News& news) {
        if (news.progress) return false;
        return news.job_id.empty() ||
               std::ranges::find(ordered, news.job_id, &jobs::Added::id) != ordered.end();
    });
}

// Waits until the jobs are over, or the server drains. The client may go away meanwhile: they are painted all
// the same.
Result<Outcome> wait_for_pictures(Context& context, const std::vector<jobs::Added>& ordered,
                                  const http::EventSink& sink) {
    std::uint64_t seen = context.board.latest();
    auto outcome = outcome_of(context, ordered);
    while (outcome && !outcome->over && sink.open()) {
        const jobs::Board::Heard heard = context.board.wait(seen, kLook);
        seen = heard.latest;
        if (concerns(heard, ordered)) outcome = outcome_of(context, ordered);
    }
    if (outcome && outcome->keys.empty() && outcome->error.empty())
        outcome->error = "the server stops; the pictures are painted when it runs again";
    return outcome;
}

// What is promised is queued before the first octet of the answer, and after the connection has its place
// among the streams.
void order_and_wait(Context& context, const std::vector<jobs::NewJob>& orders, const std::string& base_url,
                    http::EventSink& sink) {
    const auto begun = std::chrono::steady_clock::now();
    Outcome outcome;
    if (const auto ordered = context.queue.add(orders); !ordered) {
        log::error("the jobs of a request cannot be queued", {{"reason", ordered.error().message}});
        outcome.error = "the server cannot write its queue; nothing was ordered";
    } else {
        sink.write(" ");  // the client learns at once that it is heard
        auto waited = wait_for_pictures(context, *ordered, sink);
        if (waited) {
            outcome = std::move(*waited);
        } else {
            log::error("the jobs of a request cannot be read", {{"reason", waited.error().message}});
            outcome.error = "the server cannot read its queue; the pictures are painted all the same";
        }
    }
    const auto time = std::chrono::round<std::chrono::seconds>(std::chrono::steady_clock::now() - begun);
    sink.write(final_answer(outcome, base_url, time));
}

http::Response text2image(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return error_response(body.error());
    auto orders = context.orders.text2image(*body);
    if (!orders) return error_response(orders.error());
    http::Response response;
    response.headers.set("Content-Type", "application/json");
    response.headers.set("X-Accel-Buffering", "no");  // nginx would keep the heartbeat back
    response.body = http::EventStream{
        .run = [&context, orders = std::move(*orders), base_url = context.gate.base_url(request)](
                   http::EventSink& sink) { order_and_wait(context, orders, base_url, sink); },
        .heartbeat = " ",
        .every = kHeartbeat};
    return no_store(std::move(response));
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
