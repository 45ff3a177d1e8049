#include "api/share_page.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/stored_object.h"
#include "base/iso_time.h"
#include "base/markup.h"
#include "base/text.h"
#include "gallery/key.h"

namespace garden::api {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kTitle = "Emotion Garden · 감정의 정원";
constexpr std::string_view kGrown = "A picture that grew for a feeling. · 감정을 위해 자란 그림입니다.";

std::string open_graph(std::string_view property, std::string_view content) {
    return fmt::format("<meta property=\"og:{}\" content=\"{}\">\n", property,
                       escape_markup(content, Controls::kept));
}

// The sides of the picture in pixels, where the recipe knows them.
std::string sides(const ordered_json& recipe) {
    std::string tags;
    for (const char* side : {"width", "height"}) {
        const auto found = recipe.is_object() ? recipe.find(side) : recipe.end();
        if (found != recipe.end() && found->is_number_integer())
            tags += open_graph(fmt::format("image:{}", side), found->dump());
    }
    return tags;
}

ordered_json to_json(const SharedPicture& picture, const std::string& path, const ordered_json& recipe) {
    const auto parts = gallery::parse_picture_key(picture.object.key);
    return {{"key", picture.object.key},
            {"url", path},
            {"size", picture.object.size},
            {"added", iso_time(picture.object.modified)},
            {"emotion", parts ? parts->search_key.emotion : ""},
            {"favorite", parts ? parts->search_key.favorite : ""},
            {"recipe", recipe},
            {"licence", picture.licence}};
}

}  // namespace

std::string share_page(std::string_view document, const SharedPicture& picture) {
    const std::string path = fmt::format("/{}", percent_encode_path(picture.object.key));
    const ordered_json recipe = recipe_of(picture.object);
    const std::string data =
        to_json(picture, path, recipe).dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    const std::string page =
        fmt::format("{}/image?content={}", picture.base, percent_encode_value(picture.object.key));
    std::string tags = open_graph("type", "website") + open_graph("title", kTitle) +
                       open_graph("description", kGrown) + open_graph("url", page) +
                       open_graph("image", fmt::format("{}{}", picture.base, path)) +
                       open_graph("image:type", "image/jpeg") + sides(recipe);
    tags += "<meta name=\"twitter:card\" content=\"summary_large_image\">\n";
    tags +=
        fmt::format("<meta name=\"garden:picture\" content=\"{}\">\n", escape_markup(data, Controls::kept));
    // Or a phone would begin to fetch it only after the page's script has come and run.
    tags += fmt::format("<link rel=\"preload\" as=\"image\" href=\"{}\" fetchpriority=\"high\">\n",
                        escape_markup(path, Controls::kept));
    const std::size_t end = document.find("</head>");
    std::string whole(document.substr(0, end));
    whole += tags;
    if (end != std::string_view::npos) whole += document.substr(end);
    return whole;
}

}  // namespace garden::api
