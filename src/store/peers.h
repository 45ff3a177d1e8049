#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace garden::store {

// The servers that share a catalog, each with its version and the settings that all should have alike. In a
// catalog that is not shared nothing is done. Not thread-safe.
class Peers {
  public:
    using Settings = std::map<std::string, std::string>;  // texts by name

    // `node`: a name that no other server has. `must_agree`: settings without which servers do harm.
    Peers(Database& database, const Clock& clock, std::string node, Settings settings,
          std::vector<std::string> must_agree)
        : database_(database),
          clock_(clock),
          node_(std::move(node)),
          settings_(std::move(settings)),
          must_agree_(std::move(must_agree)) {}

    // As the server starts. `invalid_argument` with a sentence that says what to do: one that runs has
    // another value of a setting that must agree. Other differences are logged.
    Result<> join();
    // Says that the server is there, if it is time to. To be called at least every second.
    Result<> stay();
    // The server ends.
    Result<> leave();

  private:
    struct Peer {
        std::string machine, version;
        Settings settings;
    };
    Result<std::vector<Peer>> others(Transaction& transaction) const;
    Result<> compare(const Peer& peer) const;
    Result<> write(Transaction& transaction);

    Database& database_;
    const Clock& clock_;
    const std::string node_;
    const Settings settings_;
    const std::vector<std::string> must_agree_;
    std::int64_t said_ = 0;  // when, microseconds
};

}  // namespace garden::store
