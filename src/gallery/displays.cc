#include "gallery/displays.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "store/object_rows.h"
#include "store/statement.h"

namespace garden::gallery {
namespace {

constexpr std::chrono::days kScreenAge(7);
constexpr std::int64_t kMostScreens = 64;
constexpr std::string_view kSource = "source";

// A name on the way to a slot.
struct Filling {
    std::string from;
    std::string to;
};

void add_fillings(std::vector<Filling>& fillings, std::string_view zone, Orientation orientation,
                  const std::vector<std::string>& names) {
    int number = 0;
    for (const std::string& name : names) {
        ++number;
        if (!name.empty()) fillings.push_back({name, slot_key(zone, {number, orientation})});
    }
}

Result<std::vector<SlotPicture>> read_slots(store::Transaction& transaction, const std::string& bucket,
                                            const std::string& zone) {
    // All slots lie between these two, and hardly anything else.
    const auto rows = transaction.run(
        "SELECT key, size, etag, content_type, modified_at, metadata, attributes FROM objects "
        "WHERE bucket = $1 AND key >= $2 AND key <= $3 ORDER BY key",
        {bucket, slot_key(zone, {1, Orientation::landscape}),
         slot_key(zone, {kSlots + 1, Orientation::portrait})});
    if (!rows) return std::unexpected(rows.error());
    std::vector<SlotPicture> slots;
    for (const store::Row& row : *rows) {
        const auto slot = parse_slot(zone, row.text(0));
        if (!slot) continue;
        auto object = store::to_info(bucket, row);
        if (!object) return std::unexpected(object.error());
        slots.push_back(
            {*slot, object->key, object->etag, object->metadata[std::string(kSource)], object->modified});
    }
    return slots;
}

Result<Playlist> read_playlist(store::Transaction& transaction, const std::string& bucket,
                               const std::string& zone) {
    Playlist playlist;
    const auto rows =
        transaction.run("SELECT transition, active_hours FROM displays WHERE zone = $1", {zone});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return playlist;
    playlist.transition = rows->front().text(0);
    if (const std::string& hours = rows->front().text(1); !hours.empty()) {
        const auto parsed = parse_active_hours(hours);
        if (!parsed) return std::unexpected(parsed.error());
        playlist.active_hours = *parsed;
    }
    const auto items = transaction.run(
        "SELECT playlist_items.key, shown, seconds, objects.etag FROM playlist_items LEFT JOIN objects "
        "ON objects.bucket = $2 AND objects.key = shown WHERE zone = $1 ORDER BY position",
        {zone, bucket});
    if (!items) return std::unexpected(items.error());
    for (const store::Row& row : *items) {
        playlist.items.push_back({row.text(0), row.text(1), row.text(3), static_cast<int>(row.integer(2))});
    }
    return playlist;
}

// Whether it is a default zone, or has a playlist or pictures.
Result<bool> is_known(store::Transaction& transaction, const std::string& bucket, const std::string& zone) {
    if (std::ranges::find(kDefaultZones, zone) != kDefaultZones.end()) return true;
    const std::string folder = fmt::format("display/{}/", zone);
    const auto rows = transaction.run(
        "SELECT 1 FROM displays WHERE zone = $1 UNION ALL "
        "SELECT 1 FROM objects WHERE bucket = $2 AND key >= $3 AND key < $4 LIMIT 1",
        {zone, bucket, folder, fmt::format("display/{}0", zone)});  // 0 comes after /
    if (!rows) return std::unexpected(rows.error());
    return !rows->empty();
}

Result<> write_rows(store::Transaction& transaction, const std::string& zone, const Playlist& playlist) {
    const std::string hours = playlist.active_hours ? to_text(*playlist.active_hours) : "";
    auto written = transaction.post(
        "INSERT INTO displays (zone, transition, active_hours) VALUES ($1, $2, $3) ON CONFLICT (zone) DO "
        "UPDATE SET transition = excluded.transition, active_hours = excluded.active_hours",
        {zone, playlist.transition, hours});
    if (written) written = transaction.post("DELETE FROM playlist_items WHERE zone = $1", {zone});
    std::int64_t position = 0;
    for (const PlaylistItem& item : playlist.items) {
        if (!written) return written;
        written = transaction.post(
            "INSERT INTO playlist_items (zone, position, key, shown, seconds) VALUES ($1, $2, $3, $4, $5)",
            {zone, ++position, item.key, item.shown, static_cast<std::int64_t>(item.seconds)});
    }
    return written;
}

// The zone's own copy of a picture. Where the picture is gone, the copy of before stays.
Result<> keep_copy(store::ObjectEdit& edit, const PlaylistItem& item) {
    const auto source = edit.read(item.key);
    if (!source) return std::unexpected(source.error());
    const auto copy = edit.read(item.shown);
    if (!copy) return std::unexpected(copy.error());
    if (!*source && *copy) return {};
    if (*source && *copy && (*source)->etag == (*copy)->etag && (*source)->size == (*copy)->size) return {};
    return edit.copy(item.key, item.shown, {{std::string(kSource), item.key}});
}

}  // namespace

Result<> Displays::fill_slots(std::string_view zone, const std::vector<std::string>& landscape,
                              const std::vector<std::string>& portrait) {
    std::vector<Filling> fillings;
    add_fillings(fillings, zone, Orientation::landscape, landscape);
    add_fillings(fillings, zone, Orientation::portrait, portrait);
    std::vector<std::string> names;
    std::vector<std::string> slots;
    for (const Filling& filling : fillings) {
        names.push_back(filling.from);
        slots.push_back(filling.to);
    }
    const auto keys = gallery_.resolve(names);
    if (!keys) return std::unexpected(keys.error());
    std::vector<store::ObjectCopy> copies;
    for (std::size_t i = 0; i < keys->size(); ++i)
        copies.push_back({(*keys)[i], slots[i], {{std::string(kSource), (*keys)[i]}}});
    return objects_.edit(bucket_, slots, [&](store::ObjectEdit& edit) { return edit.copy_all(copies); });
}

Result<std::vector<std::string>> Displays::copies_of(const std::string& zone) {
    const auto rows =
        store::read_one(database_, "SELECT DISTINCT shown FROM playlist_items WHERE zone = $1", {zone});
    if (!rows) return std::unexpected(rows.error());
    std::vector<std::string> copies;
    for (const store::Row& row : *rows) copies.push_back(row.text(0));
    return copies;
}

Result<> Displays::set_playlist(std::string_view zone, const Playlist& playlist) {
    const std::string name(zone);
    Playlist resolved = playlist;
    std::vector<std::string> sent;
    for (const PlaylistItem& item : playlist.items) sent.push_back(item.key);
    const auto keys = gallery_.resolve(sent);
    if (!keys) return std::unexpected(keys.error());
    for (std::size_t i = 0; i < keys->size(); ++i) {
        resolved.items[i].key = (*keys)[i];
        resolved.items[i].shown = playlist_copy(zone, (*keys)[i]);
    }
    const std::lock_guard lock(playlists_);
    auto touched = copies_of(name);
    if (!touched) return std::unexpected(touched.error());
    for (const PlaylistItem& item : resolved.items) touched->push_back(item.shown);
    const auto written = objects_.edit(bucket_, *touched, [&](store::ObjectEdit& edit) -> Result<> {
        if (auto done = write_playlist(edit, name, resolved); !done) return done;
        std::set<std::string_view> wanted;
        for (const PlaylistItem& item : resolved.items) wanted.insert(item.shown);
        for (const std::string& copy : *touched) {
            if (wanted.contains(copy)) continue;
            if (const auto removed = edit.remove(copy); !removed) return std::unexpected(removed.error());
        }
        return {};
    });
    if (written) feed_.tell(zone);
    return written;
}

Result<> Displays::write_playlist(store::ObjectEdit& edit, const std::string& zone,
                                  const Playlist& playlist) {
    for (const PlaylistItem& item : playlist.items) {
        if (auto kept = keep_copy(edit, item); !kept) return kept;
    }
    return write_rows(edit.transaction(), zone, playlist);
}

Result<Display> Displays::display(std::string_view zone) {
    Display display{.zone = std::string(zone), .slots = {}, .playlist = {}, .active = true, .time_zone = {}};
    const auto read = database_.read([&](store::Transaction& transaction) -> Result<> {
        auto slots = read_slots(transaction, bucket_, display.zone);
        if (!slots) return std::unexpected(slots.error());
        display.slots = std::move(*slots);
        auto playlist = read_playlist(transaction, bucket_, display.zone);
        if (!playlist) return std::unexpected(playlist.error());
        display.playlist = std::move(*playlist);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    LocalTime now = local_time(clock_.now());
    const auto& hours = display.playlist.active_hours;
    display.active = !hours || is_within(*hours, now.minute_of_day);
    display.time_zone = std::move(now.zone);
    return display;
}

Result<std::vector<std::string>> Displays::zones() {
    std::set<std::string> zones(kDefaultZones.begin(), kDefaultZones.end());
    const auto rows = store::read_one(database_, "SELECT zone FROM displays");
    if (!rows) return std::unexpected(rows.error());
    for (const store::Row& row : *rows) zones.insert(row.text(0));
    store::ListQuery query{.bucket = bucket_, .prefix = "display/", .delimiter = "/"};
    while (true) {
        const auto page = objects_.list(query);
        if (!page) return std::unexpected(page.error());
        for (const std::string& folder : page->prefixes) {
            if (const auto zone = zone_of(folder)) zones.emplace(*zone);
        }
        if (!page->truncated) return std::vector<std::string>(zones.begin(), zones.end());
        query.after = page->last;
    }
}

Result<> Displays::report(std::string_view zone, const std::string& screen, const std::string& shows) {
    const std::string name(zone);
    const Timestamp now = clock_.now();
    return database_.write([&](store::Transaction& transaction) -> Result<> {
        const auto known = is_known(transaction, bucket_, name);
        if (!known) return std::unexpected(known.error());
        if (!*known) {
            return fail(ErrorCode::not_found,
                        fmt::format("there is no zone {} yet: give it pictures or a playlist first", zone));
        }
        auto forgotten = transaction.post("DELETE FROM screens WHERE zone = $1 AND seen_at < $2",
                                          {name, to_micros(now - kScreenAge)});
        if (!forgotten) return forgotten;
        const auto others =
            transaction.run("SELECT count(*) FROM screens WHERE zone = $1 AND screen <> $2", {name, screen});
        if (!others) return std::unexpected(others.error());
        if (others->front().integer(0) >= kMostScreens) {
            return fail(ErrorCode::conflict, fmt::format("{} has {} screens already", zone, kMostScreens));
        }
        return transaction.post(
            "INSERT INTO screens (zone, screen, shows, seen_at) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (zone, screen) DO UPDATE SET shows = excluded.shows, seen_at = excluded.seen_at",
            {name, screen, shows, to_micros(now)});
    });
}

Result<std::vector<Screen>> Displays::screens(std::string_view zone) {
    const auto rows = store::read_one(
        database_,
        "SELECT screen, shows, seen_at FROM screens WHERE zone = $1 AND seen_at >= $2 ORDER BY screen",
        {std::string(zone), to_micros(clock_.now() - kScreenAge)});
    if (!rows) return std::unexpected(rows.error());
    std::vector<Screen> screens;
    for (const store::Row& row : *rows)
        screens.push_back({row.text(0), row.text(1), from_micros(row.integer(2))});
    return screens;
}

}  // namespace garden::gallery
