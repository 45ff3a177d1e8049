#include "store/statement.h"

#include <span>
#include <utility>

namespace garden::store {
Result<std::vector<Row>> write_one(Database& database, std::string_view sql,
                                   std::initializer_list<Value> values) {
    std::vector<Row> rows;
    const auto written = database.write([&](Transaction& transaction) {
        return transaction.post(sql, std::span(values.begin(), values.size()), &rows);
    });
    if (!written) return std::unexpected(written.error());
    return rows;
}

Result<std::vector<Row>> read_one(Database& database, std::string_view sql,
                                  std::initializer_list<Value> values) {
    std::vector<Row> rows;
    const auto read = database.read([&](Transaction& transaction) -> Result<> {
        auto answer = transaction.run(sql, values);
        if (!answer) return std::unexpected(answer.error());
        rows = std::move(*answer);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return rows;
}

}  // namespace garden::store
