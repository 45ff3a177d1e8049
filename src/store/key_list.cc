#include "store/key_list.h"

#include <bit>

#include <fmt/format.h>

#include "store/statement.h"

namespace garden::store {

std::string placeholders(std::size_t first, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
    return text;
}

Result<std::vector<Row>> read_listed(Database& database, std::string_view sql, std::vector<Value> values,
                                     std::span<const std::string> keys) {
    if (keys.empty()) return std::vector<Row>();
    const std::size_t length = std::bit_ceil(keys.size());
    const std::string text = fmt::format(fmt::runtime(sql), placeholders(values.size() + 1, length));
    values.insert(values.end(), keys.begin(), keys.end());
    values.insert(values.end(), length - keys.size(), keys.back());
    return read_one(database, text, values);
}

}  // namespace garden::store
