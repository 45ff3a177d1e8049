#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gallery/display_feed.h"
#include "gallery/gallery.h"
#include "gallery/playlist.h"
#include "gallery/zone.h"
#include "store/object_edit.h"
#include "store/objects.h"

namespace garden::gallery {

struct SlotPicture {
    Slot slot;
    std::string key;     // of the slot's own object
    std::string etag;    // another whenever the picture is
    std::string source;  // the key it was copied from; empty: it came over S3
    Timestamp changed;
};

// What a zone shows.
struct Display {
    std::string zone;
    std::vector<SlotPicture> slots;  // those that are filled: 1h, 1v, 2h, …
    Playlist playlist;
    bool active = true;     // now is within the active hours
    std::string time_zone;  // that these hours are of
};

// What a screen said of itself last.
struct Screen {
    std::string name;
    std::string shows;
    Timestamp seen;
};

// The displays of a place: zones with slots, each with a playlist and the screens that show it. Slots and
// playlists hold copies (rows, no octets), so that what is removed from the garden stays on a display until
// it is replaced. A zone is not made: whatever name is_zone() takes can be written to. Thread-safe.
class Displays {
  public:
    Displays(store::Database& database, store::Objects& objects, Gallery& gallery, DisplayFeed& feed,
             const Clock& clock, std::string bucket)
        : database_(database),
          objects_(objects),
          gallery_(gallery),
          feed_(feed),
          clock_(clock),
          bucket_(std::move(bucket)) {}

    // Fills the slots from 1 on with pictures named as clients name them; an empty name leaves its slot.
    // kSlots of each at most. `not_found`, and no slot changes: one of them is not there.
    Result<> fill_slots(std::string_view zone, const std::vector<std::string>& landscape,
                        const std::vector<std::string>& portrait);

    // The items' keys come as clients send them; `shown` is not read. `not_found`, and nothing changes: one
    // of them is not there, nor was it in the playlist before.
    Result<> set_playlist(std::string_view zone, const Playlist& playlist);

    Result<Display> display(std::string_view zone);
    // The default zones, and those that have a playlist or pictures; in order.
    Result<std::vector<std::string>> zones();

    // A screen says that it is there. `not_found`: there is no such zone; `conflict`: it has as many screens
    // as a zone may have. Screens that were not seen for a week are forgotten.
    Result<> report(std::string_view zone, const std::string& screen, const std::string& shows);
    Result<std::vector<Screen>> screens(std::string_view zone);  // by name

  private:
    Result<> write_playlist(store::ObjectEdit& edit, const std::string& zone, const Playlist& playlist);
    Result<std::vector<std::string>> copies_of(const std::string& zone);

    store::Database& database_;
    store::Objects& objects_;
    Gallery& gallery_;
    DisplayFeed& feed_;
    const Clock& clock_;
    const std::string bucket_;
    std::mutex playlists_;  // held while one is set: its copies must not change between a look and the edit
};

}  // namespace garden::gallery
