#include "store/key_list.h"

#include <bit>

#include <fmt/format.h>

namespace garden::store {

std::string placeholders(std::size_t first, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
    return text;
}

Result<std::vector<Row>> read_listed(Database& database, std::string_view sql, std::vector<Value> values,
                                     std::span<const std::string> keys) {
    std::vector<Row> rows;
    if (keys.empty()) return rows;
    const std::size_t length = std::bit_ceil(keys.size());
    const std::string text = fmt::format(fmt::runtime(sql), placeholders(values.size() + 1, length));
    values.insert(values.end(), keys.begin(), keys.end());
    values.insert(values.end(), length - keys.size(), keys.back());
    const auto read = database.read([&](Transaction& transaction) -> Result<> {
        auto found = transaction.run(text, values);
        if (!found) return std::unexpected(found.error());
        rows = std::move(*found);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return rows;
}

}  // namespace garden::store
