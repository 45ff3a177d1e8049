#include "datasets/csv.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace garden::datasets {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += c;
        quoted += c;
    }
    return quoted + '"';
}

Result<> CsvReader::add(std::string_view octets) {
    for (const char c : octets) {
        if (mark_ < kByteOrderMark.size()) {
            if (c == kByteOrderMark[mark_]) {
                ++mark_;
                continue;
            }
            // What began like the mark was none.
            const std::string_view seen = kByteOrderMark.substr(0, mark_);
            mark_ = kByteOrderMark.size();
            for (const char before : seen) {
                if (auto taken = take(before); !taken) return taken;
            }
        }
        if (auto taken = take(c); !taken) return taken;
    }
    return {};
}

Result<> CsvReader::finish() {
    if (mark_ < kByteOrderMark.size() && mark_ > 0) refuse("it is not UTF-8");
    if (state_ == State::quoted) {
        refuse("a quotation mark opens and never closes");
    }
    return empty_ ? Result<>() : end_record();
}

Result<> CsvReader::take(char c) {
    const bool is_end = c == '\n' && state_ != State::quoted;
    if (c == '\n') ++line_;
    if (is_end) {
        was_return_ = false;
        return end_record();
    }
    if (was_return_) {
        was_return_ = false;
        refuse("a CR without a LF stands in it");
    }
    if (state_ == State::skips_line) return {};
    if (c == '\r' && state_ != State::quoted) {
        was_return_ = true;
        return {};
    }
    empty_ = false;
    switch (state_) {
        case State::field_begins:
            if (c == '"') {
                state_ = State::quoted;
            } else if (c == ',') {
                end_field();
            } else {
                state_ = State::plain;
                keep(c);
            }
            break;
        case State::plain:
            if (c == ',') {
                end_field();
            } else if (c == '"') {
                refuse("a quotation mark stands in a field that does not begin with one");
            } else {
                keep(c);
            }
            break;
        case State::quoted:
            if (c == '"') {
                state_ = State::quote_closes;
            } else {
                keep(c);
            }
            break;
        case State::quote_closes:
            if (c == '"') {
                state_ = State::quoted;
                keep(c);
            } else if (c == ',') {
                end_field();
            } else {
                refuse("something stands behind a closing quotation mark");
            }
            break;
        case State::skips_line:
            break;
    }
    return {};
}

void CsvReader::keep(char c) {
    if (++kept_ <= most_) {
        field_ += c;
        return;
    }
    // Its fields are of no use, but where it ends has still to be found: inside of quotation marks a line's
    // end is none.
    if (record_.problem.empty()) record_.problem = fmt::format("it has over {} octets", most_);
    record_.fields.clear();
    field_.clear();
}

void CsvReader::end_field() {
    // Commas alone would fill the memory too.
    if (++kept_ > most_) {
        if (record_.problem.empty()) record_.problem = fmt::format("it has over {} octets", most_);
        record_.fields.clear();
        field_.clear();
    } else {
        record_.fields.push_back(std::move(field_));
        field_.clear();
    }
    state_ = State::field_begins;
}

void CsvReader::refuse(std::string problem) {
    if (record_.problem.empty()) record_.problem = std::move(problem);
    state_ = State::skips_line;
    empty_ = false;
}

Result<> CsvReader::end_record() {
    Result<> told;
    if (!empty_) {
        end_field();
        if (record_.problem.empty() &&
            !std::ranges::all_of(record_.fields, [](const std::string& field) { return is_utf8(field); }))
            record_.problem = "it is not UTF-8";
        told = each_(record_);
    }
    record_ = {.line = line_, .fields = {}, .problem = {}};
    field_.clear();
    kept_ = 0;
    empty_ = true;
    state_ = State::field_begins;
    return told;
}

}  // namespace garden::datasets
