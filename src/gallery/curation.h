#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gallery/gallery.h"
#include "store/object_edit.h"
#include "store/objects.h"

namespace garden::gallery {

// What became of one key of a batch.
enum class Fate {
    done,
    unchanged,  // it was so already
    missing,    // there is nothing of that name
    refused,
};

struct Outcome {
    std::string key;  // as the gallery knows it
    Fate fate = Fate::done;
    std::string problem = {};  // a sentence; empty unless refused
};

// Keys that one call may name; a call is one transaction, which others wait for.
inline constexpr std::size_t kMostKeys = 2000;

// Moves pictures between pool, garden and trash: rows only, no octets. Each call is one transaction, so that
// a crash leaves all of it or nothing, and answers what became of each key in their order. Keys come in every
// form that clients send. Nothing that is displaced is lost: it goes to the trash. Thread-safe.
class Curation {
  public:
    Curation(store::Objects& objects, Gallery& gallery, const Clock& clock, std::string bucket)
        : objects_(objects), gallery_(gallery), clock_(clock), bucket_(std::move(bucket)) {}

    // Objects of any key go to the trash.
    Result<std::vector<Outcome>> remove(const std::vector<std::string>& sent);
    // What was removed last under each key comes back, with the time that it had. Refused where something
    // else has taken its place.
    Result<std::vector<Outcome>> restore(const std::vector<std::string>& sent);
    // Copies pictures of the pool to the garden, under the same rest of the key.
    Result<std::vector<Outcome>> publish(const std::vector<std::string>& sent);
    // Moves pictures of the garden back to the pool.
    Result<std::vector<Outcome>> unpublish(const std::vector<std::string>& sent);
    // Marks pictures of pool and garden for all operators, or takes the mark away. It goes by itself when a
    // picture is published, moved, removed or replaced by another.
    Result<std::vector<Outcome>> dislike(const std::vector<std::string>& sent);
    Result<std::vector<Outcome>> undislike(const std::vector<std::string>& sent);

    // Removes for ever what is in the trash, or what has been there for longer than `age`; answers how many.
    Result<std::size_t> empty_trash();
    Result<std::size_t> empty_trash(std::chrono::days age);

  private:
    using Step = std::function<Result<Outcome>(store::ObjectEdit&, const std::string&)>;
    Result<std::vector<Outcome>> each(const std::vector<std::string>& keys,
                                      const std::vector<std::string>& locked, const Step& step);
    Result<Outcome> restore_one(store::ObjectEdit& edit, const std::vector<std::string>& candidates);

    store::Objects& objects_;
    Gallery& gallery_;
    const Clock& clock_;
    const std::string bucket_;
};

}  // namespace garden::gallery
