#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "store/database.h"

namespace garden::store {

// What changed in a shared catalog, this program's own changes among it: the database notes the rows of
// pictures, looks, visitors, jobs and their progress by triggers, in the transaction that changes them. Each
// change is told once or more often, after it was committed, and in no order, many at a time: whoever hears
// of them looks their rows up together, of which some may be gone. In a catalog that is not shared nothing is
// noted. Not thread-safe.
class ChangeFeed {
  public:
    // Of a table, what is called with the keys of rows: at most kMostKeys (key_list.h), each of them once.
    using Keys = std::span<const std::string>;
    using Listeners = std::map<std::string, std::function<Result<>(Keys)>, std::less<>>;

    explicit ChangeFeed(Database& database) : database_(database) {}

    // What changes from here on will be told; what was there before has to be read.
    Result<> begin();
    // Tells what has changed until now, in pieces. After an error its piece is told again.
    Result<> tell(const Listeners& listeners);
    // Drops what is older than a day, for who was away for longer has to begin again, and notes of commits
    // that nobody asks for any more.
    Result<> forget();

  private:
    struct Piece {
        std::string snapshot;   // as snapshot_, when it was read
        std::int64_t end = 0;   // the greatest entry that there was then
        std::int64_t last = 0;  // the greatest entry up to which it holds what is new
        bool is_full = false;   // there may be more
        std::map<std::string, std::set<std::string>, std::less<>> keys;  // by table
    };
    Result<Piece> read_piece();

    Database& database_;
    // PostgreSQL's word for which transactions were over the last time: what another noted is new.
    std::string snapshot_ = "1:1:";  // none was
    // The greatest entry that was told. After a crash of the database transactions have numbers again that
    // others had before; entries never do.
    std::int64_t told_ = 0;
};

// Notes a change that the database does not note itself: nothing in a catalog that is not shared.
Result<> note_change(const Database& database, Transaction& transaction, std::string_view subject,
                     std::string_view key);

}  // namespace garden::store
