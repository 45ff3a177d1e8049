#include "store/statement.h"

#include <utility>

namespace garden::store {
namespace {

Work one_statement(std::string_view sql, std::span<const Value> values, std::vector<Row>& answer) {
    return [sql, values, &answer](Transaction& transaction) -> Result<> {
        auto rows = transaction.run(sql, values);
        if (!rows) return std::unexpected(rows.error());
        answer = std::move(*rows);
        return {};
    };
}

}  // namespace

Result<> write_one(Database& database, std::string_view sql, std::initializer_list<Value> values) {
    return database.write([&](Transaction& transaction) { return transaction.post(sql, values); });
}

Result<std::vector<Row>> write_returning(Database& database, std::string_view sql,
                                         std::initializer_list<Value> values) {
    std::vector<Row> rows;
    if (const auto done = database.write(one_statement(sql, std::span(values.begin(), values.size()), rows));
        !done)
        return std::unexpected(done.error());
    return rows;
}

Result<std::vector<Row>> read_one(Database& database, std::string_view sql,
                                  std::initializer_list<Value> values) {
    return read_one(database, sql, std::span(values.begin(), values.size()));
}

Result<std::vector<Row>> read_one(Database& database, std::string_view sql, std::span<const Value> values) {
    std::vector<Row> rows;
    if (const auto done = database.read(one_statement(sql, values, rows)); !done)
        return std::unexpected(done.error());
    return rows;
}

}  // namespace garden::store
