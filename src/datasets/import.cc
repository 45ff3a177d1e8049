#include "datasets/import.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "gallery/key.h"
#include "visitors/limits.h"

namespace garden::datasets {
namespace {

constexpr std::size_t kBatch = 4000;                          // lines of one transaction
constexpr std::size_t kMostRecord = std::size_t{256} * 1024;  // octets: the longest impression, and more

// A sentence that says what is wrong with a field, or nothing.
using Wrong = std::optional<std::string>;

Wrong wrong_text(std::string_view column, std::string_view text, std::size_t least, std::size_t most) {
    if (text.size() < least) return fmt::format("{} is empty", column);
    if (text.size() > most) return fmt::format("{} has over {} octets", column, most);
    if (text.find('\0') != std::string_view::npos) return fmt::format("{} holds a NUL character", column);
    return std::nullopt;
}

// Seconds since 1970.
Result<Timestamp> read_time(std::string_view text, Timestamp now) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || seconds < 0) {
        return fail(ErrorCode::invalid_argument, "TIMESTAMP must be a whole number of seconds since 1970");
    }
    if (seconds > to_seconds(now))
        return fail(ErrorCode::invalid_argument,
                    "TIMESTAMP is in the future: it counts seconds, not milliseconds");
    return from_micros(seconds * 1'000'000);
}

Result<visitors::Visitor> read_user(const std::vector<std::string>& fields) {
    const auto names = columns(Dataset::users);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (auto wrong = wrong_text(names[i], fields[i], i == 0 ? 1 : 0, visitors::kMostIdOctets))
            return fail(ErrorCode::invalid_argument, *std::move(wrong));
    }
    return visitors::Visitor{fields[0], fields[1], fields[2], fields[3]};
}

Wrong wrong_impression(const std::vector<std::string>& keys) {
    if (keys.size() > visitors::kMostSeen)
        return fmt::format("IMPRESSION has {} keys; at most {}", keys.size(), visitors::kMostSeen);
    for (const std::string& key : keys) {
        if (auto wrong = wrong_text("a key of IMPRESSION", key, 1, visitors::kMostKeyOctets)) return wrong;
    }
    return std::nullopt;
}

Result<visitors::Event> read_interaction(const std::vector<std::string>& fields, Timestamp now) {
    const auto invalid = [](std::string why) { return fail(ErrorCode::invalid_argument, std::move(why)); };
    if (auto wrong = wrong_text("USER_ID", fields[0], 1, visitors::kMostIdOctets))
        return invalid(*std::move(wrong));
    const auto type = visitors::parse_event_type(fields[3]);
    if (!type) return invalid("EVENT_TYPE must be click, like, view or dislike");
    const bool is_view = *type == visitors::EventType::view;
    if (auto wrong = wrong_text("ITEM_ID", fields[1], is_view ? 0 : 1, visitors::kMostKeyOctets))
        return invalid(*std::move(wrong));
    const auto at = read_time(fields[2], now);
    if (!at) return std::unexpected(at.error());
    visitors::Event event{.visitor_id = fields[0],
                          .type = *type,
                          .item = fields[1],
                          .impression = split_impression(fields[4]),
                          .at = *at,
                          .event_id = {}};
    if (is_view && !event.item.empty()) {
        // Others write what was seen as the item of a view.
        if (std::ranges::find(event.impression, event.item) == event.impression.end())
            event.impression.push_back(event.item);
        event.item.clear();
    }
    if (auto wrong = wrong_impression(event.impression)) return invalid(*std::move(wrong));
    if (is_view && event.impression.empty()) return invalid("a view needs an ITEM_ID or an IMPRESSION");
    return event;
}

// Why a line of items.csv does not agree with the garden.
Result<Wrong> wrong_item(const std::vector<std::string>& fields, const Target& target) {
    if (auto wrong = wrong_text("ITEM_ID", fields[0], 1, visitors::kMostKeyOctets)) return wrong;
    if (const auto at = read_time(fields[1], target.clock.now()); !at) return at.error().message;
    const auto picture = gallery::parse_picture_key(fields[0]);
    if (!picture || picture->place != gallery::Place::garden)
        return "ITEM_ID is no picture of the garden: emotions/<emotion>/[<favorite>/]<name>.jpeg";
    if (fields[2] != picture->search_key.text())
        return fmt::format("by its key its EMOTION is {}", picture->search_key.text());
    const auto there = target.is_picture(fields[0]);
    if (!there) return std::unexpected(there.error());
    if (!*there) return "no such picture is in the garden: put its object into the store";
    return std::nullopt;
}

}  // namespace

Import::Import(const Target& target)
    : target_(target), reader_(kMostRecord, [this](const CsvRecord& record) { return take(record); }) {}

Result<> Import::add(std::string_view octets) { return reader_.add(octets); }

Result<Report> Import::finish() {
    if (const auto read = reader_.finish(); !read) return std::unexpected(read.error());
    if (!header_)
        return fail(ErrorCode::invalid_argument, "it is empty: its first line must name the columns");
    if (const auto written = flush(); !written) return std::unexpected(written.error());
    return std::move(report_);
}

Result<> Import::take(const CsvRecord& record) {
    if (!header_) {
        if (!record.problem.empty())
            return fail(ErrorCode::invalid_argument, "the first line cannot be read: " + record.problem);
        auto header = read_header(record.fields);
        if (!header) return std::unexpected(header.error());
        header_ = std::move(*header);
        report_.dataset = header_->dataset;
        return {};
    }
    ++report_.lines;
    if (!record.problem.empty()) {
        refuse(record.line, record.problem);
        return {};
    }
    if (record.fields.size() != header_->fields) {
        refuse(record.line,
               fmt::format("it has {} fields; the header has {}", record.fields.size(), header_->fields));
        return {};
    }
    std::vector<std::string> fields;
    for (const std::size_t place : header_->places) fields.push_back(record.fields[place]);
    return take_fields(record.line, fields);
}

Result<> Import::take_fields(std::uint64_t line, const std::vector<std::string>& fields) {
    switch (header_->dataset) {
        case Dataset::users: {
            auto user = read_user(fields);
            if (user) {
                users_.push_back(std::move(*user));
            } else {
                refuse(line, user.error().message);
            }
            break;
        }
        case Dataset::interactions: {
            auto event = read_interaction(fields, target_.clock.now());
            if (event) {
                events_.push_back(std::move(*event));
            } else {
                refuse(line, event.error().message);
            }
            break;
        }
        case Dataset::items: {
            auto wrong = wrong_item(fields, target_);
            if (!wrong) return std::unexpected(wrong.error());
            if (*wrong) {
                refuse(line, **std::move(wrong));
            } else {
                ++report_.present;
            }
            break;
        }
    }
    return users_.size() + events_.size() < kBatch ? Result<>() : flush();
}

void Import::refuse(std::uint64_t line, std::string reason) {
    ++report_.refused;
    if (report_.first_refused.size() < kMostRefusedLines)
        report_.first_refused.push_back({line, std::move(reason)});
}

Result<> Import::flush() {
    const auto completed = target_.visitors.complete(users_);
    if (!completed) return std::unexpected(completed.error());
    for (const visitors::Visitor& visitor : *completed) {
        if (target_.known) target_.known(visitor);
    }
    const auto appended = target_.visitors.append_missing(events_);
    if (!appended) return std::unexpected(appended.error());
    if (*appended > 0 && target_.learn) {
        if (auto learned = target_.learn(); !learned) return learned;
    }
    const std::uint64_t added = completed->size() + *appended;
    report_.added += added;
    report_.present += users_.size() + events_.size() - added;
    users_.clear();
    events_.clear();
    return {};
}

}  // namespace garden::datasets
