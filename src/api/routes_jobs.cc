#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "api/errors.h"
#include "api/job_json.h"
#include "api/request_parts.h"
#include "api/routes.h"

// /api/v1/jobs: what is painted, will be and was; and POST /api/v1/pictures, which orders one.
namespace garden::api {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kDefaultPage = 50;
constexpr std::size_t kMostPage = 500;
constexpr std::chrono::milliseconds kLook(500);

ordered_json seen_json(Context& context, const jobs::Job& job, std::int64_t before,
                       const std::string& base_url) {
    // A job that has just ended may still be on the board.
    const auto progress = job.state == jobs::State::running ? context.board.progress(job.id) : std::nullopt;
    return to_json(job, {progress, before,
                         estimate(job, progress, before, context.workers.capacity(job.painter), context.pace),
                         base_url});
}

Result<ordered_json> job_json(Context& context, const std::string& id, const std::string& base_url) {
    const auto job = context.queue.find(id);
    if (!job) return std::unexpected(job.error());
    const auto before = context.queue.position(*job);
    if (!before) return std::unexpected(before.error());
    return seen_json(context, *job, *before, base_url);
}

Result<ordered_json> queue_json(Context& context) {
    const auto counts = context.queue.counts();
    if (!counts) return std::unexpected(counts.error());
    const auto paused = context.queue.is_paused();
    if (!paused) return std::unexpected(paused.error());
    return ordered_json{{"paused", *paused}, {"counts", to_json(*counts)}};
}

// "1.0006…-ab12" as list() handed it out.
Result<std::optional<jobs::JobCursor>> cursor_of(const http::Request& request) {
    const auto text = request.query_value("after");
    if (!text) return std::nullopt;
    jobs::JobCursor cursor;
    const std::size_t dot = text->find('.');
    const auto read =
        std::from_chars(text->data(), text->data() + std::min(dot, text->size()), cursor.priority);
    if (dot == std::string_view::npos || read.ec != std::errc() || read.ptr != text->data() + dot) {
        return fail(ErrorCode::invalid_argument, "\"after\" must be what \"next\" was in the page before");
    }
    cursor.id = text->substr(dot + 1);
    return cursor;
}

struct ListOrder {
    std::optional<jobs::State> state;
    std::optional<jobs::JobCursor> after;
    std::size_t limit = kDefaultPage;
};

Result<ListOrder> list_order(const http::Request& request) {
    ListOrder order;
    if (const auto state = request.query_value("state")) {
        order.state = jobs::parse_state(*state);
        if (!order.state) {
            return fail(ErrorCode::invalid_argument,
                        "\"state\" must be waiting, running, done, parked or cancelled, or missing for all");
        }
    }
    const auto limit = limit_of(request, kDefaultPage, kMostPage);
    if (!limit) return std::unexpected(limit.error());
    order.limit = *limit;
    auto after = cursor_of(request);
    if (!after) return std::unexpected(after.error());
    order.after = std::move(*after);
    return order;
}

// How many wait before each job of a page; 0 for those that do not wait. A page of waiting jobs is in the
// order of their turns. A page of all states is newest first and leaves nothing out: of one priority, each
// waiting job has one less before it than the one that is listed before.
Result<std::vector<std::int64_t>> positions(Context& context, const jobs::JobPage& page, bool in_turn) {
    std::vector<std::int64_t> before(page.jobs.size(), 0);
    std::int64_t turn = page.before;
    std::map<jobs::Priority, std::int64_t> last;
    for (std::size_t i = 0; i < page.jobs.size(); ++i) {
        const jobs::Job& job = page.jobs[i];
        if (job.state != jobs::State::waiting) continue;
        if (in_turn) {
            before[i] = turn++;
        } else if (const auto known = last.find(job.priority); known != last.end()) {
            before[i] = known->second = std::max<std::int64_t>(0, known->second - 1);
        } else {
            const auto position = context.queue.position(job);
            if (!position) return std::unexpected(position.error());
            before[i] = last[job.priority] = *position;
        }
    }
    return before;
}

http::Response list(Context& context, const http::Request& request) {
    const auto order = list_order(request);
    if (!order) return json_error_response(order.error());
    const auto page = context.queue.list(order->state, order->after, order->limit);
    if (!page) return json_error_response(page.error());
    auto json = queue_json(context);
    if (!json) return json_error_response(json.error());
    (*json)["jobs"] = ordered_json::array();
    const std::string base_url = context.gate.base_url(request);
    const auto before = positions(context, *page, order->state.has_value());
    if (!before) return json_error_response(before.error());
    for (std::size_t i = 0; i < page->jobs.size(); ++i)
        (*json)["jobs"].push_back(seen_json(context, page->jobs[i], (*before)[i], base_url));
    if (page->next) (*json)["next"] = fmt::format("{}.{}", page->next->priority, page->next->id);
    return http::json_response(200, json->dump());
}

// /api/v1/jobs/{id}…
std::string id_of(const http::Request& request) { return path_part(request, 4); }

http::Response one(Context& context, const http::Request& request) {
    const auto json = job_json(context, id_of(request), context.gate.base_url(request));
    return json ? http::json_response(200, json->dump()) : json_error_response(json.error());
}

http::Response preview(Context& context, const http::Request& request) {
    const auto job = context.queue.find(id_of(request));
    if (!job) return json_error_response(job.error());
    const auto progress = context.board.progress(job->id);
    if (job->state != jobs::State::running || !progress || !progress->preview)
        return json_error_response({ErrorCode::not_found, "there is no preview of this job now"});
    http::Response response;
    response.headers.set("Content-Type", "image/jpeg");
    response.body = *progress->preview;
    return no_store(std::move(response));
}

http::Response cancel(Context& context, const http::Request& request) {
    const auto cancelled = context.queue.cancel(id_of(request));
    if (!cancelled) return json_error_response(cancelled.error());
    return one(context, request);
}

http::Response restart(Context& context, const http::Request& request) {
    if (const auto done = context.queue.restart(id_of(request)); !done)
        return json_error_response(done.error());
    return one(context, request);
}

http::Response cancel_many(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return json_error_response(body.error());
    const auto which = body->text("which", 16);
    if (!which) return json_error_response(which.error());
    if (*which != "waiting" && *which != "all")
        return json_error_response({ErrorCode::invalid_argument, "\"which\" must be waiting or all"});
    const auto count = *which == "all" ? context.queue.cancel_all() : context.queue.cancel_waiting();
    if (!count) return json_error_response(count.error());
    return http::json_response(200, fmt::format("{{\"cancelled\":{}}}", *count));
}

http::Response restart_parked(Context& context) {
    const auto count = context.queue.restart_parked();
    if (!count) return json_error_response(count.error());
    return http::json_response(200, fmt::format("{{\"restarted\":{}}}", *count));
}

http::Response pause(Context& context, bool paused) {
    if (const auto done = context.queue.pause(paused); !done) return json_error_response(done.error());
    const auto json = queue_json(context);
    return json ? http::json_response(200, json->dump()) : json_error_response(json.error());
}

// One event for each change: `job` with the job, or `queue` with the counts where many changed.
bool tell(Context& context, const jobs::Board::News& news, const std::string& base_url,
          http::EventSink& sink) {
    if (!news.job_id.empty()) {
        const auto json = job_json(context, news.job_id, base_url);
        // Forgotten meanwhile.
        return !json || sink.send("job", json->dump());
    }
    const auto json = queue_json(context);
    return !json || sink.send("queue", json->dump());
}

void send_news(Context& context, const std::string& base_url, http::EventSink& sink) {
    std::uint64_t seen = context.board.latest();
    bool open = tell(context, {}, base_url, sink);
    while (open && sink.open()) {
        const auto heard = context.board.wait(seen, kLook);
        seen = heard.latest;
        if (heard.missed) open = tell(context, {}, base_url, sink);
        for (const jobs::Board::News& news : heard.news) open = open && tell(context, news, base_url, sink);
    }
}

http::Response events(Context& context, const http::Request& request) {
    return event_stream([&context, base_url = context.gate.base_url(request)](http::EventSink& sink) {
        send_news(context, base_url, sink);
    });
}

http::Response painters(Context& context) {
    ordered_json list = ordered_json::array();
    for (const jobs::EndpointStatus& endpoint : context.workers.endpoints())
        list.push_back(to_json(endpoint));
    return http::json_response(200, ordered_json{{"painters", std::move(list)}}.dump());
}

http::Response order_picture(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return json_error_response(body.error());
    const auto order = context.orders.picture(*body);
    if (!order) return json_error_response(order.error());
    const auto added = context.queue.add(*order);
    if (!added) return json_error_response(added.error());
    const auto json = job_json(context, added->id, context.gate.base_url(request));
    if (!json) return json_error_response(json.error());
    http::Response response = http::json_response(202, json->dump());
    response.headers.set("Location", "/api/v1/jobs/" + added->id);
    return response;
}

}  // namespace

void add_job_routes(http::Router& router, Context& context) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add({.method = method,
                    .pattern = pattern,
                    .handler = [&context, handler](const http::Request& request) {
                        return handler(context, request);
                    }});
    };
    add("GET", "/api/v1/jobs", list);
    add("GET", "/api/v1/jobs/events", events);
    add("GET", "/api/v1/jobs/{id}", one);
    add("GET", "/api/v1/jobs/{id}/preview", preview);
    add("POST", "/api/v1/jobs/{id}/cancel", cancel);
    add("POST", "/api/v1/jobs/{id}/restart", restart);
    add("POST", "/api/v1/jobs/cancel", cancel_many);
    add("POST", "/api/v1/jobs/restart", [](Context& c, const http::Request&) { return restart_parked(c); });
    add("POST", "/api/v1/jobs/pause", [](Context& c, const http::Request&) { return pause(c, true); });
    add("POST", "/api/v1/jobs/resume", [](Context& c, const http::Request&) { return pause(c, false); });
    add("GET", "/api/v1/painters", [](Context& c, const http::Request&) { return painters(c); });
    add("POST", "/api/v1/pictures", order_picture);
}

}  // namespace garden::api
