#include "api/routes_settings.h"

#include <nlohmann/json.hpp>

#include "api/errors.h"
#include "api/json_body.h"
#include "api/request_parts.h"
#include "base/iso_time.h"
#include "base/version.h"
#include "store/disk_use.h"

namespace garden::api {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostPermission = 16;

http::Response answer(unsigned status, const ordered_json& json) {
    return no_store(http::json_response(status, json.dump()));
}

ordered_json text_or_null(const std::string& text) {
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json to_json(const Consent& consent) { return {{"en", consent.english}, {"ko", consent.korean}}; }

ordered_json to_json(const Retention& retention) {
    return {{"trashDays", retention.trash_days},
            {"jobDays", retention.job_days},
            {"visitorDays", retention.visitor_days}};
}

http::Response get_settings(store::Database& database, const ServerFacts& facts) {
    const auto disk = store::disk_use(database, facts.data);
    if (!disk) return json_error_response(disk.error());
    const auto retention = read_retention(database, facts.retention_of_file);
    if (!retention) return json_error_response(retention.error());
    const auto consent = read_consent(database);
    if (!consent) return json_error_response(consent.error());
    return answer(200,
                  {{"version", version()},
                   {"file", text_or_null(facts.settings_file)},
                   {"data", facts.data},
                   {"bucket", facts.bucket},
                   {"s3", text_or_null(facts.s3_url)},
                   {"disk", {{"stored", disk->stored}, {"free", disk->free}, {"capacity", disk->capacity}}},
                   {"retention", to_json(*retention)},
                   {"consent", to_json(*consent)}});
}

Result<Consent> consent_of(const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return std::unexpected(body.error());
    auto english = body->text("en", kMostConsentOctets);
    if (!english) return std::unexpected(english.error());
    auto korean = body->text("ko", kMostConsentOctets);
    if (!korean) return std::unexpected(korean.error());
    return Consent{std::move(*english), std::move(*korean)};
}

http::Response put_consent(store::Database& database, const http::Request& request) {
    const auto consent = consent_of(request);
    if (!consent) return json_error_response(consent.error());
    if (const auto written = write_consent(database, *consent); !written)
        return json_error_response(written.error());
    return answer(200, to_json(*consent));
}

Result<int> days_of(const JsonBody& body, std::string_view name) {
    const auto days = body.integer(name, 1, kMostDays);
    if (!days) return std::unexpected(days.error());
    if (!*days) {
        return fail(ErrorCode::invalid_argument,
                    "both \"trashDays\" and \"jobDays\" are needed, whole numbers "
                    "of days from 1 to 3650");
    }
    return static_cast<int>(**days);
}

// What the request does not tell of visitors stays as it is: nobody is erased by leaving a word out.
Result<Retention> retention_of(const http::Request& request, const Retention& now) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return std::unexpected(body.error());
    const auto trash_days = days_of(*body, "trashDays");
    if (!trash_days) return std::unexpected(trash_days.error());
    const auto job_days = days_of(*body, "jobDays");
    if (!job_days) return std::unexpected(job_days.error());
    const auto visitor_days = body->integer("visitorDays", 0, kMostDays);
    if (!visitor_days) return std::unexpected(visitor_days.error());
    return Retention{*trash_days, *job_days, static_cast<int>(visitor_days->value_or(now.visitor_days))};
}

http::Response put_retention(store::Database& database, const http::Request& request,
                             const Retention& otherwise) {
    const auto now = read_retention(database, otherwise);
    if (!now) return json_error_response(now.error());
    const auto retention = retention_of(request, *now);
    if (!retention) return json_error_response(retention.error());
    if (const auto written = write_retention(database, *retention); !written)
        return json_error_response(written.error());
    return answer(200, to_json(*retention));
}

// Without the secret.
ordered_json to_json(const access::AccessKey& key) {
    return {{"accessKey", key.access_key},
            {"permission", access::name(key.permission)},
            {"created", iso_time(key.created_at)}};
}

http::Response list_keys(access::AccessKeys& keys) {
    const auto all = keys.list();
    if (!all) return json_error_response(all.error());
    ordered_json list = ordered_json::array();
    for (const access::AccessKey& key : *all) list.push_back(to_json(key));
    return answer(200, {{"keys", std::move(list)}});
}

Result<access::Permission> permission_of(const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return std::unexpected(body.error());
    const auto wanted = body->required_text("permission", kMostPermission);
    if (!wanted) return std::unexpected(wanted.error());
    for (const access::Permission one : {access::Permission::full, access::Permission::read})
        if (*wanted == access::name(one)) return one;
    return fail(ErrorCode::invalid_argument, "\"permission\" must be full or read");
}

http::Response add_key(access::AccessKeys& keys, const http::Request& request) {
    const auto permission = permission_of(request);
    if (!permission) return json_error_response(permission.error());
    const auto made = keys.add(*permission);
    if (!made) return json_error_response(made.error());
    ordered_json json = to_json(*made);
    json["secretKey"] = made->secret_key;
    return answer(201, json);
}

http::Response remove_key(access::AccessKeys& keys, const http::Request& request) {
    const auto removed = keys.remove(path_part(request, 4));
    return removed ? no_content() : json_error_response(removed.error());
}

}  // namespace

void add_settings_routes(http::Router& router, store::Database& database, access::AccessKeys& keys,
                         const ServerFacts& facts) {
    router.add(
        {.method = "GET", .pattern = "/api/v1/settings", .handler = [&database, facts](const http::Request&) {
             return get_settings(database, facts);
         }});
    router.add({.method = "PUT", .pattern = "/api/v1/settings/consent", .handler = [&](const auto& request) {
                    return put_consent(database, request);
                }});
    router.add({.method = "PUT",
                .pattern = "/api/v1/settings/retention",
                .handler = [&database, otherwise = facts.retention_of_file](const auto& request) {
                    return put_retention(database, request, otherwise);
                }});
    router.add({.method = "GET", .pattern = "/api/v1/keys", .handler = [&](const http::Request&) {
                    return list_keys(keys);
                }});
    router.add({.method = "POST", .pattern = "/api/v1/keys", .handler = [&](const http::Request& request) {
                    return add_key(keys, request);
                }});
    router.add({.method = "DELETE",
                .pattern = "/api/v1/keys/{accessKey}",
                .handler = [&](const http::Request& request) { return remove_key(keys, request); }});
}

}  // namespace garden::api
