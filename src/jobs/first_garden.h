#pragma once

#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "gallery/gallery.h"
#include "jobs/judge.h"
#include "painting/painter.h"
#include "store/database.h"

namespace garden::jobs {

// One picture of the first garden.
struct Planting {
    std::string emotion;
    int number = 0;  // 0 … each - 1
    bool portrait = false;
    std::string prompt;
};

// The pictures in the order they are painted: every emotion has one of each orientation before any has two.
// `each` pictures an emotion and orientation.
std::vector<Planting> plan_first_garden(int each);

// As many pictures an emotion and orientation can be planted at once.
inline constexpr int kMostEach = 100;

// What a page or a log shows of it.
struct FirstGardenProgress {
    enum class State { none, growing, grown };
    State state = State::none;
    int painted = 0;
    int total = 0;
};
std::string_view name(FirstGardenProgress::State state);

// Paints pictures into an empty garden, once in its life and whenever an operator asks for it. What is
// painted is remembered in the catalog together with each picture: a restart goes on where the last run
// stopped, and a garden that was emptied by hand stays empty. Of several servers that share a catalog one at
// a time paints; all know how far it is. Thread-safe.
class FirstGarden {
  public:
    // `judge` is asked for each picture before it is stored, and may be empty. What it forbids is left out.
    // `node`: a name that no other server on the catalog has, and this one has after a crash too.
    FirstGarden(gallery::Gallery& gallery, store::Database& database, painting::Painter& painter,
                const Clock& clock, std::string node, Judge judge = {})
        : gallery_(gallery),
          database_(database),
          painter_(painter),
          clock_(clock),
          node_(std::move(node)),
          judge_(std::move(judge)) {}
    ~FirstGarden() { stop(); }
    FirstGarden(const FirstGarden&) = delete;
    FirstGarden& operator=(const FirstGarden&) = delete;

    // Decides whether there is something to paint and, if so, starts painting on a thread of the lowest
    // priority; where it does not paint itself, it leaves that to others. `each` 0: nothing is painted; what
    // was begun waits for a start with another number, and then goes on as it was begun. Call once.
    Result<> start(int each, bool paints);

    // Orders `each` pictures an emotion and orientation, 1 … kMostEach, for whatever garden there is. They
    // are painted with the priority of the queue's workers; a restart goes on with them.
    // `invalid_argument`, `conflict` while the last are still being painted, `unavailable` after stop().
    Result<> plant(int each);

    // Looks how far other servers are, and goes on where it is this one's turn. Call it regularly where the
    // catalog is shared.
    Result<> look();

    // Stops painting within a fraction of a second, or the seconds that a catalog which is gone is waited
    // for; the picture at work is painted again next time.
    void stop();

    FirstGardenProgress progress() const;

  private:
    struct Record;
    Result<Record> load_or_begin(int each);
    FirstGardenProgress progress_of(const Record& record) const;  // under mutex_
    // These three under thread_mutex_, so that no order comes between what was read of the catalog and its
    // use.
    Result<> order(const Record& record);
    Result<> go_on(const Record& record);
    void paint_in_background(const Record& record);
    void paint_all(Record record);
    void note(const Record& record);
    // Whether it is this program's to paint: of several that share the catalog one does, until it is gone or
    // all is done.
    Result<bool> take_turn();
    Result<> keep_turn();
    Result<bool> is_others_turn(store::Transaction& transaction) const;
    // What the catalog says; none yet: an empty one.
    static Result<Record> read_record(store::Transaction& transaction);
    // What the catalog says, which may be further than `record`.
    Result<Record> look_up(const Record& record);
    Result<> paint_one(Record& record);

    gallery::Gallery& gallery_;
    store::Database& database_;
    painting::Painter& painter_;
    const Clock& clock_;
    const std::string node_;
    const Judge judge_;
    mutable std::mutex mutex_;  // guards the next four
    int each_ = 0;              // of start()
    bool paints_ = false;       // likewise
    bool is_painting_ = false;  // the thread is; never where progress_ is not `growing`
    FirstGardenProgress progress_;
    std::stop_source stop_;
    std::mutex thread_mutex_;  // taken before mutex_; guards the next two
    std::thread thread_;
    std::chrono::steady_clock::time_point kept_at_;  // when the turn was last kept, while painting
};

}  // namespace garden::jobs
