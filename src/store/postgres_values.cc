#include "store/postgres_values.h"

#include <charconv>

#include <fmt/format.h>
#include <libpq-fe.h>

namespace garden::store {
namespace {

// Of pg_type.dat; they never change.
constexpr Oid kUnknown = 0;
constexpr Oid kBool = 16;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;
constexpr Oid kFloat4 = 700;
constexpr Oid kFloat8 = 701;
constexpr Oid kNumeric = 1700;

template <typename Number>
Value number_of(std::string_view text) {
    Number number{};
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Value value_of(Oid type, std::string_view text) {
    switch (type) {
        case kBool:
            return std::int64_t{text == "t"};
        case kInt2:
        case kInt4:
        case kInt8:
            return number_of<std::int64_t>(text);
        case kFloat4:
        case kFloat8:
            return number_of<double>(text);
        case kNumeric:
            return text.find('.') == text.npos ? number_of<std::int64_t>(text) : number_of<double>(text);
        default:
            return std::string(text);
    }
}

}  // namespace

PostgresValues::PostgresValues(std::span<const Value> values) {
    numbers_.reserve(values.size());  // so that what texts_ point to stays where it is
    const auto add = [this](Oid type, char letter, const char* text) {
        types_.push_back(type);
        texts_.push_back(text);
        signature_ += letter;
    };
    for (const Value& value : values) {
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            add(kInt8, 'i', numbers_.emplace_back(fmt::to_string(*integer)).c_str());
        } else if (const auto* real = std::get_if<double>(&value)) {
            add(kFloat8, 'r', numbers_.emplace_back(fmt::to_string(*real)).c_str());
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            add(kText, 't', text->c_str());
        } else {
            add(kUnknown, 'n', nullptr);
        }
    }
}

bool has_nul(std::span<const Value> values) {
    for (const Value& value : values) {
        const auto* text = std::get_if<std::string>(&value);
        if (text && text->find('\0') != std::string::npos) return true;
    }
    return false;
}

std::vector<Row> rows_of(const pg_result* answer) {
    const int count = PQntuples(answer);
    const int columns = PQnfields(answer);
    std::vector<Row> rows;
    rows.reserve(static_cast<std::size_t>(count));
    for (int row = 0; row < count; ++row) {
        std::vector<Value> values;
        values.reserve(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column) {
            if (PQgetisnull(answer, row, column) != 0) {
                values.emplace_back();
                continue;
            }
            const std::string_view text(PQgetvalue(answer, row, column),
                                        static_cast<std::size_t>(PQgetlength(answer, row, column)));
            values.push_back(value_of(PQftype(answer, column), text));
        }
        rows.emplace_back(std::move(values));
    }
    return rows;
}

}  // namespace garden::store
