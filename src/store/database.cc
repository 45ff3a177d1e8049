#include "store/database.h"

#include <exception>

#include <fmt/format.h>

namespace garden::store {
namespace {

const Value kNull;
const std::string kEmpty;

template <typename T>
const T* get(const std::vector<Value>& values, std::size_t column) {
    return std::get_if<T>(column < values.size() ? &values[column] : &kNull);
}

}  // namespace

std::int64_t Row::integer(std::size_t column) const {
    const auto* value = get<std::int64_t>(values_, column);
    return value ? *value : 0;
}

double Row::real(std::size_t column) const {
    const auto* value = get<double>(values_, column);
    return value ? *value : 0.0;
}

const std::string& Row::text(std::size_t column) const {
    const auto* value = get<std::string>(values_, column);
    return value ? *value : kEmpty;
}

const Value& Row::value(std::size_t column) const {
    return column < values_.size() ? values_[column] : kNull;
}

bool Row::is_null(std::size_t column) const { return get<std::monostate>(values_, column) != nullptr; }

Result<> guarded(const Work& work, Transaction& transaction) {
    try {
        return work(transaction);
    } catch (const std::exception& error) {
        return fail(ErrorCode::internal, fmt::format("work on the catalog threw: {}", error.what()));
    }
}

}  // namespace garden::store
