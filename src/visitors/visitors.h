#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"
#include "visitors/visitor.h"

namespace garden::visitors {

// Called in the transaction that writes an event to the log; its error undoes that.
using AlsoRecord = std::function<Result<>(store::Transaction&, const Event&)>;

// What became of an event that was to be written.
struct Recorded {
    bool is_new = true;       // false: this visitor's event_id is there already, and nothing was written
    std::int64_t number = 0;  // its own; 0 where it is new: it gets one from number_events()
};

// Where a visitor left traces: as themselves, perhaps with events, or by events alone.
enum class Trace { profile, events };

// What one piece erased.
struct Erased {
    std::vector<std::string> visitors;  // of whom nothing is left
    std::size_t events = 0;             // also of one of whom more is left
    std::size_t looked_at = 0;          // of the ids that were given: the first ones
};

// What one piece erases at most, so that nobody waits long for its transaction.
inline constexpr std::size_t kErasedTogether = 100;  // visitors
inline constexpr std::size_t kEventsErasedTogether = 1000;

// Who came and what they did, in the catalog. Thread-safe; what is answered without error is durable.
class Visitors {
  public:
    // `also` may be empty.
    Visitors(store::Database& database, const Clock& clock, AlsoRecord also = {})
        : database_(database), clock_(clock), also_(std::move(also)) {}

    // Remembers a visitor as they are now; fields that are empty leave what was known.
    Result<> seen(const Visitor& visitor);

    // Whether the log has this visitor's event of this event_id.
    Result<bool> has_event(std::string_view visitor_id, std::string_view event_id);

    // Writes one event to the log, with what the catalog knows of the visitor where the event does not say
    // that. It has no number yet in a database that others write to.
    Result<Recorded> record(const Event& event);

    // Erases a visitor and what they did from the catalog; how many events that were. Unknown ones are fine.
    Result<std::size_t> erase(std::string_view visitor_id);

    // The next visitors with this trace who gave no sign of life since then, neither a photo nor an event: at
    // most kErasedTogether, in the order of their ids, after this one.
    Result<std::vector<std::string>> find_unseen(Timestamp since, Trace trace, const std::string& after);
    // Erases, in one transaction, as many of them as make a piece, but nobody who was seen meanwhile.
    Result<Erased> erase_unseen(Timestamp since, std::span<const std::string> ids);

    // Takes what others say of visitors, in one transaction: who is unknown is added, and what is not known
    // of the others. Answers those of whom more is known now, as they are known.
    Result<std::vector<Visitor>> complete(std::span<const Visitor> visitors);

    // Appends to the log, in one transaction and in their order, those of the events that it does not have:
    // one is there if one of the same visitor, item, second, type and impression is. What belongs to an event
    // (AlsoRecord) is left out: it happened long ago. What was known of the visitor then is what is known
    // now. Answers how many.
    Result<std::size_t> append_missing(std::span<const Event> events);

    // Numbers the events that have none yet, as events have in a database that others write to; the number
    // that was given last to an event of the log; 0: none was. All programs agree on the numbers, and whoever
    // reads the log up to one reads the same. `enough`: where others numbered more events than up to this
    // one, what has none yet is left to the next call, so that one who learns the log as it grows numbers
    // only what nobody else does.
    Result<std::int64_t> number_events(std::int64_t enough = INT64_MAX);

    // How many events of the log have a number up to this one. Takes a second for ten million.
    Result<std::int64_t> count(std::int64_t number);
    Result<std::int64_t> count(store::Transaction& transaction, std::int64_t number) const;

    // How many events of the log come after this number, those without a number of their own yet among them.
    Result<std::int64_t> count_after(std::int64_t number);

    // Calls `each` with every event after the number `after` up to `last`, in the order of the log.
    Result<> replay(std::int64_t after, std::int64_t last, const std::function<void(const Event&)>& each);

    Result<> replay(const std::function<void(const Event&)>& each) { return replay(0, INT64_MAX, each); }

    // Those of at most store::kMostKeys visitors whom the catalog knows, as it knows them, in order of their
    // ids.
    Result<std::vector<Visitor>> find(std::span<const std::string> ids);

    // Calls `each` with every visitor, in the order of their ids.
    Result<> for_each(const std::function<void(const Visitor&)>& each);

    // Calls `each` with so many at most of those who were seen last, the latest last. Reads all rows, which
    // takes seconds for a million, but keeps no more of them than it calls `each` with.
    Result<> for_each_latest(std::size_t most, const std::function<void(const Visitor&)>& each);

  private:
    store::Database& database_;
    const Clock& clock_;
    const AlsoRecord also_;
};

}  // namespace garden::visitors
