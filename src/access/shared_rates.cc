#include "access/shared_rates.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "store/statement.h"

namespace garden::access {
namespace {

// Whoever has not heard of it by then was away.
constexpr std::int64_t kKept = std::chrono::microseconds(std::chrono::seconds(10)).count();
constexpr std::size_t kMostUntold = 10'000;
constexpr std::size_t kLongestAddress = 64;  // of IPv6 with a zone

// What a proxy calls an address may be anything.
bool is_address(std::string_view text) {
    return text.size() <= kLongestAddress &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

SharedRates::SharedRates(store::Database& database, std::string node, const Clock& clock,
                         std::map<std::string, RateLimiter*> limiters)
    : database_(database), node_(std::move(node)), clock_(clock), limiters_(std::move(limiters)) {
    if (!database_.is_shared()) return;
    for (const auto& [name, limiter] : limiters_) limiter->drain();  // from here on they count
}

Result<> SharedRates::exchange() {
    for (const auto& [name, limiter] : limiters_) {
        for (const auto& [address, requests] : limiter->drain()) {
            if (is_address(address)) untold_[{name, address}] += requests;
        }
    }
    // While the catalog is away, or of a flood from everywhere, which limits by address do not stop.
    if (untold_.size() > kMostUntold) untold_.clear();
    const auto told = tell();
    const auto heard = hear();
    const auto forgotten = forget();
    return !told ? told : !heard ? heard : forgotten;
}

Result<> SharedRates::tell() {
    if (untold_.empty()) return {};
    const std::int64_t now = std::max(to_micros(clock_.now()), told_ + 1);
    std::vector<store::Value> values = {node_, now};
    std::string sql = "INSERT INTO rates (node, at, limiter, address, requests) VALUES ";
    for (const auto& [which, requests] : untold_) {
        const std::size_t last = values.size();
        sql += fmt::format("{}($1, $2, ${}, ${}, ${})", last == 2 ? "" : ", ", last + 1, last + 2, last + 3);
        values.insert(values.end(), {which.first, which.second, requests});
    }
    const auto written = database_.write(
        [&](store::Transaction& transaction) { return only_error(transaction.run(sql, values)); },
        store::Isolation::each_statement);
    const bool may_work_later = !written && (written.error().code == ErrorCode::unavailable ||
                                             written.error().code == ErrorCode::busy);
    if (!may_work_later) untold_.clear();
    if (written) told_ = now;
    return written;
}

Result<> SharedRates::hear() {
    const auto rows = store::read_one(database_,
                                      "SELECT node, at, limiter, address, requests FROM rates WHERE node <> "
                                      "$1 AND at >= $2 ORDER BY node, at",
                                      {node_, to_micros(clock_.now()) - kKept});
    if (!rows) return std::unexpected(rows.error());
    std::map<std::string, std::int64_t> latest;
    for (const store::Row& row : *rows) {
        latest[row.text(0)] = row.integer(1);
        const auto known = heard_.find(row.text(0));
        const auto limiter = limiters_.find(row.text(2));
        if ((known != heard_.end() && row.integer(1) <= known->second) || limiter == limiters_.end())
            continue;
        limiter->second->charge(row.text(3), row.integer(4));
    }
    // Of servers that have told nothing for so long there is nothing left to hear twice.
    heard_ = std::move(latest);
    return {};
}

Result<> SharedRates::forget() {
    const std::int64_t now = to_micros(clock_.now());
    if (now < forgot_ + kKept) return {};
    forgot_ = now;
    return database_.write(
        [&](store::Transaction& transaction) {
            return only_error(transaction.run("DELETE FROM rates WHERE at < $1", {now - kKept}));
        },
        store::Isolation::each_statement);
}

}  // namespace garden::access
