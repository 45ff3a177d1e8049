#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "store/database.h"

namespace garden::store {

// What changed in a shared catalog, this program's own changes among it: the database notes the rows of
// pictures, looks, visitors, jobs and their progress by triggers, in the transaction that changes them. Each
// change is told once or more often, after it was committed, and in no order: whoever hears of one looks the
// row up, which may be gone. In a catalog that is not shared nothing is noted. Not thread-safe.
class ChangeFeed {
  public:
    // Of a table, what is called with the key of a row.
    using Listeners = std::map<std::string, std::function<Result<>(const std::string& key)>, std::less<>>;

    explicit ChangeFeed(Database& database) : database_(database) {}

    // What changes from here on will be told; what was there before has to be read.
    Result<> begin();
    // Tells what has changed. After an error the same is told again.
    Result<> tell(const Listeners& listeners);
    // Drops what is older than a day, for who was away for longer has to begin again, and notes of commits
    // that nobody asks for any more.
    Result<> forget();

  private:
    Database& database_;
    // The oldest transaction that may still have been open the last time: what it and later ones noted is
    // new.
    std::int64_t open_ = 0;
    // The greatest entry that was told. After a crash of the database transactions have numbers again that
    // others had before; entries never do.
    std::int64_t told_ = 0;
};

// Notes a change that the database does not note itself: nothing in a catalog that is not shared.
Result<> note_change(const Database& database, Transaction& transaction, std::string_view subject,
                     std::string_view key);

}  // namespace garden::store
