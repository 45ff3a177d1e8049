#include "api/garden_answer.h"

#include "api/errors.h"
#include "api/events.h"
#include "api/json_body.h"
#include "base/text.h"
#include "gallery/key.h"
#include "visitors/limits.h"

namespace garden::api {
namespace {

constexpr std::int64_t kDefaultLimit = 25;
constexpr std::int64_t kMostLimit = 1000;

void append_entries(std::string& json, const std::vector<std::string>& keys, const std::string& base,
                    const std::string& emotion) {
    // Built by hand: this is the hottest answer of the server, and its parts are quoted once.
    bool first = true;
    for (const std::string& key : keys) {
        json += first ? "{\"url\":\"" : ",{\"url\":\"";
        json += base;
        json += percent_encode_path(key);
        json += "\",\"emotion\":";
        json += emotion;
        json += '}';
        first = false;
    }
}

}  // namespace

Result<GardenRequest> parse_garden(const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return std::unexpected(body.error());
    const auto wanted = body->required_text("emotion", kMostKeyOctets);
    if (!wanted) return std::unexpected(wanted.error());
    auto search_key = gallery::parse_search_key(*wanted);
    if (!search_key) return std::unexpected(search_key.error());
    GardenRequest parsed{{}, std::move(*search_key), 0};
    for (const auto& [name, member] :
         {std::pair{"id", &visitors::Visitor::id}, std::pair{"generation", &visitors::Visitor::generation},
          std::pair{"gender", &visitors::Visitor::gender}}) {
        auto value = body->text(name, visitors::kMostIdOctets);
        if (!value) return std::unexpected(value.error());
        parsed.visitor.*member = std::move(*value);
    }
    const auto limit = body->integer("limit", 1, kMostLimit);
    if (!limit) return std::unexpected(limit.error());
    parsed.limit = static_cast<std::size_t>(limit->value_or(kDefaultLimit));
    return parsed;
}

http::Response garden_answer(const Context& context, const http::Request& request,
                             const gallery::SearchKey& search_key, const std::vector<std::string>& landscape,
                             const std::vector<std::string>& portrait) {
    const std::string quoted_base = json_quote(context.gate.base_url(request) + "/");
    const std::string base = quoted_base.substr(1, quoted_base.size() - 2);
    const std::string emotion = json_quote(search_key.text());
    std::string json = "{\"landscape\":[";
    json.reserve((landscape.size() + portrait.size()) * 128 + 64);
    append_entries(json, landscape, base, emotion);
    json += "],\"portrait\":[";
    append_entries(json, portrait, base, emotion);
    json += "]}";
    return http::json_response(200, std::move(json));
}

http::Response all_pictures(Context& context, const http::Request& request, gallery::Place place) {
    const auto wanted = parse_garden(request);
    if (!wanted) return error_response(wanted.error());
    const auto all = context.gallery.all(place, wanted->search_key);
    if (!all) return error_response(all.error());
    return garden_answer(context, request, wanted->search_key, all->landscape, all->portrait);
}

}  // namespace garden::api
