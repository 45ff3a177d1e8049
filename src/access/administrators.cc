#include "access/administrators.h"

#include <fmt/format.h>

#include "access/name.h"
#include "access/password.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/text.h"
#include "store/statement.h"

namespace garden::access {
namespace {

using store::read_one;
using store::write_one;

constexpr std::size_t kSecretOctets = 32;

constexpr std::chrono::seconds kAskAgainAfter(5);
constexpr std::chrono::minutes kTrustedWithoutCatalog(5);
constexpr std::size_t kMostRemembered = 10'000;

// A hash of no password: verified against when the name is unknown, so that the time does not tell.
const std::string& decoy_hash() {
    static const std::string hash = hash_password(random_octets(kSecretOctets)).value_or("");
    return hash;
}

Result<std::vector<Named>> named(Result<std::vector<store::Row>> rows) {
    if (!rows) return std::unexpected(rows.error());
    std::vector<Named> list;
    for (const store::Row& row : *rows) list.push_back({row.text(0), from_micros(row.integer(1))});
    return list;
}

// `not_found` with `message` when a DELETE … RETURNING found nothing.
Result<> expect_removed(const Result<std::vector<store::Row>>& rows, std::string message) {
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return fail(ErrorCode::not_found, std::move(message));
    return {};
}

}  // namespace

Result<> Administrators::add(std::string_view name, std::string_view password) {
    if (auto valid = check_name("an administrator's name", name); !valid) return valid;
    const auto hash = hash_password(password);
    if (!hash) return std::unexpected(hash.error());
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        for (const auto& rows :
             {transaction.run("DELETE FROM sessions WHERE administrator = $1", {std::string(name)}),
              transaction.run(
                  "INSERT INTO administrators (name, password_hash, created_at) VALUES ($1, $2, $3) "
                  "ON CONFLICT (name) DO UPDATE SET password_hash = excluded.password_hash",
                  {std::string(name), *hash, to_micros(clock_.now())})}) {
            if (!rows) return std::unexpected(rows.error());
        }
        return {};
    });
    forget_valid();
    return written;
}

Result<> Administrators::remove(std::string_view name) {
    const auto rows = write_returning(database_, "DELETE FROM administrators WHERE name = $1 RETURNING name",
                                      {std::string(name)});
    forget_valid();
    return expect_removed(rows, fmt::format("there is no administrator {}", name));
}

Result<std::vector<Named>> Administrators::list() {
    return named(read_one(database_, "SELECT name, created_at FROM administrators ORDER BY name"));
}

Result<std::string> Administrators::log_in(std::string_view name, std::string_view password) {
    const auto rows =
        read_one(database_, "SELECT password_hash FROM administrators WHERE name = $1", {std::string(name)});
    if (!rows) return std::unexpected(rows.error());
    const std::string& hash = rows->empty() ? decoy_hash() : rows->front().text(0);
    if (!verify_password(hash, password) || rows->empty()) {
        return fail(ErrorCode::unauthenticated, "the name or the password is wrong");
    }
    std::string secret = to_hex(random_octets(kSecretOctets));
    const Timestamp now = clock_.now();
    const auto done = database_.write([&](store::Transaction& transaction) -> Result<> {
        for (const auto& written :
             {transaction.run("DELETE FROM sessions WHERE expires_at < $1", {to_micros(now)}),
              transaction.run(
                  "INSERT INTO sessions (token_hash, administrator, expires_at) VALUES ($1, $2, $3)",
                  {sha256_hex(secret), std::string(name), to_micros(now + session_life_)})}) {
            if (!written) return std::unexpected(written.error());
        }
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return secret;
}

Result<> Administrators::log_out(std::string_view session) {
    const auto rows =
        write_one(database_, "DELETE FROM sessions WHERE token_hash = $1", {sha256_hex(session)});
    forget_valid();
    if (!rows) return std::unexpected(rows.error());
    return {};
}

Result<bool> Administrators::is_session(std::string_view session) {
    return is_valid(sha256_hex(session), [&](const std::string& hash) {
        return read_one(database_, "SELECT 1 FROM sessions WHERE token_hash = $1 AND expires_at >= $2",
                        {hash, to_micros(clock_.now())});
    });
}

Result<bool> Administrators::is_valid(const std::string& hash, const Ask& ask) {
    if (database_.is_shared() && was_valid(hash, kAskAgainAfter)) return true;
    const std::uint64_t before = forgotten_;
    const auto rows = ask(hash);
    if (!rows) {
        const bool is_gone =
            rows.error().code == ErrorCode::unavailable || rows.error().code == ErrorCode::busy;
        if (is_gone && was_valid(hash, kTrustedWithoutCatalog)) return true;
        return std::unexpected(rows.error());
    }
    const std::lock_guard lock(mutex_);
    if (valid_.size() >= kMostRemembered) valid_.clear();
    valid_.erase(hash);
    // Somebody may have logged out since it was asked.
    if (!rows->empty() && forgotten_ == before) valid_[hash] = clock_.now();
    return !rows->empty();
}

bool Administrators::was_valid(const std::string& hash, std::chrono::seconds ago) {
    const std::lock_guard lock(mutex_);
    const auto found = valid_.find(hash);
    return found != valid_.end() && clock_.now() - found->second < ago;
}

void Administrators::forget_valid() {
    const std::lock_guard lock(mutex_);
    ++forgotten_;
    valid_.clear();
}

Result<std::string> Administrators::add_token(std::string_view name) {
    if (auto valid = check_name("a token's name", name); !valid) return std::unexpected(valid.error());
    std::string secret = to_hex(random_octets(kSecretOctets));
    const auto rows = write_returning(database_,
                                      "INSERT INTO tokens (name, token_hash, created_at) VALUES ($1, $2, $3) "
                                      "ON CONFLICT (name) DO NOTHING RETURNING name",
                                      {std::string(name), sha256_hex(secret), to_micros(clock_.now())});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) {
        return fail(
            ErrorCode::conflict,
            fmt::format("there is a token {} already: remove it first, or choose another name", name));
    }
    return secret;
}

Result<> Administrators::remove_token(std::string_view name) {
    const auto rows =
        write_returning(database_, "DELETE FROM tokens WHERE name = $1 RETURNING name", {std::string(name)});
    forget_valid();
    return expect_removed(rows, fmt::format("there is no token {}", name));
}

Result<std::vector<Named>> Administrators::list_tokens() {
    return named(read_one(database_, "SELECT name, created_at FROM tokens ORDER BY name"));
}

Result<bool> Administrators::is_token(std::string_view token) {
    return is_valid(sha256_hex(token), [&](const std::string& hash) {
        return read_one(database_, "SELECT 1 FROM tokens WHERE token_hash = $1", {hash});
    });
}

}  // namespace garden::access
