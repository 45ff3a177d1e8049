#include "hooks/webhooks.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "access/name.h"
#include "hooks/event.h"
#include "hooks/words.h"
#include "store/statement.h"

namespace garden::hooks {
namespace {

using store::Transaction;

std::unexpected<Error> no_such_webhook(const std::string& name) {
    return fail(ErrorCode::not_found, fmt::format("there is no webhook \"{}\"", name));
}

Result<> check(const std::string& name, const std::string& url, const std::vector<std::string>& events,
               const std::optional<std::string>& secret) {
    if (const auto fits = access::check_name("the name of a webhook", name); !fits) return fits;
    if (const auto fits = check_url(url); !fits) return fail_within("\"url\"", fits.error());
    for (const std::string& event : events) {
        if (is_event(event)) continue;
        return fail(ErrorCode::invalid_argument,
                    fmt::format("there is no event \"{}\"; there are {}", event, fmt::join(kEvents, ", ")));
    }
    if (events.empty()) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("\"events\" is empty; there are {}", fmt::join(kEvents, ", ")));
    }
    if (!secret || (secret->size() >= kLeastSecret && secret->size() <= kMostSecret)) return {};
    return fail(ErrorCode::invalid_argument,
                fmt::format("\"secret\" must have {} to {} octets", kLeastSecret, kMostSecret));
}

// A new one needs a secret, one that is there keeps its own without.
Result<> write_webhook(Transaction& transaction, const std::string& name, const std::string& url,
                       const std::optional<std::string>& secret, std::int64_t now) {
    const auto changed = transaction.run(
        "UPDATE webhooks SET url = $2, secret = CASE WHEN $3 = '' THEN secret ELSE $3 END, failures = 0, "
        "not_before = 0 WHERE name = $1 RETURNING name",
        {name, url, secret.value_or("")});
    if (!changed) return std::unexpected(changed.error());
    if (!changed->empty()) return {};
    if (!secret)
        return fail(ErrorCode::invalid_argument,
                    "\"secret\" is missing; a new webhook needs one to sign with");
    const auto counted = transaction.run("SELECT count(*) FROM webhooks");
    if (!counted) return std::unexpected(counted.error());
    if (static_cast<std::size_t>(counted->front().integer(0)) >= kMostWebhooks) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("there may be at most {} webhooks; remove one first", kMostWebhooks));
    }
    return transaction.post(
        "INSERT INTO webhooks (name, url, secret, created_at, failures, not_before, held_until) "
        "VALUES ($1, $2, $3, $4, 0, 0, 0)",
        {name, url, *secret, now});
}

Result<> write_events(Transaction& transaction, const std::string& name,
                      const std::vector<std::string>& events) {
    const auto removed = transaction.post("DELETE FROM webhook_events WHERE webhook = $1", {name});
    if (!removed) return std::unexpected(removed.error());
    for (const std::string& event : std::set(events.begin(), events.end())) {
        const auto added =
            transaction.post("INSERT INTO webhook_events (event, webhook) VALUES ($1, $2)", {event, name});
        if (!added) return std::unexpected(added.error());
    }
    return {};
}

Webhook webhook_of(const store::Row& row) {
    Webhook webhook{.name = row.text(0),
                    .url = row.text(1),
                    .events = {},
                    .created_at = from_micros(row.integer(2)),
                    .failures = static_cast<int>(row.integer(3)),
                    .next_attempt = {},
                    .waiting = row.integer(5)};
    if (webhook.failures > 0) webhook.next_attempt = from_micros(row.integer(4));
    return webhook;
}

Result<> read_events(Transaction& transaction, Webhook& webhook) {
    const auto rows =
        transaction.run("SELECT event FROM webhook_events WHERE webhook = $1 ORDER BY event", {webhook.name});
    if (!rows) return std::unexpected(rows.error());
    for (const store::Row& row : *rows) webhook.events.push_back(row.text(0));
    return {};
}

// Those for which the SQL `condition` holds, by name.
Result<std::vector<Webhook>> read_webhooks(store::Database& database, std::string_view condition,
                                           std::initializer_list<store::Value> values) {
    std::vector<Webhook> webhooks;
    const auto read = database.read([&](Transaction& transaction) -> Result<> {
        const auto rows = transaction.run(
            fmt::format("SELECT name, url, created_at, failures, not_before, (SELECT count(*) FROM "
                        "deliveries WHERE deliveries.webhook = webhooks.name AND deliveries.state = "
                        "'waiting') FROM webhooks WHERE {} ORDER BY name",
                        condition),
            values);
        if (!rows) return std::unexpected(rows.error());
        for (const store::Row& row : *rows) {
            webhooks.push_back(webhook_of(row));
            if (const auto events = read_events(transaction, webhooks.back()); !events) return events;
        }
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return webhooks;
}

DeliveryState state_of(std::string_view text) {
    for (const DeliveryState state : {DeliveryState::delivered, DeliveryState::failed}) {
        if (text == name(state)) return state;
    }
    return DeliveryState::waiting;
}

Delivery delivery_of(const store::Row& row) {
    Delivery delivery{.event = row.text(0),
                      .body = row.text(1),
                      .state = state_of(row.text(2)),
                      .created_at = from_micros(row.integer(3)),
                      .attempts = static_cast<int>(row.integer(4)),
                      .last = {}};
    if (delivery.attempts > 0) {
        delivery.last = Attempt{from_micros(row.integer(5)), static_cast<int>(row.integer(6)), row.text(7)};
    }
    return delivery;
}

std::chrono::seconds wait_after(int failures) {
    std::chrono::seconds wait = kFirstWait;
    for (int i = 1; i < failures && wait < kLongestWait; ++i) wait *= 3;
    return std::min(wait, kLongestWait);
}

Result<> write_attempt(Transaction& transaction, const Parcel& parcel, const Attempt& attempt,
                       DeliveryState state) {
    return transaction.post(
        "UPDATE deliveries SET state = $2, attempts = attempts + 1, tried_at = $3, status = $4, answer = $5 "
        "WHERE id = $1 AND webhook = $6 AND body = $7",  // the id may be another's by now
        {parcel.delivery, std::string(name(state)), to_micros(attempt.at), std::int64_t{attempt.status},
         attempt.answer, parcel.webhook, parcel.body});
}

Result<> after_success(Transaction& transaction, const Parcel& parcel) {
    return transaction.post(
        "UPDATE webhooks SET failures = 0, not_before = 0, held_until = 0 WHERE name = $1", {parcel.webhook});
}

// All that is older than a day is given up at once: each of them has waited as long.
Result<> after_failure(Transaction& transaction, const Parcel& parcel, Timestamp now) {
    const auto failed = transaction.run(
        "UPDATE webhooks SET failures = failures + 1, held_until = 0 WHERE name = $1 RETURNING failures",
        {parcel.webhook});
    if (!failed) return std::unexpected(failed.error());
    if (failed->empty()) return {};
    const auto wait = wait_after(static_cast<int>(failed->front().integer(0)));
    const auto later = transaction.post("UPDATE webhooks SET not_before = $2 WHERE name = $1",
                                        {parcel.webhook, to_micros(now + wait)});
    if (!later) return std::unexpected(later.error());
    return transaction.post(
        "UPDATE deliveries SET state = 'failed' WHERE webhook = $1 AND state = 'waiting' AND created_at <= "
        "$2",
        {parcel.webhook, to_micros(now - kGiveUpAfter)});
}

}  // namespace

std::string_view name(DeliveryState state) {
    switch (state) {
        case DeliveryState::waiting:
            return "waiting";
        case DeliveryState::delivered:
            return "delivered";
        case DeliveryState::failed:
            return "failed";
    }
    return "waiting";
}

Result<> Webhooks::put(const std::string& name, const std::string& url,
                       const std::vector<std::string>& events, const std::optional<std::string>& secret) {
    if (const auto fits = check(name, url, events, secret); !fits) return fits;
    const std::int64_t now = to_micros(clock_.now());
    return database_.write([&](Transaction& transaction) -> Result<> {
        if (const auto done = write_webhook(transaction, name, url, secret, now); !done) return done;
        return write_events(transaction, name, events);
    });
}

Result<> Webhooks::remove(const std::string& name) {
    const auto rows =
        store::write_returning(database_, "DELETE FROM webhooks WHERE name = $1 RETURNING name", {name});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return no_such_webhook(name);
    return {};
}

Result<std::vector<Webhook>> Webhooks::list() { return read_webhooks(database_, "TRUE", {}); }

Result<Webhook> Webhooks::find(const std::string& name) {
    auto found = read_webhooks(database_, "name = $1", {name});
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return no_such_webhook(name);
    return std::move(found->front());
}

Result<std::vector<Delivery>> Webhooks::deliveries(const std::string& name, std::size_t most) {
    if (const auto found = find(name); !found) return std::unexpected(found.error());
    const auto rows = store::read_one(
        database_,
        "SELECT event, body, state, created_at, attempts, tried_at, status, answer FROM deliveries "
        "WHERE webhook = $1 ORDER BY id DESC LIMIT $2",
        {name, static_cast<std::int64_t>(most)});
    if (!rows) return std::unexpected(rows.error());
    std::vector<Delivery> deliveries;
    for (const store::Row& row : *rows) deliveries.push_back(delivery_of(row));
    return deliveries;
}

Result<std::optional<Parcel>> Webhooks::take() {
    constexpr std::string_view ready =
        "SELECT name FROM webhooks WHERE not_before <= $1 AND held_until <= $1 AND EXISTS (SELECT 1 FROM "
        "deliveries WHERE deliveries.webhook = webhooks.name AND deliveries.state = 'waiting') ORDER BY "
        "failures, name LIMIT 1";
    static const std::string hold = fmt::format(
        "UPDATE webhooks SET held_until = $2 WHERE name = ({}) RETURNING name, url, secret", ready);
    const Timestamp now = clock_.now();
    // Mostly there is nothing, and reading costs no place in the writers' queue.
    const auto any = store::read_one(database_, ready, {to_micros(now)});
    if (!any) return std::unexpected(any.error());
    if (any->empty()) return std::nullopt;
    std::optional<Parcel> parcel;
    const auto written = database_.write([&](Transaction& transaction) -> Result<> {
        parcel.reset();
        const auto held = transaction.run(hold, {to_micros(now), to_micros(now + kHold)});
        if (!held) return std::unexpected(held.error());
        if (held->empty()) return {};
        const store::Row& webhook = held->front();
        const auto rows = transaction.run(
            "SELECT id, event, body FROM deliveries WHERE webhook = $1 AND state = 'waiting' ORDER BY id "
            "LIMIT 1",
            {webhook.text(0)});
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) return {};
        parcel = Parcel{webhook.text(0),          webhook.text(1),       webhook.text(2),
                        rows->front().integer(0), rows->front().text(1), rows->front().text(2)};
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return parcel;
}

Result<> Webhooks::conclude(const Parcel& parcel, const Attempt& attempt) {
    const Timestamp now = clock_.now();
    return database_.write([&](Transaction& transaction) -> Result<> {
        const auto state = attempt.delivered() ? DeliveryState::delivered : DeliveryState::waiting;
        if (const auto done = write_attempt(transaction, parcel, attempt, state); !done) return done;
        return attempt.delivered() ? after_success(transaction, parcel)
                                   : after_failure(transaction, parcel, now);
    });
}

Result<> Webhooks::give_back(const Parcel& parcel) {
    return store::write_one(database_, "UPDATE webhooks SET held_until = 0 WHERE name = $1",
                            {parcel.webhook});
}

Result<Parcel> Webhooks::test_parcel(const std::string& name) {
    const auto rows = store::read_one(database_, "SELECT url, secret FROM webhooks WHERE name = $1", {name});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return no_such_webhook(name);
    return Parcel{.webhook = name,
                  .url = rows->front().text(0),
                  .secret = rows->front().text(1),
                  .delivery = 0,
                  .event = std::string(kTestEvent),
                  .body = event_body(kTestEvent, clock_.now(), "{}")};
}

Result<> Webhooks::record_test(const Parcel& parcel, const Attempt& attempt) {
    const auto state = attempt.delivered() ? DeliveryState::delivered : DeliveryState::failed;
    return store::write_one(database_,
                            "INSERT INTO deliveries (webhook, event, body, state, created_at, attempts, "
                            "tried_at, status, answer) "
                            "SELECT name, $2, $3, $4, $5, 1, $5, $6, $7 FROM webhooks WHERE name = $1",
                            {parcel.webhook, parcel.event, parcel.body, std::string(name(state)),
                             to_micros(attempt.at), std::int64_t{attempt.status}, attempt.answer});
}

Result<> Webhooks::forget(Timestamp time) {
    return store::write_one(database_, "DELETE FROM deliveries WHERE state <> 'waiting' AND created_at < $1",
                            {to_micros(time)});
}

}  // namespace garden::hooks
