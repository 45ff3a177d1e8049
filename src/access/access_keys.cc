#include "access/access_keys.h"

#include <fmt/format.h>

#include "base/id.h"
#include "store/statement.h"

namespace garden::access {
namespace {

// 32 letters and digits without those that look alike (RFC 4648 base 32).
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string random_text(std::size_t length) {
    std::string text = random_octets(length);
    for (char& c : text) c = kAlphabet[static_cast<unsigned char>(c) % kAlphabet.size()];
    return text;
}

AccessKey read_key(const store::Row& row) {
    return {row.text(0), row.text(1), row.text(2) == "full" ? Permission::full : Permission::read,
            from_micros(row.integer(3))};
}

}  // namespace

std::string_view name(Permission permission) { return permission == Permission::full ? "full" : "read"; }

Result<AccessKey> AccessKeys::add(Permission permission) {
    AccessKey key{"EG" + random_text(18), random_text(40), permission, clock_.now()};
    const auto rows = store::write_one(
        database_,
        "INSERT INTO access_keys (access_key, secret_key, permission, created_at) "
        "VALUES ($1, $2, $3, $4)",
        {key.access_key, key.secret_key, std::string(name(permission)), to_micros(key.created_at)});
    if (!rows) return std::unexpected(rows.error());
    return key;
}

Result<> AccessKeys::remove(std::string_view access_key) {
    const auto rows = store::write_returning(
        database_, "DELETE FROM access_keys WHERE access_key = $1 RETURNING access_key",
        {std::string(access_key)});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty())
        return fail(ErrorCode::not_found, fmt::format("there is no access key {}", access_key));
    return {};
}

Result<std::vector<AccessKey>> AccessKeys::list() {
    const auto rows = store::read_one(database_,
                                      "SELECT access_key, secret_key, permission, created_at FROM "
                                      "access_keys ORDER BY created_at, access_key");
    if (!rows) return std::unexpected(rows.error());
    std::vector<AccessKey> keys;
    for (const store::Row& row : *rows) keys.push_back(read_key(row));
    return keys;
}

Result<std::optional<AccessKey>> AccessKeys::find(std::string_view access_key) {
    const auto rows = store::read_one(database_,
                                      "SELECT access_key, secret_key, permission, created_at FROM "
                                      "access_keys WHERE access_key = $1",
                                      {std::string(access_key)});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return std::nullopt;
    return read_key(rows->front());
}

Result<> AccessKeys::ensure_one() {
    const auto keys = list();
    if (!keys) return std::unexpected(keys.error());
    if (!keys->empty()) return {};
    const auto added = add(Permission::full);
    if (!added) return std::unexpected(added.error());
    return {};
}

}  // namespace garden::access
