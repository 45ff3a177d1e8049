#include "hooks/outbox.h"

#include <nlohmann/json.hpp>

#include "gallery/index.h"
#include "hooks/event.h"

namespace garden::hooks {
namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& json) {
    return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

bool is_root_picture(std::string_view key) {
    return key.find('/') == std::string_view::npos &&
           (key.ends_with(".jpeg") || key.ends_with(".jpg") || key.ends_with(".png"));
}

std::string_view place_name(gallery::Place place) {
    return place == gallery::Place::garden ? "garden" : "pool";
}

// Nothing: the object is no picture.
std::optional<std::string> picture_json(const store::ObjectInfo& object) {
    ordered_json json = {{"key", object.key}};
    if (const auto parts = gallery::parse_picture_key(object.key)) {
        json["place"] = place_name(parts->place);
        json["emotion"] = parts->search_key.emotion;
        if (!parts->search_key.favorite.empty()) json["favorite"] = parts->search_key.favorite;
        json["orientation"] = parts->orientation == gallery::Orientation::portrait ? "portrait" : "landscape";
    } else if (is_root_picture(object.key)) {
        json["place"] = "root";
    } else {
        return std::nullopt;
    }
    json["size"] = object.size;
    return text_of(json);
}

// Whether the pool has the picture that this key of the garden is a copy of.
Result<bool> is_in_pool(store::Transaction& transaction, std::string_view bucket,
                        const std::string& garden_key) {
    const auto pool_key = gallery::counterpart(garden_key, gallery::Place::garden);
    if (!pool_key) return false;
    const auto rows = transaction.run("SELECT 1 FROM objects WHERE bucket = $1 AND key = $2",
                                      {std::string(bucket), *pool_key});
    if (!rows) return std::unexpected(rows.error());
    return !rows->empty();
}

}  // namespace

Result<> note(store::Transaction& transaction, std::string_view event, Timestamp at, std::string_view data) {
    return transaction.post(
        "INSERT INTO deliveries (webhook, event, body, state, created_at, attempts, tried_at, status, "
        "answer) "
        "SELECT webhook, event, $2, 'waiting', $3, 0, 0, 0, '' FROM webhook_events WHERE event = $1",
        {std::string(event), event_body(event, at, data), to_micros(at)});
}

Result<> note_change(store::Transaction& transaction, const store::Change& change, std::string_view bucket,
                     Timestamp at) {
    if (change.object.bucket != bucket) return {};
    const auto data = picture_json(change.object);
    if (!data) return {};
    if (change.kind == store::Change::Kind::removed) return note(transaction, "picture.removed", at, *data);
    const auto parts = gallery::parse_picture_key(change.object.key);
    const bool published = parts && parts->place == gallery::Place::garden;
    Result<bool> copied = false;
    if (published) copied = is_in_pool(transaction, bucket, change.object.key);
    if (!copied) return std::unexpected(copied.error());
    if (!*copied) {
        if (const auto noted = note(transaction, "picture.created", at, *data); !noted) return noted;
    }
    return published ? note(transaction, "picture.published", at, *data) : Result<>();
}

Result<> note_parked(store::Transaction& transaction, const jobs::Job& job, Timestamp at) {
    ordered_json keys = ordered_json::array();
    for (const jobs::JobPicture& picture : job.pictures) keys.push_back(picture.key);
    return note(transaction, "job.failed", at,
                text_of({{"job", job.id},
                         {"prompt", job.request.prompt},
                         {"pictures", std::move(keys)},
                         {"painter", job.worker},
                         {"failures", job.failures},
                         {"error", job.error}}));
}

Result<> note_like(store::Transaction& transaction, const visitors::Event& event) {
    if (event.type != visitors::EventType::like) return {};
    return note(transaction, "visitor.liked", event.at, text_of({{"key", event.item}}));
}

}  // namespace garden::hooks
