#include "api/picture_query.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/request_parts.h"
#include "base/iso_time.h"
#include "base/text.h"

namespace garden::api {
namespace {

using gallery::PictureQuery;

constexpr std::size_t kMostPage = 500;
constexpr std::size_t kMostText = 200;  // octets
constexpr std::size_t kMostCursor = 4096;

std::unexpected<Error> invalid(std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message));
}

Result<> set_place(PictureQuery& query, std::string_view value) {
    constexpr std::array<std::pair<std::string_view, gallery::Shelf>, 3> places = {
        {{"garden", gallery::Shelf::garden},
         {"pool", gallery::Shelf::pool},
         {"trash", gallery::Shelf::trash}}};
    for (const auto& [name, shelf] : places) {
        if (name != value) continue;
        query.shelf = shelf;
        return {};
    }
    return invalid("\"place\" must be garden, pool or trash");
}

Result<> set_emotion(PictureQuery& query, std::string_view value) {
    if (!gallery::is_emotion(value))
        return invalid(fmt::format("\"emotion\" must be one of {}", fmt::join(gallery::kEmotions, ", ")));
    query.emotion = value;
    return {};
}

Result<> set_favorite(PictureQuery& query, std::string_view value) {
    query.favorite = value;
    return {};
}

Result<> set_orientation(PictureQuery& query, std::string_view value) {
    if (value != "landscape" && value != "portrait")
        return invalid("\"orientation\" must be landscape or portrait");
    query.orientation =
        value == "portrait" ? gallery::Orientation::portrait : gallery::Orientation::landscape;
    return {};
}

Result<> set_painter(PictureQuery& query, std::string_view value) {
    query.painter = value;
    return {};
}

Result<> set_disliked(PictureQuery& query, std::string_view value) {
    if (value != "true" && value != "false") return invalid("\"disliked\" must be true or false");
    query.disliked = value == "true";
    return {};
}

Result<> set_text(PictureQuery& query, std::string_view value) {
    if (value.size() > kMostText)
        return invalid(
            fmt::format("\"text\" may have at most {} octets; it has {}", kMostText, value.size()));
    query.text = value;
    return {};
}

Result<IsoTime> read_time(std::string_view name, std::string_view value) {
    const auto time = parse_iso_time(value);
    if (time) return *time;
    return invalid(fmt::format(
        "\"{}\" must be a day such as 2026-10-04 or a moment such as 2026-10-04T09:00:00Z", name));
}

Result<> set_from(PictureQuery& query, std::string_view value) {
    const auto time = read_time("from", value);
    if (!time) return std::unexpected(time.error());
    query.since = time->begin;
    return {};
}

Result<> set_to(PictureQuery& query, std::string_view value) {
    const auto time = read_time("to", value);
    if (!time) return std::unexpected(time.error());
    query.before = time->is_day ? time->begin + std::chrono::days(1) : time->begin;
    return {};
}

Result<> set_cursor(PictureQuery& query, std::string_view value) {
    if (value.size() > kMostCursor) return invalid("the cursor is longer than any that this listing gave");
    query.cursor = value;
    return {};
}

Result<> set_limit(PictureQuery& query, std::string_view value) {
    const auto limit = parse_limit(value, kMostPage);
    if (!limit) return std::unexpected(limit.error());
    query.most = *limit;
    return {};
}

struct Parameter {
    std::string_view name;
    Result<> (*set)(PictureQuery&, std::string_view);
};

constexpr std::array<Parameter, 11> kParameters = {{{"place", set_place},
                                                    {"emotion", set_emotion},
                                                    {"favorite", set_favorite},
                                                    {"orientation", set_orientation},
                                                    {"painter", set_painter},
                                                    {"disliked", set_disliked},
                                                    {"text", set_text},
                                                    {"from", set_from},
                                                    {"to", set_to},
                                                    {"cursor", set_cursor},
                                                    {"limit", set_limit}}};

std::string known_names() {
    std::string names;
    for (const Parameter& parameter : kParameters)
        names += (names.empty() ? "" : ", ") + std::string(parameter.name);
    return names;
}

}  // namespace

Result<PictureQuery> parse_picture_query(const http::Request& request) {
    PictureQuery query;
    for (const auto& [name, value] : request.query) {
        const auto found = std::ranges::find(kParameters, name, &Parameter::name);
        if (found == kParameters.end()) {
            return invalid(fmt::format("there is no parameter {}; there are {}",
                                       json_quote(name.substr(0, 40)), known_names()));
        }
        if (auto set = found->set(query, value); !set) return std::unexpected(set.error());
    }
    if (!request.query_value("place")) return invalid("\"place\" is missing: it is garden, pool or trash");
    return query;
}

}  // namespace garden::api
