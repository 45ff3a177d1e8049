#include "prompts/library.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "store/settings.h"
#include "store/statement.h"

namespace garden::prompts {
namespace {

using nlohmann::json;
using store::Transaction;

constexpr std::string_view kDeniedSetting = "denied_words";

Result<std::vector<std::string>> words_of(const std::string& text, std::string_view what) {
    try {
        return json::parse(text).get<std::vector<std::string>>();
    } catch (const json::exception& error) {
        return fail(ErrorCode::corrupt, fmt::format("{} cannot be read: {}", what, error.what()));
    }
}

Result<WordLists> read_lists(Transaction& transaction) {
    const auto rows = transaction.run("SELECT name, words FROM word_lists");
    if (!rows) return std::unexpected(rows.error());
    WordLists lists;
    for (const store::Row& row : *rows) {
        auto words = words_of(row.text(1), fmt::format("the list of words \"{}\"", row.text(0)));
        if (!words) return std::unexpected(words.error());
        lists[row.text(0)] = std::move(*words);
    }
    return lists;
}

Result<std::vector<Template>> read_templates(Transaction& transaction) {
    const auto rows = transaction.run("SELECT name, text FROM templates ORDER BY name");
    if (!rows) return std::unexpected(rows.error());
    std::vector<Template> templates;
    for (const store::Row& row : *rows) templates.push_back({row.text(0), row.text(1)});
    return templates;
}

Result<> check(const Collection& collection) {
    for (const Template& one : collection.templates) {
        if (const auto fits = check_template_name(one.name); !fits) return fits;
        if (const auto places = places_of(one.text); !places)
            return fail_within(fmt::format("\"{}\"", one.name), places.error());
    }
    for (const auto& [name, words] : collection.lists) {
        if (const auto fits = check_list_name(name); !fits) return fits;
        if (const auto fits = check_words(name, words); !fits) return fits;
    }
    return {};
}

Result<> write_lists(Transaction& transaction, const WordLists& lists, std::int64_t now) {
    for (const auto& [name, words] : lists) {
        const auto written = transaction.post(
            "INSERT INTO word_lists (name, words, changed_at) VALUES ($1, $2, $3) ON CONFLICT (name) "
            "DO UPDATE SET words = excluded.words, changed_at = excluded.changed_at",
            {name, json(words).dump(), now});
        if (!written) return std::unexpected(written.error());
    }
    return {};
}

Result<> write_templates(Transaction& transaction, const std::vector<Template>& templates, std::int64_t now) {
    for (const Template& one : templates) {
        const auto written = transaction.post(
            "INSERT INTO templates (name, text, changed_at) VALUES ($1, $2, $3) ON CONFLICT (name) "
            "DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at",
            {one.name, one.text, now});
        if (!written) return std::unexpected(written.error());
    }
    return {};
}

Result<> check_counts(Transaction& transaction) {
    const auto counts =
        transaction.run("SELECT (SELECT count(*) FROM templates), (SELECT count(*) FROM word_lists)");
    if (!counts) return std::unexpected(counts.error());
    if (static_cast<std::size_t>(counts->front().integer(0)) <= kMostTemplates &&
        static_cast<std::size_t>(counts->front().integer(1)) <= kMostLists) {
        return {};
    }
    return fail(ErrorCode::invalid_argument,
                fmt::format("there may be at most {} templates and {} lists of words; remove some first",
                            kMostTemplates, kMostLists));
}

// Every list that the templates name must be there now.
Result<> check_places(Transaction& transaction, const std::vector<Template>& templates) {
    const auto lists = read_lists(transaction);
    if (!lists) return std::unexpected(lists.error());
    for (const Template& one : templates) {
        const auto places = places_of(one.text);
        if (!places) return std::unexpected(places.error());
        for (const std::string& place : *places) {
            if (lists->contains(place)) continue;
            return fail(ErrorCode::invalid_argument,
                        fmt::format("\"{}\" names the list of words \"{}\", which is not there: make it with "
                                    "PUT /api/v1/words/{} first",
                                    one.name, place, place));
        }
    }
    return {};
}

}  // namespace

Result<> Library::put(const Collection& collection) {
    if (const auto fits = check(collection); !fits) return fits;
    const std::int64_t now = to_micros(clock_.now());
    return database_.write([&](Transaction& transaction) -> Result<> {
        if (const auto done = write_lists(transaction, collection.lists, now); !done) return done;
        if (const auto done = write_templates(transaction, collection.templates, now); !done) return done;
        if (const auto fits = check_counts(transaction); !fits) return fits;
        return check_places(transaction, collection.templates);
    });
}

Result<> Library::remove(const std::string& name) {
    const auto rows =
        store::write_returning(database_, "DELETE FROM templates WHERE name = $1 RETURNING name", {name});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return fail(ErrorCode::not_found, fmt::format("there is no template \"{}\"", name));
    return {};
}

Result<Template> Library::find(const std::string& name) {
    const auto rows = store::read_one(database_, "SELECT text FROM templates WHERE name = $1", {name});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return fail(ErrorCode::not_found, fmt::format("there is no template \"{}\"", name));
    return Template{name, rows->front().text(0)};
}

Result<Collection> Library::all() {
    Collection collection;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        auto templates = read_templates(transaction);
        if (!templates) return std::unexpected(templates.error());
        auto lists = read_lists(transaction);
        if (!lists) return std::unexpected(lists.error());
        collection = {std::move(*templates), std::move(*lists)};
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return collection;
}

Result<WordLists> Library::lists() {
    WordLists lists;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        auto all = read_lists(transaction);
        if (!all) return std::unexpected(all.error());
        lists = std::move(*all);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return lists;
}

Result<std::vector<std::string>> Library::words(const std::string& list) {
    const auto rows = store::read_one(database_, "SELECT words FROM word_lists WHERE name = $1", {list});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty())
        return fail(ErrorCode::not_found, fmt::format("there is no list of words \"{}\"", list));
    return words_of(rows->front().text(0), fmt::format("the list of words \"{}\"", list));
}

Result<std::string> Library::denied_json() {
    auto text = store::read_setting(database_, kDeniedSetting);
    if (!text) return std::unexpected(text.error());
    return std::move(*text).value_or("[]");
}

Result<std::vector<std::string>> Library::denied() {
    const auto text = denied_json();
    if (!text) return std::unexpected(text.error());
    return words_of(*text, "the list of denied words");
}

Result<> Library::deny(const std::vector<std::string>& words) {
    if (const auto fits = check_denied(words); !fits) return fits;
    return store::write_setting(database_, kDeniedSetting, json(words).dump());
}

// Made anew when the catalog has other words: another server may have changed them.
Result<std::shared_ptr<const DeniedWords>> Library::denied_words() {
    const auto text = denied_json();
    if (!text) return std::unexpected(text.error());
    const std::lock_guard lock(mutex_);
    if (*text == known_json_) return known_;
    auto words = words_of(*text, "the list of denied words");
    if (!words) return std::unexpected(words.error());
    known_ = std::make_shared<DeniedWords>(std::move(*words));
    known_json_ = *text;
    return known_;
}

Result<> check_prompt(std::string_view prompt, const DeniedWords& denied) {
    const auto found = denied.find_in(prompt);
    if (!found) return {};
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("the prompt holds \"{}\", which this garden does not paint; leave it out", *found));
}

Result<> Library::check_prompt(std::string_view prompt) {
    const auto words = denied_words();
    if (!words) return std::unexpected(words.error());
    return prompts::check_prompt(prompt, **words);
}

}  // namespace garden::prompts
