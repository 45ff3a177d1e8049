#include "store/peers.h"

#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/log.h"
#include "base/process.h"
#include "base/version.h"

namespace garden::store {
namespace {

using std::chrono::microseconds;

constexpr std::int64_t kSayEvery = microseconds(std::chrono::seconds(10)).count();
// Whoever has not said for so long that it is there is gone.
constexpr std::int64_t kGoneAfter = microseconds(std::chrono::seconds(30)).count();
constexpr std::int64_t kForgottenAfter = microseconds(std::chrono::hours(1)).count();

}  // namespace

std::string Peers::told(const PeerSetting& setting) {
    return setting.must_agree ? setting.value : sha256_hex(setting.value);
}

Result<> Peers::join() {
    if (!database_.is_shared()) return {};
    const std::int64_t now = to_micros(clock_.now());
    std::vector<Peer> running;
    const auto joined = database_.write([&](Transaction& transaction) -> Result<> {
        auto gone =
            only_error(transaction.run("DELETE FROM nodes WHERE seen_at < $1", {now - kForgottenAfter}));
        if (!gone) return gone;
        auto found = others(transaction);
        if (!found) return std::unexpected(found.error());
        running = std::move(*found);
        for (const Peer& peer : running) {
            if (auto alike = require_alike(peer); !alike) return alike;
        }
        return write(transaction, now);
    });
    if (!joined) return joined;
    said_ = now;
    for (const Peer& peer : running) log_differences(peer);
    return {};
}

Result<> Peers::require_alike(const Peer& peer) const {
    for (const PeerSetting& setting : settings_) {
        const auto there = peer.settings.find(setting.name);
        if (!setting.must_agree || there == peer.settings.end() || there->second == setting.value) continue;
        return fail(
            ErrorCode::invalid_argument,
            fmt::format(
                "the server on {} that runs on the same database has {} = \"{}\", and this one \"{}\": "
                "give all the same",
                peer.machine, setting.name, there->second, setting.value));
    }
    return {};
}

void Peers::log_differences(const Peer& peer) const {
    if (peer.version != version()) {
        log::info("another server has another version",
                  {{"machine", peer.machine}, {"there", peer.version}, {"here", version()}});
    }
    for (const PeerSetting& setting : settings_) {
        const auto there = peer.settings.find(setting.name);
        if (there == peer.settings.end() || there->second == told(setting)) continue;
        log::warning(
            "another server has another value of a setting: what is answered depends on which is asked",
            {{"machine", peer.machine}, {"setting", setting.name}});
    }
}

Result<std::vector<Peers::Peer>> Peers::others(Transaction& transaction) const {
    const auto rows = transaction.run(
        "SELECT machine, version, settings FROM nodes WHERE name <> $1 AND seen_at > $2 ORDER BY name",
        {node_, to_micros(clock_.now()) - kGoneAfter});
    if (!rows) return std::unexpected(rows.error());
    std::vector<Peer> peers;
    for (const Row& row : *rows) {
        Peer peer{row.text(0), row.text(1), {}};
        const auto settings = nlohmann::json::parse(row.text(2), nullptr, false);
        if (settings.is_object()) {
            for (const auto& [name, value] : settings.items())
                if (value.is_string()) peer.settings[name] = value.get<std::string>();
        }
        peers.push_back(std::move(peer));
    }
    return peers;
}

Result<> Peers::write(Transaction& transaction, std::int64_t now) const {
    nlohmann::json settings = nlohmann::json::object();
    for (const PeerSetting& setting : settings_) settings[setting.name] = told(setting);
    const std::string machine = machine_name();
    return only_error(transaction.run(
        "INSERT INTO nodes (name, machine, version, settings, seen_at) VALUES ($1, $2, $3, $4, $5) ON "
        "CONFLICT (name) "
        "DO UPDATE SET machine = excluded.machine, version = excluded.version, settings = excluded.settings, "
        "seen_at = excluded.seen_at",
        {node_, machine.empty() ? "another machine" : machine, std::string(version()), settings.dump(),
         now}));
}

Result<> Peers::stay() {
    const std::int64_t now = to_micros(clock_.now());
    if (!database_.is_shared() || now < said_ + kSayEvery) return {};
    const auto written = database_.write([&](Transaction& transaction) { return write(transaction, now); },
                                         Isolation::each_statement);
    if (written) said_ = now;
    return written;
}

Result<> Peers::leave() {
    if (!database_.is_shared()) return {};
    return database_.write(
        [&](Transaction& transaction) {
            return only_error(transaction.run("DELETE FROM nodes WHERE name = $1", {node_}));
        },
        Isolation::each_statement);
}

}  // namespace garden::store
