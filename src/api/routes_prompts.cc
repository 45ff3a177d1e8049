#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "api/errors.h"
#include "api/request_parts.h"
#include "api/routes.h"
#include "base/text.h"

// /api/v1/templates, /api/v1/words and /api/v1/denied-words.
namespace garden::api {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kListLimit = std::size_t{1024} * 1024;         // octets of a list of words
constexpr std::size_t kImportLimit = std::size_t{16} * 1024 * 1024;  // octets
constexpr JsonLimits kImportValues{.values = 200'000};               // more than the most words of all lists
constexpr std::int64_t kDefaultCount = 16;
constexpr std::int64_t kMostCount = 1000;
// Of one order: they are written in one transaction, and everybody else's writing waits for it.
constexpr std::size_t kMostJobs = 20'000;
constexpr int kPicturesPerJob = 2;

// /api/v1/templates/{name} and /api/v1/words/{list}
std::string name_of(const http::Request& request) { return path_part(request, 4); }

http::Response answer(const ordered_json& json) { return http::json_response(200, json.dump()); }

ordered_json to_json(const prompts::Template& one) { return {{"name", one.name}, {"text", one.text}}; }

ordered_json to_json(const prompts::Collection& collection) {
    ordered_json templates = ordered_json::array();
    for (const prompts::Template& one : collection.templates) templates.push_back(to_json(one));
    ordered_json words = ordered_json::object();
    for (const auto& [list, entries] : collection.lists) words[list] = entries;
    return {{"templates", std::move(templates)}, {"words", std::move(words)}};
}

http::Response list_templates(Context& context, const http::Request&) {
    const auto all = context.library.all();
    return all ? answer(to_json(*all)) : json_error_response(all.error());
}

http::Response export_templates(Context& context, const http::Request& request) {
    http::Response response = list_templates(context, request);
    response.headers.set("Content-Disposition", "attachment; filename=\"templates.json\"");
    return response;
}

http::Response find_template(Context& context, const http::Request& request) {
    const auto found = context.library.find(name_of(request));
    return found ? answer(to_json(*found)) : json_error_response(found.error());
}

http::Response put_template(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return json_error_response(body.error());
    auto text = body->required_text("text", prompts::kMostTemplateText);
    if (!text) return json_error_response(text.error());
    const prompts::Template one{name_of(request), std::move(*text)};
    const auto put = context.library.put({{one}, {}});
    return put ? answer(to_json(one)) : json_error_response(put.error());
}

http::Response remove_template(Context& context, const http::Request& request) {
    const auto removed = context.library.remove(name_of(request));
    if (!removed) return json_error_response(removed.error());
    return no_content();
}

// What /export answers, or a part of it.
Result<prompts::Collection> collection_of(const JsonBody& body) {
    constexpr std::string_view form =
        R"(send what /api/v1/templates/export answers: {"templates":[{"name","text"}],"words":{"list":["word"]}})";
    prompts::Collection collection;
    try {
        const json& all = body.json();
        for (const json& one : all.value("templates", json::array()))
            collection.templates.push_back({one.at("name"), one.at("text")});
        collection.lists = all.value("words", json::object()).get<prompts::WordLists>();
    } catch (const json::exception&) {
        return fail(ErrorCode::invalid_argument, fmt::format("this is no collection of templates: {}", form));
    }
    if (collection.templates.empty() && collection.lists.empty())
        return fail(ErrorCode::invalid_argument, fmt::format("there is nothing to import: {}", form));
    return collection;
}

http::Response import_templates(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body, kImportValues);
    if (!body) return json_error_response(body.error());
    const auto collection = collection_of(*body);
    if (!collection) return json_error_response(collection.error());
    const auto put = context.library.put(*collection);
    if (!put) return json_error_response(put.error());
    return answer({{"templates", collection->templates.size()}, {"lists", collection->lists.size()}});
}

// A template to expand, and how often each of its rows.
struct TableOrder {
    std::vector<prompts::Row> rows;
    int count = 0;
};

Result<TableOrder> table_order(Context& context, const JsonBody& body) {
    auto text = body.text("text", prompts::kMostTemplateText);
    if (!text) return std::unexpected(text.error());
    const auto name = body.text("name", prompts::kMostTemplateText);
    if (!name) return std::unexpected(name.error());
    if (name->empty() == text->empty())
        return fail(ErrorCode::invalid_argument, "send \"name\", of a stored template, or \"text\"");
    if (!name->empty()) {
        const auto found = context.library.find(*name);
        if (!found) return std::unexpected(found.error());
        text = found->text;
    }
    const auto emotion = body.text("emotion", prompts::kMostWord);
    if (!emotion) return std::unexpected(emotion.error());
    const auto count = body.integer("count", 1, kMostCount);
    if (!count) return std::unexpected(count.error());
    const auto lists = context.library.lists();
    if (!lists) return std::unexpected(lists.error());
    auto rows = prompts::expand(*text, *lists, *emotion);
    if (!rows) return std::unexpected(rows.error());
    return TableOrder{std::move(*rows), static_cast<int>(count->value_or(kDefaultCount))};
}

// Seconds that the painters which are well take for a job, all together; 0: unknown.
double seconds_per_job(const Context& context) {
    return (context.pace.seconds("", kBulkLongSide, kBulkShortSide) +
            context.pace.seconds("", kBulkShortSide, kBulkLongSide)) /
           std::max(1, context.workers.capacity(""));
}

// Three digits are all that an estimate is good for.
ordered_json rounded(double number) {
    if (number <= 0.0) return nullptr;
    return std::stod(fmt::format("{:.3g}", number));
}

Result<ordered_json> summary(Context& context, const TableOrder& order) {
    const auto mean = context.gallery.mean_size();
    if (!mean) return std::unexpected(mean.error());
    const auto jobs = static_cast<double>(order.rows.size()) * order.count;
    const double pictures = jobs * kPicturesPerJob;
    return ordered_json{
        {"rowCount", order.rows.size()},
        {"count", order.count},
        {"jobs", order.rows.size() * static_cast<std::size_t>(order.count)},
        {"pictures", order.rows.size() * static_cast<std::size_t>(order.count * kPicturesPerJob)},
        {"gigabytes", rounded(pictures * mean->value_or(0.0) / 1e9)},
        {"hours", rounded(jobs * seconds_per_job(context) / 3600.0)}};
}

http::Response preview(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return json_error_response(body.error());
    const auto order = table_order(context, *body);
    if (!order) return json_error_response(order.error());
    auto answered = summary(context, *order);
    if (!answered) return json_error_response(answered.error());
    ordered_json rows = ordered_json::array();
    for (const prompts::Row& row : order->rows)
        rows.push_back({{"emotion", row.emotion}, {"favorite", row.favorite}, {"prompt", row.prompt}});
    (*answered)["rows"] = std::move(rows);
    return answer(*answered);
}

http::Response order_table(Context& context, const http::Request& request) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return json_error_response(body.error());
    const auto order = table_order(context, *body);
    if (!order) return json_error_response(order.error());
    if (order->rows.size() * static_cast<std::size_t>(order->count) > kMostJobs) {
        return json_error_response(
            {ErrorCode::invalid_argument,
             fmt::format(
                 "{} rows, {} of each, are more than the {} jobs of one order; send a smaller \"count\", "
                 "or one \"emotion\" at a time",
                 order->rows.size(), order->count, kMostJobs)});
    }
    auto answered = summary(context, *order);
    if (!answered) return json_error_response(answered.error());
    const auto orders = context.orders.table(order->rows, order->count);
    if (!orders) return json_error_response(orders.error());
    const auto added = context.queue.add(*orders);
    if (!added) return json_error_response(added.error());
    ordered_json ids = ordered_json::array();
    for (const jobs::Added& job : *added) ids.push_back(job.id);
    (*answered)["jobIds"] = std::move(ids);
    return answer(*answered);
}

ordered_json words_json(const std::vector<std::string>& words) { return {{"words", words}}; }

http::Response get_words(Context& context, const http::Request& request) {
    const auto words = context.library.words(name_of(request));
    return words ? answer(words_json(*words)) : json_error_response(words.error());
}

Result<std::vector<std::string>> words_of(const http::Request& request, std::size_t most) {
    const auto body = JsonBody::parse(request.body);
    if (!body) return std::unexpected(body.error());
    if (!body->has("words"))
        return fail(ErrorCode::invalid_argument, "\"words\" is missing; send a list of texts");
    return body->texts("words", most, prompts::kMostWord);
}

http::Response put_words(Context& context, const http::Request& request) {
    auto words = words_of(request, prompts::kMostWords);
    if (!words) return json_error_response(words.error());
    const auto put = context.library.put({{}, {{name_of(request), *words}}});
    return put ? answer(words_json(*words)) : json_error_response(put.error());
}

http::Response get_denied(Context& context, const http::Request&) {
    const auto words = context.library.denied();
    return words ? answer(words_json(*words)) : json_error_response(words.error());
}

http::Response put_denied(Context& context, const http::Request& request) {
    const auto words = words_of(request, prompts::kMostDenied);
    if (!words) return json_error_response(words.error());
    const auto denied = context.library.deny(*words);
    return denied ? answer(words_json(*words)) : json_error_response(denied.error());
}

}  // namespace

void add_prompt_routes(http::Router& router, Context& context) {
    const auto add = [&](const char* method, const char* pattern, auto handler,
                         std::size_t body_limit = kListLimit) {
        router.add({.method = method,
                    .pattern = pattern,
                    .handler = [&context,
                                handler](const http::Request& request) { return handler(context, request); },
                    .body_limit = body_limit});
    };
    add("GET", "/api/v1/templates", list_templates);
    add("GET", "/api/v1/templates/export", export_templates);
    add("POST", "/api/v1/templates/import", import_templates, kImportLimit);
    add("POST", "/api/v1/templates/preview", preview);
    add("POST", "/api/v1/templates/order", order_table);
    add("GET", "/api/v1/templates/{name}", find_template);
    add("PUT", "/api/v1/templates/{name}", put_template);
    add("DELETE", "/api/v1/templates/{name}", remove_template);
    add("GET", "/api/v1/words/{list}", get_words);
    add("PUT", "/api/v1/words/{list}", put_words);
    add("GET", "/api/v1/denied-words", get_denied);
    add("PUT", "/api/v1/denied-words", put_denied);
}

}  // namespace garden::api
