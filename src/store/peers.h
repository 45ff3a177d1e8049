#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace garden::store {

// A setting that servers on one catalog should have alike.
struct PeerSetting {
    std::string name;
    std::string value;
    bool must_agree =
        false;  // else servers show different pictures; the value is told to others, and is no secret
};

// The servers that share a catalog, each with its version and its settings. In a catalog that is not shared
// nothing is done. Not thread-safe.
class Peers {
  public:
    // `node`: a name that no other server has.
    Peers(Database& database, const Clock& clock, std::string node, std::vector<PeerSetting> settings)
        : database_(database), clock_(clock), node_(std::move(node)), settings_(std::move(settings)) {}

    // As the server starts. `invalid_argument` with a sentence that says what to do: one that runs has
    // another value of a setting that must agree. Other differences are logged.
    Result<> join();
    // Says that the server is there, if it is time to. To be called every few seconds.
    Result<> stay();
    // The server ends.
    Result<> leave();

  private:
    struct Peer {
        std::string machine, version;
        std::map<std::string, std::string> settings;  // as told() gives them
    };
    // What others are told: a value, or its SHA-256, for it may hold a secret.
    static std::string told(const PeerSetting& setting);
    Result<std::vector<Peer>> others(Transaction& transaction) const;
    Result<> require_alike(const Peer& peer) const;
    void log_differences(const Peer& peer) const;
    Result<> write(Transaction& transaction, std::int64_t now) const;

    Database& database_;
    const Clock& clock_;
    const std::string node_;
    const std::vector<PeerSetting> settings_;
    std::int64_t said_ = 0;  // when, microseconds
};

}  // namespace garden::store
