#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>

namespace garden {

// So many work at once, some more wait until one of them is done, and the rest is turned away: for work that
// costs much memory or processor time. Thread-safe; it outlives the turns that it gives.
class Turns {
  public:
    struct End {
        void operator()(Turns* turns) const { turns->end(); }
    };
    // A turn ends when this goes, with an exception too. Null: none was given.
    using Turn = std::unique_ptr<Turns, End>;

    // `at_once` is at least 1, `waiting` at least 0.
    Turns(int at_once, int waiting) : at_once_(at_once), waiting_limit_(waiting) {}

    // Waits for a turn. Null, and at once: as many wait already as may.
    Turn take();

  private:
    void end();

    const int at_once_;
    const int waiting_limit_;
    std::mutex mutex_;
    std::condition_variable ended_;
    int working_ = 0;  // guarded by mutex_
    int waiting_ = 0;  // guarded by mutex_
};

}  // namespace garden
