#include <fmt/format.h>

#include "jobs/job_rows.h"
#include "jobs/queue.h"
#include "store/statement.h"

// What the queue tells of itself.
namespace garden::jobs {
namespace {

// Jobs of one state in the order that the index has them: in their turn, or newest first.
Result<std::vector<store::Row>> rows_of(store::Transaction& transaction, State state,
                                        const std::optional<JobCursor>& after, std::int64_t most) {
    const bool in_turn = state == State::waiting || state == State::running;
    static const std::string turn = fmt::format(
        "SELECT {} FROM jobs WHERE state = $1 AND (priority, id) > ($2, $3) ORDER BY priority, id LIMIT $4",
        kJobColumns);
    static const std::string newest = fmt::format(
        "SELECT {} FROM jobs WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3", kJobColumns);
    const std::string state_name(name(state));
    if (in_turn) {
        return transaction.run(turn, {state_name, std::int64_t{after ? after->priority : -1},
                                      after ? after->id : std::string(), most});
    }
    return transaction.run(newest, {state_name, after ? after->id : std::string("~"), most});
}

Result<std::vector<store::Row>> rows_of_all(store::Transaction& transaction,
                                            const std::optional<JobCursor>& after, std::int64_t most) {
    static const std::string sql =
        fmt::format("SELECT {} FROM jobs WHERE id < $1 ORDER BY id DESC LIMIT $2", kJobColumns);
    return transaction.run(sql, {after ? after->id : std::string("~"), most});
}

Result<std::int64_t> waiting_before(store::Transaction& transaction, int priority, const std::string& id) {
    const auto rows =
        transaction.run("SELECT count(*) FROM jobs WHERE state = 'waiting' AND (priority, id) < ($1, $2)",
                        {std::int64_t{priority}, id});
    if (!rows) return std::unexpected(rows.error());
    return rows->front().integer(0);
}

}  // namespace

Result<JobPage> Queue::list(std::optional<State> state, const std::optional<JobCursor>& after,
                            std::size_t most) {
    JobPage page;
    const auto read = database_.read([&](store::Transaction& transaction) -> Result<> {
        page = {};
        const auto limit = static_cast<std::int64_t>(most) + 1;
        const auto rows =
            state ? rows_of(transaction, *state, after, limit) : rows_of_all(transaction, after, limit);
        if (!rows) return std::unexpected(rows.error());
        for (const store::Row& row : *rows) {
            auto job = read_job(row);
            if (!job) return std::unexpected(job.error());
            page.jobs.push_back(std::move(*job));
        }
        if (page.jobs.size() > most) {
            page.jobs.resize(most);
            if (most > 0)
                page.next = JobCursor{static_cast<int>(page.jobs.back().priority), page.jobs.back().id};
        }
        if (state == State::waiting && !page.jobs.empty()) {
            const Job& first = page.jobs.front();
            const auto before = waiting_before(transaction, static_cast<int>(first.priority), first.id);
            if (!before) return std::unexpected(before.error());
            page.before = *before;
        }
        return read_pictures(transaction, page.jobs);
    });
    if (!read) return std::unexpected(read.error());
    return page;
}

Result<Counts> Queue::counts() {
    const auto rows = store::read_one(database_, "SELECT state, count(*) FROM jobs GROUP BY state");
    if (!rows) return std::unexpected(rows.error());
    Counts counts;
    for (const store::Row& row : *rows) {
        const auto state = parse_state(row.text(0));
        if (state == State::waiting) counts.waiting = row.integer(1);
        if (state == State::running) counts.running = row.integer(1);
        if (state == State::done) counts.done = row.integer(1);
        if (state == State::parked) counts.parked = row.integer(1);
        if (state == State::cancelled) counts.cancelled = row.integer(1);
    }
    return counts;
}

Result<std::int64_t> Queue::position(const Job& job) {
    if (job.state != State::waiting) return 0;
    std::int64_t before = 0;
    const auto read = database_.read([&](store::Transaction& transaction) -> Result<> {
        const auto count = waiting_before(transaction, static_cast<int>(job.priority), job.id);
        if (!count) return std::unexpected(count.error());
        before = *count;
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return before;
}

Result<std::optional<Timestamp>> Queue::next_retry() {
    const auto rows = store::read_one(
        database_,
        "SELECT min(not_before) FROM jobs WHERE state = 'waiting' AND not_before > 0 AND not_before > $1",
        {to_micros(clock_.now())});
    if (!rows) return std::unexpected(rows.error());
    if (rows->front().is_null(0)) return std::nullopt;
    return from_micros(rows->front().integer(0));
}

}  // namespace garden::jobs
