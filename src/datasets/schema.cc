#include "datasets/schema.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace garden::datasets {
namespace {

constexpr std::array<std::string_view, 4> kUsers = {"USER_ID", "GENERATION", "GENDER", "EMOTION"};
constexpr std::array<std::string_view, 3> kItems = {"ITEM_ID", "TIMESTAMP", "EMOTION"};
constexpr std::array<std::string_view, 5> kInteractions = {"USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE",
                                                           "IMPRESSION"};

// The places of the schema's columns among the fields; nothing if one is missing.
std::optional<std::vector<std::size_t>> places_of(Dataset dataset, const std::vector<std::string>& fields) {
    std::vector<std::size_t> places;
    for (const std::string_view column : columns(dataset)) {
        const auto found = std::ranges::find(fields, column);
        if (found == fields.end()) return std::nullopt;
        places.push_back(static_cast<std::size_t>(found - fields.begin()));
    }
    return places;
}

}  // namespace

std::string_view name(Dataset dataset) {
    switch (dataset) {
        case Dataset::users:
            return "users";
        case Dataset::items:
            return "items";
        case Dataset::interactions:
            return "interactions";
    }
    return "";
}

std::span<const std::string_view> columns(Dataset dataset) {
    switch (dataset) {
        case Dataset::users:
            return kUsers;
        case Dataset::items:
            return kItems;
        case Dataset::interactions:
            return kInteractions;
    }
    return {};
}

std::string header(Dataset dataset) { return fmt::format("{}", fmt::join(columns(dataset), ",")); }

std::string file_name(Dataset dataset) { return fmt::format("{}.csv", name(dataset)); }

std::string object_key(Dataset dataset) {
    return fmt::format("dataset/{}/{}", name(dataset), file_name(dataset));
}

std::optional<Dataset> dataset_of(std::string_view file) {
    for (const Dataset dataset : kDatasets) {
        if (file == file_name(dataset)) return dataset;
    }
    return std::nullopt;
}

Result<Header> read_header(const std::vector<std::string>& fields) {
    // The interactions first: they have columns of the other two besides their own.
    for (const Dataset dataset : {Dataset::interactions, Dataset::users, Dataset::items}) {
        auto places = places_of(dataset, fields);
        if (!places) continue;
        for (const std::string_view column : columns(dataset)) {
            if (std::ranges::count(fields, column) > 1)
                return fail(ErrorCode::invalid_argument, fmt::format("the column {} is there twice", column));
        }
        return Header{dataset, std::move(*places), fields.size()};
    }
    return fail(ErrorCode::invalid_argument,
                fmt::format("the first line must name the columns of a dataset: {} or {} or {}",
                            header(Dataset::users), header(Dataset::items), header(Dataset::interactions)));
}

std::string join_impression(const std::vector<std::string>& keys) {
    std::string field;
    for (const std::string& key : keys) {
        if (&key != &keys.front()) field += '|';
        for (const char c : key) {
            if (c == '%') {
                field += "%25";
            } else if (c == '|') {
                field += "%7C";
            } else {
                field += c;
            }
        }
    }
    return field;
}

std::vector<std::string> split_impression(std::string_view field) {
    std::vector<std::string> keys;
    if (field.empty()) return keys;
    for (std::string_view part : split(field, '|')) {
        std::string key;
        while (!part.empty()) {
            const bool is_percent = part.starts_with("%25");
            const bool is_bar = part.starts_with("%7C");
            key += is_percent ? '%' : is_bar ? '|' : part.front();
            part.remove_prefix(is_percent || is_bar ? 3 : 1);
        }
        keys.push_back(std::move(key));
    }
    return keys;
}

}  // namespace garden::datasets
