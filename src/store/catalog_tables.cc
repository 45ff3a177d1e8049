#include "store/catalog_tables.h"

#include <array>

namespace garden::store {
namespace {

constexpr std::array kTables = {
    CatalogTable{"buckets", "name, owner, created_at, attributes", "name"},
    CatalogTable{"blobs", "sha256, size, claimed_at, deleting", "sha256"},
    CatalogTable{"objects", "bucket, key, size, etag, content_type, modified_at, metadata, attributes",
                 "bucket, key"},
    CatalogTable{"object_blobs", "bucket, key, part, sha256, size", "bucket, key, part"},
    CatalogTable{
        "versions",
        "bucket, key, version_id, marker, size, etag, content_type, modified_at, metadata, attributes",
        "bucket, key, version_id"},
    CatalogTable{"version_blobs", "bucket, key, version_id, part, sha256, size",
                 "bucket, key, version_id, part"},
    CatalogTable{"uploads", "id, bucket, key, owner, initiated_at, content_type, metadata, attributes", "id"},
    CatalogTable{"upload_parts", "upload_id, part, sha256, size, etag, checksum, modified_at",
                 "upload_id, part"},
    CatalogTable{"prompts", "id, text", "id"},
    CatalogTable{
        "pictures",
        "key, place, search_key, orientation, added_at, emotion, favorite, painter, prompt, disliked", "key"},
    CatalogTable{"looks", "key, content, version, look, known_after", "key"},
    CatalogTable{"trash",
                 "id, bucket, key, removed_at, size, etag, content_type, modified_at, metadata, attributes",
                 "id"},
    CatalogTable{"trash_blobs", "trash_id, part, sha256, size", "trash_id, part"},
    CatalogTable{"trashed_pictures",
                 "id, bucket, removed_at, emotion, favorite, orientation, painter, prompt", "id"},
    CatalogTable{"visitors", "id, generation, gender, emotion, seen_at", "id"},
    CatalogTable{"interactions",
                 "id, event_id, visitor_id, item_id, event_type, impression, at, generation, gender", "id"},
    CatalogTable{"log_end", "last", "last"},
    CatalogTable{"snapshots", "number, events, format, sha256, size, made_at", "number"},
    CatalogTable{"administrators", "name, password_hash, created_at", "name"},
    CatalogTable{"tokens", "name, token_hash, created_at", "name"},
    CatalogTable{"sessions", "token_hash, administrator, expires_at", "token_hash"},
    CatalogTable{"access_keys", "access_key, secret_key, permission, created_at", "access_key"},
    CatalogTable{"settings", "name, value", "name"},
    CatalogTable{"jobs",
                 "id, name, state, priority, painter, request, created_at, not_before, started_at, "
                 "finished_at, failures, interruptions, worker, lease, lease_until, error",
                 "id"},
    CatalogTable{"job_pictures", "job_id, number, key, width, height, done", "job_id, number"},
    CatalogTable{"job_names", "name, job_id, expires_at", "name"},
    CatalogTable{"painting_times", "painter, width, height, seconds", "painter, width, height"},
    CatalogTable{"displays", "zone, transition, active_hours", "zone"},
    CatalogTable{"playlist_items", "zone, position, key, shown, seconds", "zone, position"},
    CatalogTable{"screens", "zone, screen, shows, seen_at", "zone, screen"},
    CatalogTable{"templates", "name, text, changed_at", "name"},
    CatalogTable{"word_lists", "name, words, changed_at", "name"},
    CatalogTable{"webhooks", "name, url, secret, created_at, failures, not_before, held_until", "name"},
    CatalogTable{"webhook_events", "event, webhook", "event, webhook"},
    CatalogTable{"deliveries",
                 "id, webhook, event, body, state, created_at, attempts, tried_at, status, answer", "id"}};

}  // namespace

std::span<const CatalogTable> catalog_tables() { return kTables; }

}  // namespace garden::store
