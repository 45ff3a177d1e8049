#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace garden::access {

// A row of a list: a name and when it was made.
struct Named {
    std::string name;
    Timestamp created_at;
};

// Who may operate the garden: people with a name and a password, their browser sessions, and bearer tokens
// for scripts. Secrets are stored as hashes only. Thread-safe.
class Administrators {
  public:
    Administrators(store::Database& database, const Clock& clock,
                   std::chrono::hours session_life = std::chrono::hours(24 * 7))
        : database_(database), clock_(clock), session_life_(session_life) {}

    // Names are 1–64 of A–Z a–z 0–9 . _ - (`invalid_argument` else). The same name again gets the new
    // password and loses its sessions.
    Result<> add(std::string_view name, std::string_view password);
    Result<> remove(std::string_view name);  // with its sessions; `not_found`
    Result<std::vector<Named>> list();

    // A new session's secret, for a cookie. `unauthenticated`, after the same time, for an unknown name or a
    // wrong password.
    Result<std::string> log_in(std::string_view name, std::string_view password);
    Result<> log_out(std::string_view session);
    // Where others write to the catalog too, a log-out there may take five seconds to be known here; and
    // while the catalog is gone whoever was logged in minutes ago is.
    Result<bool> is_session(std::string_view session);
    std::chrono::seconds session_life() const { return session_life_; }

    // A new token's secret, shown once. `conflict`: the name is taken.
    Result<std::string> add_token(std::string_view name);
    Result<> remove_token(std::string_view name);  // `not_found`
    Result<std::vector<Named>> list_tokens();
    Result<bool> is_token(std::string_view token);  // likewise

  private:
    using Ask = std::function<Result<std::vector<store::Row>>(const std::string& hash)>;
    Result<bool> is_valid(const std::string& hash, const Ask& ask);
    bool was_valid(const std::string& hash, std::chrono::seconds ago);
    // After a write that ends sessions or tokens.
    void forget_valid();

    store::Database& database_;
    const Clock& clock_;
    const std::chrono::seconds session_life_;
    std::mutex mutex_;
    // When the hash of a secret was found last; guarded by mutex_.
    std::map<std::string, Timestamp> valid_;
    std::atomic<std::uint64_t> forgotten_ = 0;  // how often
};

}  // namespace garden::access
