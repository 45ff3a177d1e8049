#include "access/shared_rates.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "store/statement.h"

namespace garden::access {
namespace {

// Whoever has not heard of it by then was away.
constexpr std::int64_t kKept = std::chrono::microseconds(std::chrono::seconds(10)).count();
constexpr std::size_t kMostUntold = 10'000;

// What a proxy calls an address may be anything; the catalog takes text.
bool is_plain(const std::string& address) {
    return std::ranges::all_of(address, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

Result<> SharedRates::exchange() {
    for (std::size_t number = 0; number < limiters_.size(); ++number) {
        for (const auto& [address, requests] : limiters_[number]->drain()) {
            if (is_plain(address)) untold_[{number, address}] += requests;
        }
    }
    // While the catalog is away, or of a flood from everywhere, which limits by address do not stop.
    if (untold_.size() > kMostUntold) untold_.clear();
    if (const auto told = tell(); !told) return told;
    return hear();
}

Result<> SharedRates::tell() {
    if (untold_.empty()) return {};
    const std::int64_t now = std::max(to_micros(clock_.now()), told_ + 1);
    std::vector<store::Value> values = {node_, now};
    std::string sql = "INSERT INTO rates (node, at, limiter, address, requests) VALUES ";
    for (const auto& [which, requests] : untold_) {
        const std::size_t last = values.size();
        sql += fmt::format("{}($1, $2, ${}, ${}, ${})", last == 2 ? "" : ", ", last + 1, last + 2, last + 3);
        values.insert(values.end(), {static_cast<std::int64_t>(which.first), which.second, requests});
    }
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        const auto dropped = transaction.run("DELETE FROM rates WHERE at < $1", {now - kKept});
        if (!dropped) return std::unexpected(dropped.error());
        const auto inserted = transaction.run(sql, values);
        if (!inserted) return std::unexpected(inserted.error());
        return {};
    });
    if (!written) return written;
    told_ = now;
    untold_.clear();
    return {};
}

Result<> SharedRates::hear() {
    const auto rows = store::read_one(
        database_, "SELECT node, at, limiter, address, requests FROM rates WHERE node <> $1 ORDER BY at",
        {node_});
    if (!rows) return std::unexpected(rows.error());
    const std::map<std::string, std::int64_t> before = heard_;
    for (const store::Row& row : *rows) {
        const auto known = before.find(row.text(0));
        const auto number = static_cast<std::size_t>(row.integer(2));
        if ((known != before.end() && row.integer(1) <= known->second) || number >= limiters_.size())
            continue;
        limiters_[number]->charge(row.text(3), row.integer(4));
        heard_[row.text(0)] = row.integer(1);
    }
    return {};
}

}  // namespace garden::access
