#include "api/errors.h"
#include "api/job_json.h"
#include "api/request_parts.h"
#include "api/routes.h"
#include "base/iso_time.h"

// /api/v1/webhooks: who is told of what happens, and what became of that.
namespace garden::api {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostUrl = 2048;
constexpr std::size_t kMostEvents = 16;
constexpr std::size_t kMostEventName = 64;
constexpr std::size_t kDefaultDeliveries = 50;
constexpr std::size_t kMostDeliveries = 500;

// /api/v1/webhooks/{name}…
std::string name_of(const http::Request& request) { return path_part(request, 4); }

// Never the secret.
ordered_json to_json(const hooks::Webhook& webhook) {
    ordered_json json = {{"name", webhook.name},       {"url", webhook.url},
                         {"events", webhook.events},   {"created", iso_time_millis(webhook.created_at)},
                         {"waiting", webhook.waiting}, {"failures", webhook.failures}};
    if (webhook.next_attempt) json["nextAttempt"] = iso_time_millis(*webhook.next_attempt);
    return json;
}

ordered_json to_json(const hooks::Attempt& attempt) {
    return {{"at", iso_time_millis(attempt.at)},
            {"delivered", attempt.delivered()},
            {"status", attempt.status},
            {"answer", attempt.answer}};
}

ordered_json to_json(const hooks::Delivery& delivery) {
    ordered_json json = {{"event", delivery.event},
                         {"state", std::string(hooks::name(delivery.state))},
                         {"created", iso_time_millis(delivery.created_at)},
                         {"attempts", delivery.attempts}};
    if (delivery.last) json["last"] = to_json(*delivery.last);
    json["body"] = delivery.body;
    return json;
}

http::Response list(Context& context, const http::Request&) {
    const auto webhooks = context.webhooks.list();
    if (!webhooks) return json_error_response(webhooks.error());
    ordered_json all = ordered_json::array();
    for (const hooks::Webhook& webhook : *webhooks) all.push_back(to_json(webhook));
    return http::json_response(200, ordered_json{{"webhooks", std::move(all)}}.dump());
}

http::Response one(Context& context, const http::Request& request) {
    const auto webhook = context.webhooks.find(name_of(request));
    if (!webhook) return json_error_response(webhook.error());
    return http::json_response(200, to_json(*webhook).dump());
}

http::Response put(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return json_error_response(body.error());
    const auto url = body->required_text("url", kMostUrl);
    if (!url) return json_error_response(url.error());
    const auto events = body->texts("events", kMostEvents, kMostEventName);
    if (!events) return json_error_response(events.error());
    const auto secret = body->text("secret", hooks::kMostSecret);
    if (!secret) return json_error_response(secret.error());
    const auto done = context.webhooks.put(name_of(request), *url, *events,
                                           body->has("secret") ? std::optional(*secret) : std::nullopt);
    if (!done) return json_error_response(done.error());
    context.courier.wake();
    return one(context, request);
}

http::Response remove(Context& context, const http::Request& request) {
    if (const auto done = context.webhooks.remove(name_of(request)); !done)
        return json_error_response(done.error());
    return no_content();
}

http::Response deliveries(Context& context, const http::Request& request) {
    const auto limit = limit_of(request, kDefaultDeliveries, kMostDeliveries);
    if (!limit) return json_error_response(limit.error());
    const auto found = context.webhooks.deliveries(name_of(request), *limit);
    if (!found) return json_error_response(found.error());
    ordered_json all = ordered_json::array();
    for (const hooks::Delivery& delivery : *found) all.push_back(to_json(delivery));
    return http::json_response(200, ordered_json{{"deliveries", std::move(all)}}.dump());
}

http::Response test(Context& context, const http::Request& request) {
    const auto tried = context.courier.test(name_of(request));
    if (!tried) return json_error_response(tried.error());
    return http::json_response(200, to_json(*tried).dump());
}

}  // namespace

void add_webhook_routes(http::Router& router, Context& context) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add({.method = method,
                    .pattern = pattern,
                    .handler = [&context, handler](const http::Request& request) {
                        return handler(context, request);
                    }});
    };
    add("GET", "/api/v1/webhooks", list);
    add("GET", "/api/v1/webhooks/{name}", one);
    add("PUT", "/api/v1/webhooks/{name}", put);
    add("DELETE", "/api/v1/webhooks/{name}", remove);
    add("GET", "/api/v1/webhooks/{name}/deliveries", deliveries);
    add("POST", "/api/v1/webhooks/{name}/test", test);
}

}  // namespace garden::api
