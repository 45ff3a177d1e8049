#include "store/peers.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "base/log.h"
#include "base/version.h"

namespace garden::store {
namespace {

using std::chrono::microseconds;

constexpr std::int64_t kSayEvery = microseconds(std::chrono::seconds(10)).count();
// Whoever has not said for so long that it is there is gone.
constexpr std::int64_t kGoneAfter = microseconds(std::chrono::seconds(30)).count();

std::string machine_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "another machine";
    return name.data();
}

}  // namespace

Result<> Peers::join() {
    if (!database_.is_shared()) return {};
    std::vector<Peer> running;
    const auto joined = database_.write([&](Transaction& transaction) -> Result<> {
        auto found = others(transaction);
        if (!found) return std::unexpected(found.error());
        running = std::move(*found);
        for (const Peer& peer : running) {
            if (auto alike = compare(peer); !alike) return alike;
        }
        return write(transaction);
    });
    if (!joined) return joined;
    for (const Peer& peer : running) {
        if (peer.version != version()) {
            log::info("another server has another version",
                      {{"machine", peer.machine}, {"there", peer.version}, {"here", version()}});
        }
        for (const auto& [name, value] : settings_) {
            const auto there = peer.settings.find(name);
            if (there == peer.settings.end() || there->second == value) continue;
            log::warning(
                "another server has another setting: visitors get now the one, now the other",
                {{"machine", peer.machine}, {"setting", name}, {"there", there->second}, {"here", value}});
        }
    }
    return {};
}

Result<> Peers::compare(const Peer& peer) const {
    for (const std::string& name : must_agree_) {
        const auto here = settings_.find(name);
        const auto there = peer.settings.find(name);
        if (here == settings_.end() || there == peer.settings.end() || here->second == there->second)
            continue;
        return fail(
            ErrorCode::invalid_argument,
            fmt::format(
                "the server on {} that runs on the same database has {} = \"{}\", and this one \"{}\": "
                "give all the same",
                peer.machine, name, there->second, here->second));
    }
    return {};
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

Result<> Peers::write(Transaction& transaction) {
    said_ = to_micros(clock_.now());
    return only_error(transaction.run(
        "INSERT INTO nodes (name, machine, version, settings, seen_at) VALUES ($1, $2, $3, $4, $5) ON "
        "CONFLICT (name) "
        "DO UPDATE SET machine = excluded.machine, version = excluded.version, settings = excluded.settings, "
        "seen_at = excluded.seen_at",
        {node_, machine_name(), std::string(version()), nlohmann::json(settings_).dump(), said_}));
}

Result<> Peers::stay() {
    if (!database_.is_shared() || to_micros(clock_.now()) < said_ + kSayEvery) return {};
    return database_.write([&](Transaction& transaction) { return write(transaction); });
}

Result<> Peers::leave() {
    if (!database_.is_shared()) return {};
    return database_.write([&](Transaction& transaction) {
        return only_error(transaction.run("DELETE FROM nodes WHERE name = $1", {node_}));
    });
}

}  // namespace garden::store
