#include "api/operator_choices.h"

#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "store/settings.h"

namespace garden::api {
namespace {

using nlohmann::json;

constexpr std::string_view kConsent = "consent";
constexpr std::string_view kRetention = "retention";

// What `parse` makes of the setting; nothing: it was never written.
template <typename Parse>
auto read_json(store::Database& database, std::string_view name, Parse parse)
    -> Result<std::optional<decltype(parse(json()))>> {
    const auto text = store::read_setting(database, name);
    if (!text) return std::unexpected(text.error());
    if (!*text) return std::nullopt;
    try {
        return parse(json::parse(**text));
    } catch (const json::exception& error) {
        return fail(ErrorCode::corrupt,
                    fmt::format("the setting {} in the catalog cannot be read: {}", name, error.what()));
    }
}

}  // namespace

Result<Consent> read_consent(store::Database& database) {
    const auto consent = read_json(
        database, kConsent, [](const json& stored) { return Consent{stored.at("en"), stored.at("ko")}; });
    if (!consent) return std::unexpected(consent.error());
    return consent->value_or(Consent{});
}

Result<> write_consent(store::Database& database, const Consent& consent) {
    return store::write_setting(database, kConsent,
                                json{{"en", consent.english}, {"ko", consent.korean}}.dump());
}

Result<Retention> read_retention(store::Database& database, const Retention& otherwise) {
    // What an older program wrote says nothing of visitors.
    const auto retention = read_json(database, kRetention, [&](const json& stored) {
        return Retention{stored.at("trashDays"), stored.at("jobDays"),
                         stored.value("visitorDays", otherwise.visitor_days)};
    });
    if (!retention) return std::unexpected(retention.error());
    return retention->value_or(otherwise);
}

Result<> write_retention(store::Database& database, const Retention& retention) {
    return store::write_setting(database, kRetention,
                                json{{"trashDays", retention.trash_days},
                                     {"jobDays", retention.job_days},
                                     {"visitorDays", retention.visitor_days}}
                                    .dump());
}

}  // namespace garden::api
