#include "store/settings.h"

namespace garden::store {

Result<std::optional<std::string>> read_setting(Database& database, std::string_view name) {
    std::optional<std::string> value;
    const auto done = database.read([&](Transaction& transaction) -> Result<> {
        auto found = read_setting(transaction, name);
        if (!found) return std::unexpected(found.error());
        value = std::move(*found);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return value;
}

Result<std::optional<std::string>> read_setting(Transaction& transaction, std::string_view name) {
    const auto rows = transaction.run("SELECT value FROM settings WHERE name = $1", {std::string(name)});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return std::nullopt;
    return rows->front().text(0);
}

Result<> write_setting(Transaction& transaction, std::string_view name, const std::string& value) {
    return transaction.post(
        "INSERT INTO settings (name, value) VALUES ($1, $2) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {std::string(name), value});
}

Result<> write_setting(Database& database, std::string_view name, const std::string& value) {
    return database.write([&](Transaction& transaction) { return write_setting(transaction, name, value); });
}

}  // namespace garden::store
