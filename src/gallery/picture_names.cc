#include "gallery/picture_names.h"

#include <nlohmann/json.hpp>

#include "gallery/key.h"
#include "store/settings.h"

namespace garden::gallery {
namespace {

constexpr std::string_view kSetting = "picture_names";

}  // namespace

Result<std::string> PictureNames::next() {
    if (database_.is_shared()) return next_of_all();
    const std::lock_guard lock(mutex_);
    return take(given_, clock_.now());
}

std::string PictureNames::take(Given& given, Timestamp now) {
    // Where another server's clock was ahead, that second goes on.
    if (to_seconds(now) > given.second) given = {to_seconds(now), 0};
    return new_picture_name(Timestamp(std::chrono::seconds(given.second)), given.count++);
}

Result<std::string> PictureNames::next_of_all() {
    const Timestamp now = clock_.now();
    std::string name;
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        const auto before = store::read_setting(transaction, kSetting);
        if (!before) return std::unexpected(before.error());
        const auto json = nlohmann::json::parse(before->value_or("{}"), nullptr, false);
        Given given;
        if (json.is_object()) given = {json.value("second", std::int64_t{0}), json.value("count", 0)};
        name = take(given, now);
        return store::write_setting(transaction, kSetting,
                                    nlohmann::json{{"second", given.second}, {"count", given.count}}.dump());
    });
    if (!written) return std::unexpected(written.error());
    return name;
}

}  // namespace garden::gallery
