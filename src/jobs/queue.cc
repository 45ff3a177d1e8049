#include "jobs/queue.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/id.h"
#include "base/text.h"
#include "jobs/job_rows.h"
#include "store/settings.h"
#include "store/statement.h"

namespace garden::jobs {
namespace {

constexpr std::string_view kPausedSetting = "jobs_paused";  // take() names it too
// The first wait after a failure; each further one is three times as long: 5 s, 15 s, 45 s, 135 s.
constexpr std::chrono::seconds kFirstWait(5);

// Grows with time, so that ids are in the order of the orders.
std::string make_job_id(Timestamp now) {
    return fmt::format("{:015x}-{}", to_micros(now), to_hex(random_octets(4)));
}

Timestamp wait_after(Timestamp now, int failures) {
    std::chrono::seconds wait = kFirstWait;
    for (int i = 1; i < failures; ++i) wait *= 3;
    return now + wait;
}

Result<std::optional<Job>> only(store::Transaction& transaction,
                                const Result<std::vector<store::Row>>& rows) {
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return std::nullopt;
    auto job = read_job(rows->front());
    if (!job) return std::unexpected(job.error());
    std::vector<Job> one{std::move(*job)};
    if (const auto read = read_pictures(transaction, one); !read) return std::unexpected(read.error());
    return std::move(one.front());
}

Result<std::optional<Job>> read_one_job(store::Transaction& transaction, const std::string& id) {
    static const std::string sql = fmt::format("SELECT {} FROM jobs WHERE id = $1", kJobColumns);
    return only(transaction, transaction.run(sql, {id}));
}

std::unexpected<Error> no_such_job(const std::string& id) {
    return fail(ErrorCode::not_found, fmt::format("there is no job {}", id));
}

// The first text after all that begin with `prefix`; of none, itself.
std::string after_prefix(std::string prefix) {
    if (!prefix.empty()) ++prefix.back();
    return prefix;
}

}  // namespace

Result<Added> Queue::add(const NewJob& job) {
    auto added = add(std::vector{job});
    if (!added) return std::unexpected(added.error());
    return std::move(added->front());
}

Result<std::vector<Added>> Queue::add(const std::vector<NewJob>& jobs) {
    std::vector<Added> added;
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        added.clear();
        for (const NewJob& job : jobs) {
            auto one = add_in(transaction, job);
            if (!one) return std::unexpected(one.error());
            added.push_back(std::move(*one));
        }
        return {};
    });
    if (!written) return std::unexpected(written.error());
    announce(added.size() == 1 ? added.front().id : "");
    return added;
}

Result<Added> Queue::add_in(store::Transaction& transaction, const NewJob& job) {
    const Timestamp now = clock_.now();
    const std::string id = make_job_id(now);
    if (!job.name.empty()) {
        const auto claimed = transaction.run(
            "INSERT INTO job_names (name, job_id, expires_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO "
            "UPDATE SET job_id = excluded.job_id, expires_at = excluded.expires_at "
            "WHERE CASE (SELECT state FROM jobs WHERE jobs.id = job_names.job_id) "
            "WHEN 'waiting' THEN 1 = 0 WHEN 'running' THEN 1 = 0 WHEN 'cancelled' THEN 1 = 1 "
            "WHEN 'parked' THEN 1 = 1 ELSE job_names.expires_at <= $4 END RETURNING job_id",
            {job.name, id, to_micros(now + kNameWindow), to_micros(now)});
        if (!claimed) return std::unexpected(claimed.error());
        if (claimed->empty()) {
            const auto there = transaction.run("SELECT job_id FROM job_names WHERE name = $1", {job.name});
            if (!there) return std::unexpected(there.error());
            return Added{there->front().text(0), false};
        }
    }
    if (const auto inserted = insert_job(transaction, id, job, now); !inserted)
        return std::unexpected(inserted.error());
    return Added{id, true};
}

Result<std::optional<Job>> Queue::take(const std::string& painter, const std::string& lease) {
    // Written once: a statement that only looks costs no place among the writers.
    constexpr std::string_view next =
        "SELECT id FROM jobs WHERE state = 'waiting' AND not_before <= $1 AND (painter = '' OR painter = $2) "
        "AND NOT EXISTS (SELECT 1 FROM settings WHERE name = 'jobs_paused' AND value = '1') "
        "ORDER BY priority, id LIMIT 1";
    const std::int64_t now = to_micros(clock_.now());
    const auto any = store::read_one(database_, next, {now, painter});
    if (!any) return std::unexpected(any.error());
    if (any->empty()) return std::nullopt;
    std::optional<Job> taken;
    const auto written = database_.write(
        [&](store::Transaction& transaction) -> Result<> {
            // Painters of several servers each take another.
            const std::string sql = fmt::format(
                "UPDATE jobs SET state = 'running', lease = $3, lease_until = $4, worker = $2, error = '', "
                "started_at = CASE WHEN started_at = 0 THEN $1 ELSE started_at END WHERE id = ({}{}) "
                "RETURNING {}",
                next, database_.is_shared() ? " FOR UPDATE SKIP LOCKED" : "", kJobColumns);
            auto job = only(transaction,
                            transaction.run(sql, {now, painter, lease, to_micros(clock_.now() + kLease)}));
            if (!job) return std::unexpected(job.error());
            taken = std::move(*job);
            return {};
        },
        store::Isolation::each_statement);
    if (!written) return std::unexpected(written.error());
    if (taken) announce(taken->id);
    return taken;
}

Result<bool> Queue::change_leased(std::string_view sql, std::initializer_list<store::Value> values,
                                  const std::string& id) {
    const auto rows = store::write_returning(database_, sql, values);
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return false;
    announce(id);
    return true;
}

Result<bool> Queue::keep(const std::string& id, const std::string& lease) {
    const auto rows = store::write_returning(
        database_,
        "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease = $2 AND state = 'running' RETURNING id",
        {id, lease, to_micros(clock_.now() + kLease)});
    if (!rows) return std::unexpected(rows.error());
    return !rows->empty();
}

store::Work Queue::picture_done(const std::string& id, const std::string& lease, std::size_t number) const {
    return [id, lease, number, now = to_micros(clock_.now())](store::Transaction& transaction) -> Result<> {
        const auto mine = transaction.run(
            "SELECT 1 FROM jobs WHERE id = $1 AND lease = $2 AND state = 'running'", {id, lease});
        if (!mine) return std::unexpected(mine.error());
        if (mine->empty())
            return fail(ErrorCode::cancelled, fmt::format("job {} was taken away meanwhile", id));
        const auto marked =
            transaction.post("UPDATE job_pictures SET done = 1 WHERE job_id = $1 AND number = $2",
                             {id, static_cast<std::int64_t>(number)});
        if (!marked) return std::unexpected(marked.error());
        return transaction.post(
            "UPDATE jobs SET state = 'done', finished_at = $2, lease = '' WHERE id = $1 AND NOT EXISTS "
            "(SELECT 1 FROM job_pictures WHERE job_id = $1 AND done = 0)",
            {id, now});
    };
}

Result<std::vector<std::string>> Queue::leases() {
    const auto rows = store::read_one(database_, "SELECT lease FROM jobs WHERE state = 'running'");
    if (!rows) return std::unexpected(rows.error());
    std::vector<std::string> leases;
    for (const store::Row& row : *rows) leases.push_back(row.text(0));
    return leases;
}

Result<bool> Queue::fail_job(const std::string& id, const std::string& lease, const std::string& reason,
                             bool final) {
    bool held = false;
    const Timestamp now = clock_.now();
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        const auto rows = transaction.run(
            "UPDATE jobs SET failures = failures + 1, lease = '', error = $3 "
            "WHERE id = $1 AND lease = $2 AND state = 'running' RETURNING failures",
            {id, lease, reason});
        if (!rows) return std::unexpected(rows.error());
        held = !rows->empty();
        if (!held) return {};
        const auto failures = static_cast<int>(rows->front().integer(0));
        const bool parked = final || failures >= kMostFailures;
        const auto moved = transaction.post(
            "UPDATE jobs SET state = $2, not_before = $3, finished_at = $4 WHERE id = $1",
            {id, std::string(name(parked ? State::parked : State::waiting)),
             to_micros(wait_after(now, failures)), parked ? to_micros(now) : std::int64_t{0}});
        if (!moved) return std::unexpected(moved.error());
        return parked ? tell_parked(transaction, id) : Result<>();
    });
    if (!written) return std::unexpected(written.error());
    if (held) announce(id);
    return held;
}

Result<> Queue::tell_parked(store::Transaction& transaction, const std::string& id) const {
    if (!on_parked_) return {};
    const auto job = read_one_job(transaction, id);
    if (!job) return std::unexpected(job.error());
    return *job ? on_parked_(transaction, **job) : Result<>();
}

Result<bool> Queue::give_back(const std::string& id, const std::string& lease) {
    return change_leased(
        "UPDATE jobs SET state = 'waiting', lease = '' WHERE id = $1 AND lease = $2 AND state = 'running' "
        "RETURNING id",
        {id, lease}, id);
}

Result<std::int64_t> Queue::change_many(std::string_view sql, std::initializer_list<store::Value> values) {
    const auto rows = store::write_returning(database_, sql, values);
    if (!rows) return std::unexpected(rows.error());
    if (!rows->empty()) announce("");
    return static_cast<std::int64_t>(rows->size());
}

Result<> Queue::recover() {
    const std::int64_t now = to_micros(clock_.now());
    // Whoever only looks takes no place among the writers.
    const auto any = store::read_one(
        database_, "SELECT 1 FROM jobs WHERE state = 'running' AND lease_until < $1 LIMIT 1", {now});
    if (!any) return std::unexpected(any.error());
    return any->empty() ? Result<>() : interrupt("lease_until < $3", {now});
}

Result<> Queue::recover_own(const std::string& ours) {
    if (!database_.is_shared()) return interrupt("TRUE", {});
    return interrupt("lease >= $3 AND lease < $4", {ours, after_prefix(ours)});
}

// Of the jobs that run those for which `which`, SQL of $3 and on, is true.
Result<> Queue::interrupt(std::string_view which, std::initializer_list<store::Value> values) {
    std::vector<store::Value> all = {std::int64_t{kMostInterruptions}, to_micros(clock_.now())};
    all.insert(all.end(), values);
    const std::string sql = fmt::format(
        "UPDATE jobs SET interruptions = interruptions + 1, lease = '', "
        "state = CASE WHEN interruptions + 1 >= $1 THEN 'parked' ELSE 'waiting' END, "
        "finished_at = CASE WHEN interruptions + 1 >= $1 THEN $2 ELSE 0 END, "
        "error = CASE WHEN interruptions + 1 >= $1 THEN 'it was interrupted too often: painting it may "
        "bring the program down' ELSE error END WHERE state = 'running' AND {} RETURNING id, state",
        which);
    bool any = false;
    const auto recovered = database_.write([&](store::Transaction& transaction) -> Result<> {
        const auto rows = transaction.run(sql, all);
        if (!rows) return std::unexpected(rows.error());
        any = !rows->empty();
        for (const store::Row& row : *rows) {
            if (row.text(1) != name(State::parked)) continue;
            if (const auto told = tell_parked(transaction, row.text(0)); !told) return told;
        }
        return {};
    });
    if (!recovered) return recovered;
    if (any) announce("");
    return {};
}

Result<bool> Queue::cancel(const std::string& id) {
    const auto job = find(id);
    if (!job) return std::unexpected(job.error());
    return change_leased(
        "UPDATE jobs SET state = 'cancelled', lease = '', finished_at = $2 "
        "WHERE id = $1 AND state IN ('waiting', 'running') RETURNING id",
        {id, to_micros(clock_.now())}, id);
}

Result<std::int64_t> Queue::cancel_waiting() {
    return change_many(
        "UPDATE jobs SET state = 'cancelled', finished_at = $1 WHERE state = 'waiting' RETURNING id",
        {to_micros(clock_.now())});
}

Result<std::int64_t> Queue::cancel_all() {
    return change_many(
        "UPDATE jobs SET state = 'cancelled', lease = '', finished_at = $1 "
        "WHERE state IN ('waiting', 'running') RETURNING id",
        {to_micros(clock_.now())});
}

Result<> Queue::restart(const std::string& id) {
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        const auto rows = transaction.run("SELECT state FROM jobs WHERE id = $1", {id});
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) return no_such_job(id);
        const std::string& state = rows->front().text(0);
        if (state == "waiting" || state == "running")
            return fail(ErrorCode::conflict, fmt::format("job {} is {} already", id, state));
        if (state == "done") {
            const auto anew = transaction.post("UPDATE job_pictures SET done = 0 WHERE job_id = $1", {id});
            if (!anew) return std::unexpected(anew.error());
        }
        return transaction.post(
            "UPDATE jobs SET state = 'waiting', failures = 0, interruptions = 0, not_before = 0, started_at "
            "= 0, "
            "finished_at = 0, error = '' WHERE id = $1",
            {id});
    });
    if (!written) return written;
    announce(id);
    return {};
}

Result<std::int64_t> Queue::restart_parked() {
    return change_many(
        "UPDATE jobs SET state = 'waiting', failures = 0, interruptions = 0, not_before = 0, started_at = 0, "
        "finished_at = 0, error = '' WHERE state = 'parked' RETURNING id",
        {});
}

Result<> Queue::pause(bool paused) {
    if (const auto written = store::write_setting(database_, kPausedSetting, paused ? "1" : "0"); !written)
        return written;
    announce("");
    return {};
}

Result<bool> Queue::is_paused() {
    const auto paused = store::read_setting(database_, kPausedSetting);
    if (!paused) return std::unexpected(paused.error());
    return *paused == "1";
}

Result<Job> Queue::find(const std::string& id) {
    std::optional<Job> found;
    const auto read = database_.read([&](store::Transaction& transaction) -> Result<> {
        auto job = read_one_job(transaction, id);
        if (!job) return std::unexpected(job.error());
        found = std::move(*job);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    if (!found) return no_such_job(id);
    return std::move(*found);
}

Result<> Queue::forget(Timestamp time) {
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        const auto jobs = transaction.run(
            "DELETE FROM jobs WHERE state IN ('done', 'parked', 'cancelled') AND finished_at < $1",
            {to_micros(time)});
        if (!jobs) return std::unexpected(jobs.error());
        return transaction.post(
            "DELETE FROM job_names WHERE expires_at < $1 AND NOT EXISTS "
            "(SELECT 1 FROM jobs WHERE jobs.id = job_names.job_id)",
            {to_micros(clock_.now())});
    });
    return written;
}

}  // namespace garden::jobs
