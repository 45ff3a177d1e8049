#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/errors.h"
#include "api/events.h"
#include "api/json_body.h"
#include "api/picture_query.h"
#include "api/request_parts.h"
#include "api/routes.h"
#include "api/stored_object.h"
#include "base/iso_time.h"
#include "base/text.h"

namespace garden::api {
namespace {

using nlohmann::ordered_json;
using Batch = Result<std::vector<gallery::Outcome>> (gallery::Curation::*)(const std::vector<std::string>&);

constexpr std::string_view kTrash = "/api/v1/trash/";
constexpr std::string_view kThumbnails = "/api/v1/thumbnails/";

std::string_view name(gallery::Fate fate) {
    constexpr std::array<std::string_view, 4> names = {"done", "unchanged", "missing", "refused"};
    return names[static_cast<std::size_t>(fate)];
}

ordered_json to_json(const gallery::ListedPicture& picture, const std::string& base) {
    const bool trashed = !picture.trash_id.empty();
    const std::string path = percent_encode_path(picture.object.key);
    const std::string url =
        trashed ? fmt::format("{}{}{}", base, kTrash, picture.trash_id) : fmt::format("{}/{}", base, path);
    const std::string small = trashed ? url + "/thumbnail" : fmt::format("{}{}{}", base, kThumbnails, path);
    ordered_json json = {{"key", picture.object.key},
                         {"url", url},
                         {"thumbnail", fmt::format("{}?etag={}", small, picture.object.etag)},
                         {"size", picture.object.size},
                         {"added", iso_time(picture.object.modified)},
                         {"disliked", picture.disliked}};
    if (trashed) json["removed"] = iso_time(picture.at);
    if (const auto parts = gallery::parse_picture_key(picture.object.key)) {
        json["emotion"] = parts->search_key.emotion;
        json["favorite"] = parts->search_key.favorite;
        json["orientation"] = parts->orientation == gallery::Orientation::portrait ? "portrait" : "landscape";
    }
    json["recipe"] = recipe_of(picture.object);
    return json;
}

http::Response list(Context& context, const http::Request& request) {
    const auto query = parse_picture_query(request);
    if (!query) return json_error_response(query.error());
    const auto page = context.gallery.list(*query);
    if (!page) return json_error_response(page.error());
    ordered_json pictures = ordered_json::array();
    const std::string base = context.gate.base_url(request);
    for (const gallery::ListedPicture& picture : page->pictures) pictures.push_back(to_json(picture, base));
    ordered_json answer = {{"total", page->total}, {"pictures", std::move(pictures)}};
    answer["next"] = page->next.empty() ? ordered_json(nullptr) : ordered_json(page->next);
    return no_store(http::json_response(200, answer.dump()));
}

// {"keys":[…]} → {"done":N,"results":[{"key","state","problem"?},…]}.
http::Response run_batch(Context& context, const http::Request& request, Batch batch) {
    const auto body = JsonBody::parse(request.body, kBatchLimits);
    if (!body) return json_error_response(body.error());
    if (!body->has("keys")) {
        return json_error_response(
            {ErrorCode::invalid_argument, "\"keys\" is missing: it lists the keys of pictures"});
    }
    const auto keys = body->texts("keys", gallery::kMostKeys, kMostKeyOctets);
    if (!keys) return json_error_response(keys.error());
    const auto outcomes = (context.curation.*batch)(*keys);
    if (!outcomes) return json_error_response(outcomes.error());
    ordered_json results = ordered_json::array();
    std::size_t done = 0;
    for (const gallery::Outcome& outcome : *outcomes) {
        if (outcome.fate == gallery::Fate::done) ++done;
        results.push_back({{"key", outcome.key}, {"state", name(outcome.fate)}});
        if (!outcome.problem.empty()) results.back()["problem"] = outcome.problem;
    }
    return http::json_response(200, ordered_json{{"done", done}, {"results", std::move(results)}}.dump());
}

http::Response empty_trash(Context& context) {
    const auto removed = context.curation.empty_trash();
    if (!removed) return json_error_response(removed.error());
    return http::json_response(200, fmt::format("{{\"removed\":{}}}", *removed));
}

}  // namespace

void add_picture_routes(http::Router& router, Context& context) {
    router.add({.method = "GET",
                .pattern = "/api/v1/pictures",
                .handler = [&context](const http::Request& request) { return list(context, request); }});
    constexpr std::array<std::pair<const char*, Batch>, 6> batches = {{
        {"/api/v1/pictures/remove", &gallery::Curation::remove},
        {"/api/v1/pictures/restore", &gallery::Curation::restore},
        {"/api/v1/pictures/publish", &gallery::Curation::publish},
        {"/api/v1/pictures/unpublish", &gallery::Curation::unpublish},
        {"/api/v1/pictures/dislike", &gallery::Curation::dislike},
        {"/api/v1/pictures/undislike", &gallery::Curation::undislike},
    }};
    for (const auto& [pattern, batch] : batches) {
        router.add(
            {.method = "POST",
             .pattern = pattern,
             .handler = [&context,
                         batch](const http::Request& request) { return run_batch(context, request, batch); },
             .body_limit = kBatchBodyLimit});
    }
    router.add({.method = "DELETE", .pattern = "/api/v1/trash", .handler = [&context](const http::Request&) {
                    return empty_trash(context);
                }});
    router.add({.method = "GET",
                .pattern = "/api/v1/trash/{id}",
                .handler = [&context](const http::Request& request) {
                    return trashed_object(context, request, request.path.substr(kTrash.size()));
                }});
    router.add({.method = "GET",
                .pattern = "/api/v1/trash/{id}/thumbnail",
                .handler = [&context](const http::Request& request) {
                    return thumbnail(context, request,
                                     context.objects.open_discarded(context.bucket, path_part(request, 4)));
                }});
    router.add({.method = "GET",
                .pattern = fmt::format("{}*", kThumbnails),
                .handler = [&context](const http::Request& request) {
                    return thumbnail(
                        context, request,
                        context.objects.open(context.bucket, request.path.substr(kThumbnails.size())));
                }});
}

}  // namespace garden::api
