#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/erase_visitor.h"
#include "api/errors.h"
#include "api/events.h"
#include "api/insights.h"
#include "api/json_body.h"
#include "api/request_parts.h"
#include "api/routes.h"
#include "api/state_metrics.h"
#include "base/text.h"
#include "base/version.h"
#include "visitors/limits.h"

namespace garden::api {
namespace {

using nlohmann::ordered_json;

constexpr int kMostFaces = 100;
constexpr std::string_view kVisitors = "/api/v1/visitors/";

http::Response health(Context& context) {
    const jobs::FirstGardenProgress garden = context.first_garden.progress();
    const ordered_json answer = {
        {"status", "ok"},
        {"version", version()},
        {"firstGarden",
         {{"state", jobs::name(garden.state)}, {"painted", garden.painted}, {"total", garden.total}}}};
    return no_store(http::json_response(200, answer.dump()));
}

http::Response plant(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return json_error_response(body.error());
    const auto each = body->integer("each", 1, jobs::kMostEach);
    if (!each) return json_error_response(each.error());
    if (const auto planted = context.first_garden.plant(static_cast<int>(each->value_or(1))); !planted)
        return json_error_response(planted.error());
    http::Response response = health(context);
    response.status = 202;
    return response;
}

http::Response metrics(Context& context) {
    const jobs::FirstGardenProgress garden = context.first_garden.progress();
    http::Response response = http::text_response(
        200,
        context.metrics.render() +
            gauge("garden_first_garden_painted", "Pictures of the first garden that are painted.",
                  garden.painted) +
            gauge("garden_first_garden_total", "Pictures that the first garden will have.", garden.total) +
            state_metrics(context) + insights_metrics(context.recommender.figures()));
    response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    return response;
}

http::Response faces(Context& context, const http::Request& request) {
    const auto found = context.photos.read(request.body, kMostFaces);
    if (!found) return json_error_response(found.error());
    return http::json_response(200, vision::to_json(*found));
}

http::Response events(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return json_error_response(body.error());
    const auto event = parse_event(context, *body);
    if (!event) return json_error_response(event.error());
    const auto recorded = record_event(context, *event);
    if (!recorded) return json_error_response(recorded.error());
    return http::json_response(200, fmt::format("{{\"recorded\":{}}}", *recorded));
}

http::Response explain(Context& context, const http::Request& request) {
    const auto item = request.query_value("item");
    if (!item)
        return json_error_response(
            {ErrorCode::invalid_argument, "the query needs item=, the key of a picture"});
    const auto key = context.gallery.resolve(*item);
    if (!key) return json_error_response(key.error());
    const auto why = context.recommender.explain(request.query_value("id").value_or(""), *key);
    if (!why) return json_error_response(why.error());
    ordered_json numbers = ordered_json::object();
    for (const auto& [name, value] : why->numbers) numbers[name] = value;
    return http::json_response(200, ordered_json{{"words", why->words}, {"numbers", numbers}}.dump());
}

http::Response insights(Context& context) {
    return no_store(http::json_response(200, insights_json(context.recommender.figures())));
}

std::string session_header(const Context& context, const http::Request& request, std::string_view secret,
                           long seconds) {
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", kSessionCookie, secret,
                       seconds, context.gate.is_secure(request) ? "; Secure" : "");
}

// Clients choose the ids: one may have slashes, and then is more than a segment of the path.
http::Response erase(Context& context, const http::Request& request) {
    const std::string id = request.path.substr(kVisitors.size());
    if (!id.empty()) return erase_visitor(context, id);
    return json_error_response(
        {ErrorCode::invalid_argument, fmt::format("say who: {}ID, the id percent-encoded", kVisitors)});
}

http::Response log_in(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return json_error_response(body.error());
    const auto name = body->required_text("name", visitors::kMostIdOctets);
    if (!name) return json_error_response(name.error());
    const auto password = body->required_text("password", 1024);
    if (!password) return json_error_response(password.error());
    const auto secret = context.administrators.log_in(*name, *password);
    if (!secret) return json_error_response(secret.error());
    http::Response response = no_content();
    response.headers.set("Set-Cookie", session_header(context, request, *secret,
                                                      context.administrators.session_life().count()));
    return response;
}

http::Response log_out(Context& context, const http::Request& request) {
    const std::string_view session = session_cookie(request);
    if (!session.empty()) {
        if (const auto done = context.administrators.log_out(session); !done)
            return json_error_response(done.error());
    }
    http::Response response = no_content();
    response.headers.set("Set-Cookie", session_header(context, request, "", 0));
    return response;
}

}  // namespace

void add_health_routes(http::Router& router, Context& context) {
    router.add({.method = "GET",
                .pattern = "/healthz",
                .handler = [&context](const http::Request&) { return health(context); },
                .run = http::Run::on_socket});
    router.add({.method = "GET", .pattern = "/metrics", .handler = [&context](const http::Request&) {
                    return metrics(context);
                }});
}

void add_v1_routes(http::Router& router, Context& context) {
    router.add({.method = "POST",
                .pattern = "/api/v1/first-garden",
                .handler = [&context](const http::Request& request) { return plant(context, request); }});
    router.add({.method = "POST",
                .pattern = "/api/v1/faces",
                .handler = [&context](const http::Request& request) { return faces(context, request); },
                .body_limit = context.max_photo_octets});
    router.add({.method = "POST",
                .pattern = "/api/v1/events",
                .handler = [&context](const http::Request& request) { return events(context, request); },
                .body_limit = kEventBodyLimit});
    router.add({.method = "GET",
                .pattern = "/api/v1/explain",
                .handler = [&context](const http::Request& request) { return explain(context, request); }});
    router.add({.method = "GET", .pattern = "/api/v1/insights", .handler = [&context](const http::Request&) {
                    return insights(context);
                }});
    router.add({.method = "DELETE",
                .pattern = fmt::format("{}*", kVisitors),
                .handler = [&context](const http::Request& request) { return erase(context, request); }});
    router.add({.method = "POST",
                .pattern = "/api/v1/session",
                .handler = [&context](const http::Request& request) { return log_in(context, request); }});
    router.add({.method = "DELETE",
                .pattern = "/api/v1/session",
                .handler = [&context](const http::Request& request) { return log_out(context, request); }});
}

void add_routes(http::Router& router, Context& context) {
    add_garden_routes(router, context);
    add_generation_routes(router, context);
    add_job_routes(router, context);
    add_curation_routes(router, context);
    add_picture_routes(router, context);
    add_display_routes(router, context);
    add_prompt_routes(router, context);
    add_webhook_routes(router, context);
    add_dataset_routes(router, context);
    add_object_routes(router, context);
    add_health_routes(router, context);
    add_v1_routes(router, context);
    add_page_routes(router, context);
    add_old_studio_routes(router, context);
}

}  // namespace garden::api
