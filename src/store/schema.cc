#include "store/schema.h"

#include <array>

namespace garden::store {
namespace {

// Times are microseconds since 1970 UTC. Keys are ordered by their octets.
constexpr std::string_view kFirst = R"sql(
CREATE TABLE blobs (
    sha256     TEXT PRIMARY KEY,
    size       BIGINT NOT NULL,
    claimed_at BIGINT NOT NULL,           -- last time a writer announced it; the sweeper's grace counts from here
    deleting   INTEGER NOT NULL DEFAULT 0 -- 1: the sweeper is removing it, no object may take it
);
CREATE TABLE objects (
    bucket       TEXT NOT NULL,
    key          TEXT NOT NULL,
    size         BIGINT NOT NULL,
    etag         TEXT NOT NULL,
    content_type TEXT NOT NULL,
    modified_at  BIGINT NOT NULL,
    metadata     TEXT NOT NULL,           -- a JSON object of strings
    PRIMARY KEY (bucket, key)
);
CREATE TABLE object_blobs (               -- an object is its blobs in the order of `part`
    bucket TEXT NOT NULL,
    key    TEXT NOT NULL,
    part   INTEGER NOT NULL,
    sha256 TEXT NOT NULL REFERENCES blobs (sha256),
    size   BIGINT NOT NULL,
    PRIMARY KEY (bucket, key, part),
    FOREIGN KEY (bucket, key) REFERENCES objects (bucket, key) ON DELETE CASCADE
);
CREATE INDEX object_blobs_by_blob ON object_blobs (sha256);
CREATE TABLE pictures (                   -- the gallery's index: one row for each picture of the pool and the garden
    key         TEXT PRIMARY KEY,
    place       TEXT NOT NULL,            -- emotions or imgPool
    search_key  TEXT NOT NULL,            -- <emotion> or <emotion>/<favorite>
    orientation TEXT NOT NULL,            -- h or v
    added_at    BIGINT NOT NULL       -- of the object's last put, in whole seconds (times 1,000,000 like all others)
);
CREATE INDEX pictures_by_search_key ON pictures (place, search_key, added_at, key);
CREATE TABLE visitors (
    id         TEXT PRIMARY KEY,
    generation TEXT NOT NULL,
    gender     TEXT NOT NULL,
    emotion    TEXT NOT NULL,
    seen_at    BIGINT NOT NULL
);
CREATE TABLE interactions (               -- the log that the recommender learns from
    id         INTEGER PRIMARY KEY,
    event_id   TEXT,                      -- the client's, for events that may be sent twice
    visitor_id TEXT NOT NULL,
    item_id    TEXT NOT NULL,             -- the picture's key; empty for a view
    event_type TEXT NOT NULL,             -- click, view or dislike
    impression TEXT NOT NULL,             -- a JSON list of the keys on screen
    at         BIGINT NOT NULL,
    UNIQUE (visitor_id, event_id)
);
CREATE TABLE administrators (
    name          TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL,          -- argon2id, encoded
    created_at    BIGINT NOT NULL
);
CREATE TABLE tokens (                     -- bearer tokens for scripts
    name       TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,      -- SHA-256
    created_at BIGINT NOT NULL
);
CREATE TABLE sessions (
    token_hash    TEXT PRIMARY KEY,       -- SHA-256 of the cookie
    administrator TEXT NOT NULL REFERENCES administrators (name) ON DELETE CASCADE,
    expires_at    BIGINT NOT NULL
);
CREATE TABLE access_keys (                -- pairs for the AWS listener; a signature needs the secret itself
    access_key TEXT PRIMARY KEY,
    secret_key TEXT NOT NULL,
    permission TEXT NOT NULL,             -- full or read
    created_at BIGINT NOT NULL
);
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
)sql";

constexpr std::string_view kBucketsAndUploads = R"sql(
CREATE TABLE buckets (
    name       TEXT PRIMARY KEY,
    owner      TEXT NOT NULL,             -- the access key that made it; empty: every key's
    created_at BIGINT NOT NULL,
    attributes TEXT NOT NULL              -- a JSON object: grants, tags
);
INSERT INTO buckets (name, owner, created_at, attributes)
    SELECT bucket, '', min(modified_at), '{}' FROM objects GROUP BY bucket;
-- A JSON object: headers, tags, grants, checksum, upload.
ALTER TABLE objects ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}';
CREATE TABLE versions (                   -- of buckets that keep them: what was replaced or removed
    bucket       TEXT NOT NULL REFERENCES buckets (name),
    key          TEXT NOT NULL,
    version_id   TEXT NOT NULL,           -- empty: S3's version "null"
    marker       INTEGER NOT NULL,        -- 1: a delete marker, which says that there was no object then
    size         BIGINT NOT NULL,
    etag         TEXT NOT NULL,
    content_type TEXT NOT NULL,
    modified_at  BIGINT NOT NULL,         -- of two versions of a key never the same
    metadata     TEXT NOT NULL,
    attributes   TEXT NOT NULL,
    PRIMARY KEY (bucket, key, version_id)
);
CREATE INDEX versions_by_time ON versions (bucket, key, modified_at);
CREATE TABLE version_blobs (
    bucket     TEXT NOT NULL,
    key        TEXT NOT NULL,
    version_id TEXT NOT NULL,
    part       INTEGER NOT NULL,
    sha256     TEXT NOT NULL REFERENCES blobs (sha256),
    size       BIGINT NOT NULL,
    PRIMARY KEY (bucket, key, version_id, part),
    FOREIGN KEY (bucket, key, version_id) REFERENCES versions (bucket, key, version_id) ON DELETE CASCADE
);
CREATE INDEX version_blobs_by_blob ON version_blobs (sha256);
CREATE TABLE uploads (                    -- objects that come in parts, until they are complete
    id           TEXT PRIMARY KEY,        -- in the order of their beginnings
    bucket       TEXT NOT NULL REFERENCES buckets (name),
    key          TEXT NOT NULL,
    owner        TEXT NOT NULL,
    initiated_at BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    metadata     TEXT NOT NULL,
    attributes   TEXT NOT NULL
);
CREATE INDEX uploads_by_key ON uploads (bucket, key, id);
CREATE TABLE upload_parts (
    upload_id   TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    part        INTEGER NOT NULL,
    sha256      TEXT REFERENCES blobs (sha256), -- NULL: an empty part
    size        BIGINT NOT NULL,
    etag        TEXT NOT NULL,
    checksum    TEXT NOT NULL,            -- a JSON object, or empty
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (upload_id, part)
);
CREATE INDEX upload_parts_by_blob ON upload_parts (sha256);
)sql";

constexpr std::string_view kJobs = R"sql(
CREATE TABLE jobs (                       -- pictures that were ordered
    id            TEXT PRIMARY KEY,       -- in the order of their orders
    name          TEXT NOT NULL,          -- what makes two orders one job; empty: nothing does
    state         TEXT NOT NULL,          -- waiting, running, done, parked or cancelled
    priority      INTEGER NOT NULL,       -- 0 goes first
    painter       TEXT NOT NULL,          -- the endpoint that shall paint it; empty: any
    request       TEXT NOT NULL,          -- a JSON object: prompt, negativePrompt, seed, steps, guidance, options
    created_at    BIGINT NOT NULL,
    not_before    BIGINT NOT NULL,        -- a job that failed waits until then
    started_at    BIGINT NOT NULL,        -- 0: not yet
    finished_at   BIGINT NOT NULL,        -- 0: not yet
    failures      INTEGER NOT NULL,       -- since it was ordered or restarted
    interruptions INTEGER NOT NULL,       -- leases that ran out
    worker        TEXT NOT NULL,          -- who paints it, or painted it last
    lease         TEXT NOT NULL,          -- of whom it is running: only that one may finish it
    lease_until   BIGINT NOT NULL,
    error         TEXT NOT NULL
);
CREATE INDEX jobs_by_turn ON jobs (state, priority, id);
CREATE INDEX jobs_by_retry ON jobs (not_before) WHERE not_before > 0;
CREATE TABLE job_pictures (               -- what a job makes
    job_id   TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    key      TEXT NOT NULL,
    width    INTEGER NOT NULL,
    height   INTEGER NOT NULL,
    done     INTEGER NOT NULL,            -- 1: put, in the transaction that wrote this
    PRIMARY KEY (job_id, number)
);
CREATE TABLE job_names (                  -- the window within which the same name is the same job
    name       TEXT PRIMARY KEY,
    job_id     TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE painting_times (             -- measured, for what is estimated
    painter TEXT NOT NULL,
    width   INTEGER NOT NULL,
    height  INTEGER NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,    -- a mean that forgets
    PRIMARY KEY (painter, width, height)
);
)sql";

constexpr std::string_view kTrashAndListings = R"sql(
CREATE TABLE trash (                      -- objects that were removed and can be restored
    id           TEXT PRIMARY KEY,        -- in the order of their removals
    bucket       TEXT NOT NULL,
    key          TEXT NOT NULL,
    removed_at   BIGINT NOT NULL,
    size         BIGINT NOT NULL,
    etag         TEXT NOT NULL,
    content_type TEXT NOT NULL,
    modified_at  BIGINT NOT NULL,
    metadata     TEXT NOT NULL,
    attributes   TEXT NOT NULL
);
CREATE INDEX trash_by_key ON trash (bucket, key, id);
CREATE INDEX trash_by_age ON trash (bucket, removed_at);
CREATE TABLE trash_blobs (
    trash_id TEXT NOT NULL REFERENCES trash (id) ON DELETE CASCADE,
    part     INTEGER NOT NULL,
    sha256   TEXT NOT NULL REFERENCES blobs (sha256),
    size     BIGINT NOT NULL,
    PRIMARY KEY (trash_id, part)
);
CREATE INDEX trash_blobs_by_blob ON trash_blobs (sha256);
CREATE TABLE prompts (                    -- each once, for many pictures are made from one, and all are searched
    id   BIGINT PRIMARY KEY,              -- 60 bits of the SHA-256 of `text`
    text TEXT NOT NULL                    -- its case folded
);
-- What pictures are listed by. NULL in rows of before: the gallery fills them when it opens.
ALTER TABLE pictures ADD COLUMN emotion TEXT;
ALTER TABLE pictures ADD COLUMN favorite TEXT;   -- empty: none
ALTER TABLE pictures ADD COLUMN painter TEXT;    -- of the recipe; empty: none
ALTER TABLE pictures ADD COLUMN prompt BIGINT;   -- likewise, an id in `prompts`; 0: none
CREATE INDEX pictures_unfilled ON pictures (key) WHERE emotion IS NULL;
CREATE INDEX pictures_by_age ON pictures (place, added_at, key, emotion, favorite, orientation, painter, prompt);
CREATE TABLE trashed_pictures (           -- the same of what is in the trash; empty texts where it is no picture
    id          TEXT PRIMARY KEY REFERENCES trash (id) ON DELETE CASCADE,
    bucket      TEXT NOT NULL,
    removed_at  BIGINT NOT NULL,
    emotion     TEXT NOT NULL,
    favorite    TEXT NOT NULL,
    orientation TEXT NOT NULL,
    painter     TEXT NOT NULL,
    prompt      BIGINT NOT NULL
);
CREATE INDEX trashed_pictures_by_age
    ON trashed_pictures (bucket, removed_at, id, emotion, favorite, orientation, painter, prompt);
)sql";

constexpr std::string_view kDisplays = R"sql(
CREATE TABLE displays (                   -- zones that were given a playlist
    zone         TEXT PRIMARY KEY,
    transition   TEXT NOT NULL,
    active_hours TEXT NOT NULL            -- "09:00-18:00"; empty: always
);
CREATE TABLE playlist_items (
    zone     TEXT NOT NULL REFERENCES displays (zone) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    key      TEXT NOT NULL,               -- of the picture that was chosen
    shown    TEXT NOT NULL,               -- of the copy that displays fetch
    seconds  INTEGER NOT NULL,
    PRIMARY KEY (zone, position)
);
CREATE TABLE screens (                    -- what each screen of a zone said of itself last
    zone    TEXT NOT NULL,
    screen  TEXT NOT NULL,
    shows   TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (zone, screen)
);
)sql";

constexpr std::string_view kTemplates = R"sql(
CREATE TABLE templates (                  -- prompts with places such as [SEASON]
    name       TEXT PRIMARY KEY,
    text       TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE TABLE word_lists (                 -- what the places stand for
    name       TEXT PRIMARY KEY,          -- in lower case
    words      TEXT NOT NULL,             -- a JSON array of texts
    changed_at BIGINT NOT NULL
);
INSERT INTO word_lists (name, words, changed_at) VALUES
    ('emotion', '["happy","surprised","calm","angry","fear","confused","disgusted","sad"]', 0),
    ('season', '["spring","summer","autumn","winter"]', 0),
    ('weather', '["sunny","cloudy","rainy","snowy"]', 0),
    ('time', '["day","sunset","the-middle-of-the-night","the-early-dawn"]', 0),
    ('animal', '["dog","cat"]', 0);
INSERT INTO templates (name, text, changed_at) VALUES
    ('garden', '[EMOTION] [ANIMAL] in a garden, [WEATHER] [SEASON], [TIME], flowers, fantasy, concept art, trending on artstation, highly detailed, intricate, sharp focus, digital art', 0);
)sql";

constexpr std::string_view kWebhooks = R"sql(
CREATE TABLE webhooks (                   -- who is told of what happens
    name       TEXT PRIMARY KEY,
    url        TEXT NOT NULL,
    secret     TEXT NOT NULL,             -- signs what is sent
    created_at BIGINT NOT NULL,
    failures   INTEGER NOT NULL,          -- in a row
    not_before BIGINT NOT NULL,           -- one that failed is left alone until then
    held_until BIGINT NOT NULL            -- by who sends to it
);
CREATE TABLE webhook_events (             -- what each is told
    event   TEXT NOT NULL,
    webhook TEXT NOT NULL REFERENCES webhooks (name) ON DELETE CASCADE,
    PRIMARY KEY (event, webhook)
);
CREATE TABLE deliveries (                 -- the outbox: written in the transaction of what happened
    id         INTEGER PRIMARY KEY,       -- in the order of what happened
    webhook    TEXT NOT NULL REFERENCES webhooks (name) ON DELETE CASCADE,
    event      TEXT NOT NULL,
    body       TEXT NOT NULL,             -- JSON, as it is sent
    state      TEXT NOT NULL,             -- waiting, delivered or failed
    created_at BIGINT NOT NULL,
    attempts   INTEGER NOT NULL,
    tried_at   BIGINT NOT NULL,           -- the last one; 0: none
    status     INTEGER NOT NULL,          -- of HTTP; 0: there was no answer
    answer     TEXT NOT NULL              -- its beginning, or why there was none
);
CREATE INDEX deliveries_by_state ON deliveries (webhook, state, id);
CREATE INDEX deliveries_by_webhook ON deliveries (webhook, id);
)sql";

constexpr std::string_view kLooks = R"sql(
CREATE TABLE looks (                      -- what a picture of the garden looks like; also one that was there
    key         TEXT PRIMARY KEY,
    content     TEXT NOT NULL,            -- the ETag of what was measured
    version     INTEGER NOT NULL,         -- of the measures
    look        TEXT NOT NULL,            -- a JSON array of whole thousandths
    known_after BIGINT NOT NULL           -- the last interaction when it became known
);
-- What was known of the visitor when it happened, so that learning the log anew learns the same.
ALTER TABLE interactions ADD COLUMN generation TEXT NOT NULL DEFAULT '';
ALTER TABLE interactions ADD COLUMN gender TEXT NOT NULL DEFAULT '';
)sql";

// What an import looks for before it appends to the log: whether the same event is there.
constexpr std::string_view kInteractionsByVisitor = R"sql(
CREATE INDEX interactions_by_visitor ON interactions (visitor_id, at);
)sql";

constexpr std::string_view kLearned = R"sql(
CREATE TABLE log_end (                    -- of interactions; one row
    last BIGINT NOT NULL                  -- the number that was given last; none is given twice
);
INSERT INTO log_end (last) SELECT COALESCE(MAX(id), 0) FROM interactions;
CREATE TABLE snapshots (                  -- of what the recommender learned; one row at most
    number  BIGINT NOT NULL,              -- of the last interaction that was learned
    events  BIGINT NOT NULL,              -- how many had been learned
    format  TEXT NOT NULL,                -- of the octets; a program that writes another does not read them
    sha256  TEXT NOT NULL REFERENCES blobs (sha256),
    size    BIGINT NOT NULL,
    made_at BIGINT NOT NULL
);
)sql";

constexpr std::string_view kDisliked = R"sql(
-- The ETag of the picture that an operator disliked; empty: it is not disliked.
ALTER TABLE pictures ADD COLUMN disliked TEXT NOT NULL DEFAULT '';
DROP INDEX pictures_by_age;
CREATE INDEX pictures_by_age
    ON pictures (place, added_at, key, emotion, favorite, orientation, painter, prompt, disliked);
)sql";

// Where one program writes alone it numbers events as it writes them.
constexpr std::string_view kAlone = "-- nothing to do";

// Where several write, an event is numbered after it was committed (visitors/numbers.h): ids of before a
// commit would not be in the order in which others see the events.
constexpr std::string_view kTogether = R"sql(
ALTER TABLE interactions ALTER COLUMN id DROP IDENTITY;
ALTER TABLE interactions DROP CONSTRAINT interactions_pkey;
ALTER TABLE interactions ALTER COLUMN id DROP NOT NULL;
ALTER TABLE interactions ADD COLUMN entry BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
CREATE UNIQUE INDEX interactions_in_order ON interactions (id);
CREATE INDEX interactions_unnumbered ON interactions (entry) WHERE id IS NULL;
CREATE TABLE changes (                    -- what other programs have to hear of (store/change_feed.h)
    entry   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xact    BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    at      TIMESTAMPTZ NOT NULL DEFAULT now(),
    subject TEXT COLLATE "C" NOT NULL,    -- the table
    key     TEXT COLLATE "C" NOT NULL     -- of the row
);
CREATE INDEX changes_by_transaction ON changes (xact);
CREATE INDEX changes_by_age ON changes (at);
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (subject, key)
        VALUES (TG_TABLE_NAME, to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END) ->> TG_ARGV[0]);
    RETURN NULL;
END $$;
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON pictures FOR EACH ROW EXECUTE FUNCTION note_change('key');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE ON looks FOR EACH ROW EXECUTE FUNCTION note_change('key');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON visitors FOR EACH ROW EXECUTE FUNCTION note_change('id');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON jobs FOR EACH ROW EXECUTE FUNCTION note_change('id');
)sql";

// Gone after a crash, and nobody misses it.
constexpr std::string_view kTold = R"sql(
CREATE UNLOGGED TABLE rates (              -- requests that a server let pass (access/shared_rates.h)
    node     TEXT COLLATE "C" NOT NULL,
    at       BIGINT NOT NULL,
    limiter  TEXT COLLATE "C" NOT NULL,
    address  TEXT COLLATE "C" NOT NULL,
    requests BIGINT NOT NULL,
    PRIMARY KEY (node, at, limiter, address)
);
CREATE UNLOGGED TABLE nodes (              -- servers that run (store/peers.h)
    name     TEXT COLLATE "C" PRIMARY KEY,
    machine  TEXT NOT NULL,
    version  TEXT NOT NULL,
    settings TEXT NOT NULL,                -- JSON
    seen_at  BIGINT NOT NULL
);
CREATE UNLOGGED TABLE progress (           -- how far jobs are (jobs/shared_progress.h)
    job_id   TEXT COLLATE "C" PRIMARY KEY,
    node     TEXT COLLATE "C" NOT NULL,
    picture  BIGINT NOT NULL,
    step     BIGINT NOT NULL,
    steps    BIGINT NOT NULL,
    preview  TEXT NOT NULL                 -- a JPEG in base64; empty: there is none yet
);
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON progress FOR EACH ROW EXECUTE FUNCTION note_change('job_id');
)sql";

// What the sweeper asks for all the time, and mostly there is none.
constexpr std::string_view kMarked = R"sql(
CREATE INDEX blobs_marked ON blobs (sha256) WHERE deleting = 1;
)sql";

constexpr std::array kMigrations = {
    Migration{"the first catalog", kFirst},
    Migration{"buckets, versions and uploads in parts", kBucketsAndUploads},
    Migration{"jobs", kJobs},
    Migration{"the trash, and what pictures are listed by", kTrashAndListings},
    Migration{"displays and their screens", kDisplays},
    Migration{"prompts", kTemplates},
    Migration{"webhooks", kWebhooks},
    Migration{"what pictures look like", kLooks},
    Migration{"interactions by visitor", kInteractionsByVisitor},
    Migration{"what the recommender learned", kLearned},
    Migration{"what operators disliked", kDisliked},
    Migration{"a log that several programs write", kAlone, kTogether},
    Migration{"what several programs tell each other", kAlone, kTold},
    Migration{"blobs that are being removed", kMarked}};

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

}  // namespace garden::store
