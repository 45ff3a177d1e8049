#include <nlohmann/json.hpp>

#include "api/errors.h"
#include "api/request_parts.h"
#include "api/routes.h"
#include "datasets/export.h"
#include "datasets/import.h"
#include "store/read_pieces.h"

namespace garden::api {
namespace {

using datasets::Dataset;
using nlohmann::ordered_json;

Result<ordered_json> store_dataset(Context& context, Dataset dataset) {
    const datasets::Sources sources{context.visitors,
                                    [&](const std::function<void(const gallery::Picture&)>& each) {
                                        return context.gallery.for_each_picture(gallery::Place::garden, each);
                                    }};
    store::ContentWriter writer = context.objects.writer();
    const auto lines = datasets::write_dataset(dataset, sources,
                                               [&](std::string_view octets) { return writer.add(octets); });
    if (!lines) return std::unexpected(lines.error());
    const auto content = writer.store();
    if (!content) return std::unexpected(content.error());
    const std::string key = datasets::object_key(dataset);
    const auto object =
        context.objects.put(context.bucket, key, *content, {.content_type = "text/csv; charset=utf-8"});
    if (!object) return std::unexpected(object.error());
    return ordered_json{
        {"name", datasets::name(dataset)}, {"key", key}, {"lines", *lines}, {"octets", object->size}};
}

http::Response export_datasets(Context& context) {
    ordered_json answer = {{"datasets", ordered_json::array()}};
    for (const Dataset dataset : datasets::kDatasets) {
        auto stored = store_dataset(context, dataset);
        if (!stored) return json_error_response(stored.error());
        answer["datasets"].push_back(std::move(*stored));
    }
    return no_store(http::json_response(200, answer.dump()));
}

ordered_json to_json(const std::string& key, const datasets::Report& report) {
    ordered_json refused = ordered_json::array();
    for (const datasets::RefusedLine& line : report.first_refused)
        refused.push_back({{"line", line.line}, {"reason", line.reason}});
    return {{"name", datasets::name(report.dataset)},
            {"key", key},
            {"lines", report.lines},
            {"added", report.added},
            {"present", report.present},
            {"refused", report.refused},
            {"firstRefused", std::move(refused)}};
}

Result<datasets::Report> import_object(const store::OpenObject& opened, const datasets::Target& target) {
    const auto& [object, pieces] = opened;
    datasets::Import import(target);
    const auto read = store::read_pieces(pieces, 0, object.size,
                                         [&](std::string_view octets) { return import.add(octets); });
    if (!read) return std::unexpected(read.error());
    return import.finish();
}

http::Response import_datasets(Context& context) {
    const datasets::Target target{
        context.visitors, context.clock,
        [&](const std::string& key) { return context.gallery.is_listed(key); },
        [&](const visitors::Visitor& visitor) { context.recommender.visitor_known(visitor); },
        [&] { return context.follower.follow(); }};
    ordered_json answer = {{"datasets", ordered_json::array()}};
    for (const Dataset dataset : datasets::kDatasets) {
        const std::string key = datasets::object_key(dataset);
        const auto opened = context.objects.open(context.bucket, key);
        if (!opened && opened.error().code == ErrorCode::not_found) continue;
        if (!opened) return json_error_response(opened.error());
        const auto report = import_object(*opened, target);
        if (!report) return json_error_response({report.error().code, key + ": " + report.error().message});
        answer["datasets"].push_back(to_json(key, *report));
    }
    if (answer["datasets"].empty()) {
        return json_error_response(
            {ErrorCode::not_found,
             "put the files first, as dataset/users/users.csv, dataset/items/items.csv or "
             "dataset/interactions/interactions.csv"});
    }
    return no_store(http::json_response(200, answer.dump()));
}

}  // namespace

void add_dataset_routes(http::Router& router, Context& context) {
    router.add({.method = "POST",
                .pattern = "/api/v1/datasets/export",
                .handler = [&context](const http::Request&) { return export_datasets(context); }});
    router.add({.method = "POST",
                .pattern = "/api/v1/datasets/import",
                .handler = [&context](const http::Request&) { return import_datasets(context); }});
}

}  // namespace garden::api
