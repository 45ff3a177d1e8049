#include "access/catalog.h"

#include <fmt/format.h>

namespace garden::access {
namespace {

store::Work one_statement(std::string_view sql, std::initializer_list<store::Value> values,
                          std::vector<store::Row>& answer) {
    return [sql, values, &answer](store::Transaction& transaction) -> Result<> {
        auto rows = transaction.run(sql, values);
        if (!rows) return std::unexpected(rows.error());
        answer = std::move(*rows);
        return {};
    };
}

}  // namespace

Result<std::vector<store::Row>> write_one(store::Database& database, std::string_view sql,
                                          std::initializer_list<store::Value> values) {
    std::vector<store::Row> rows;
    if (const auto done = database.write(one_statement(sql, values, rows)); !done) return std::unexpected(done.error());
    return rows;
}

Result<std::vector<store::Row>> read_one(store::Database& database, std::string_view sql,
                                         std::initializer_list<store::Value> values) {
    std::vector<store::Row> rows;
    if (const auto done = database.read(one_statement(sql, values, rows)); !done) return std::unexpected(done.error());
    return rows;
}

Result<> check_name(std::string_view what, std::string_view name) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    if (name.empty() || name.size() > 64 || name.find_first_not_of(allowed) != std::string_view::npos) {
        return fail(ErrorCode::invalid_argument, fmt::format("{} is 1 to 64 of the characters A-Z a-z 0-9 . _ -", what));
    }
    return {};
}

}  // namespace garden::access
