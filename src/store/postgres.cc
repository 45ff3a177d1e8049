#include "store/postgres.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/id.h"
#include "base/log.h"
#include "store/postgres_connection.h"
#include "store/postgres_schema.h"
#include "store/postgres_signal.h"
#include "store/postgres_watch.h"
#include "store/statement.h"

namespace garden::store {
namespace {

using Instant = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

constexpr milliseconds kShortestPause(2);
constexpr milliseconds kLongestPause(300);
// In which a database that is there answers who wants to connect, or refuses them.
constexpr milliseconds kQuickly(2'000);

// Waits longer each time, and never as long as another caller: else those who collided would collide again.
void pause(int attempt) {
    const std::chrono::microseconds most =
        std::min(kLongestPause, kShortestPause * (1 << std::min(attempt, 8)));
    const auto part = random_seed() % static_cast<std::uint64_t>(most.count() + 1);
    std::this_thread::sleep_for(std::chrono::microseconds(part));
}

// Why nobody is let in.
enum class Absence { none, gone, full };

std::unexpected<Error> refusal(Absence absence) {
    return fail(ErrorCode::unavailable,
                absence == Absence::full ? "the database takes no more connections; try again in a moment"
                                         : "the database cannot be reached just now; try again in a moment");
}

class PostgresDatabase final : public Database {
  public:
    // `url` can be reached.
    PostgresDatabase(std::string url, const PostgresOptions& options)
        : url_(std::move(url)),
          options_(options),
          signal_(url_),
          watch_(
              url_, pulse_, [this] { note_answer(); },
              [this](const std::string& reason) { note_silence(reason); }) {}

    Result<> write(const Work& work, Isolation isolation) override;
    Result<> read(const Work& work) override;
    bool is_shared() const override { return true; }
    void wait_for_writes(const std::stop_token& stop, milliseconds most) override {
        signal_.wait(stop, most);
    }
    Result<Timestamp> now() override;
    // The server checks its files itself, by checksums where it was made with them.
    Result<std::vector<std::string>> verify() override { return {}; }

  private:
    using Connection = std::unique_ptr<PostgresConnection>;

    // Then nobody waits for it, nor asks it but for the watch, which finds out when it is back.
    bool is_away() const { return absence_ != Absence::none || pulse_.is_silent; }
    Instant deadline() const {
        return std::chrono::steady_clock::now() + (is_away() ? milliseconds(0) : options_.patience);
    }
    // An idle connection or a new one.
    Result<Connection> take(Instant deadline);
    Result<Connection> open(Instant deadline);
    // What callers hear, who may be anybody: where the database is, and what it says, is for the log.
    std::unexpected<Error> gone(const Error& error);
    std::unexpected<Error> given_up(Trouble trouble, const Error& error);
    // Of a slot that open() was to fill: a connection that came back meanwhile, or null.
    Connection instead();
    void note_well();
    // What the watch tells.
    void note_answer();
    void note_silence(const std::string& reason);
    void give_back(Connection connection);
    void closed();
    // What is idle has been there since before a loss, and is of no more use either.
    void discard_idle();
    Ending ending_of(const std::string& token, Instant deadline);

    const std::string url_;
    const PostgresOptions options_;
    PostgresSignal signal_;
    Pulse pulse_;
    std::mutex mutex_;
    std::condition_variable back_;
    std::vector<Connection> idle_;  // guarded by mutex_
    std::size_t open_ = 0;          // those in use among them; guarded by mutex_
    std::atomic<Absence> absence_ = Absence::none;
    PostgresWatch watch_;  // last: it has ended before the rest goes
};

Result<PostgresDatabase::Connection> PostgresDatabase::take(Instant deadline) {
    {
        std::unique_lock lock(mutex_);
        const bool free =
            back_.wait_until(lock, deadline, [&] { return !idle_.empty() || open_ < options_.connections; });
        if (!free) return fail(ErrorCode::busy, "all connections to the database are in use; try again");
        if (!idle_.empty()) {
            Connection connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
        ++open_;
    }
    auto opened = open(deadline);
    if (!opened) closed();
    return opened;
}

Result<PostgresDatabase::Connection> PostgresDatabase::open(Instant deadline) {
    for (int attempt = 4;; ++attempt) {
        if (is_away()) return refusal(absence_);
        const Instant begun = std::chrono::steady_clock::now();
        auto opened = PostgresConnection::open(url_, {.pulse = &pulse_});
        if (opened) {
            note_well();
            return opened;
        }
        // It may have no room for one more.
        if (auto connection = instead()) return connection;
        // Who took its time to say nothing is not asked again; who refused may let in the next one.
        const Instant now = std::chrono::steady_clock::now();
        if (now > deadline || now - begun > kQuickly) return gone(opened.error());
        pause(attempt);
    }
}

PostgresDatabase::Connection PostgresDatabase::instead() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return nullptr;
    Connection connection = std::move(idle_.back());
    idle_.pop_back();
    --open_;  // the slot was counted, and so is the connection
    return connection;
}

void PostgresDatabase::note_well() {
    if (absence_.exchange(Absence::none) != Absence::none) log::info("the database is back", {});
}

void PostgresDatabase::note_answer() {
    pulse_.is_silent = false;
    note_well();
}

void PostgresDatabase::note_silence(const std::string& reason) {
    pulse_.is_silent = true;
    (void)gone({ErrorCode::unavailable, reason});
    discard_idle();
}

std::unexpected<Error> PostgresDatabase::gone(const Error& error) {
    const Absence absence = error.code == ErrorCode::busy ? Absence::full : Absence::gone;
    if (absence_.exchange(absence) == Absence::none)
        log::warning("the database cannot be reached", {{"reason", error.message}});
    return refusal(absence);
}

std::unexpected<Error> PostgresDatabase::given_up(Trouble trouble, const Error& error) {
    if (trouble == Trouble::loss) return gone(error);
    return fail(error.code, "too many others are writing the same; try again in a moment");
}

void PostgresDatabase::give_back(Connection connection) {
    if (connection->trouble() == Trouble::loss) {
        connection.reset();
        closed();
        discard_idle();
        return;
    }
    note_well();
    {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(connection));
    }
    back_.notify_one();
}

void PostgresDatabase::closed() {
    {
        const std::lock_guard lock(mutex_);
        --open_;
    }
    back_.notify_one();
}

void PostgresDatabase::discard_idle() {
    std::vector<Connection> discarded;
    {
        const std::lock_guard lock(mutex_);
        open_ -= idle_.size();
        discarded.swap(idle_);
    }
    back_.notify_all();
}

Result<> PostgresDatabase::read(const Work& work) {
    const Instant until = deadline();
    for (int attempt = 0;; ++attempt) {
        auto connection = take(until);
        if (!connection) return std::unexpected(connection.error());
        (*connection)->begin(PostgresConnection::Mode::read);
        auto result = guarded(work, **connection);
        (*connection)->rollback();
        const Trouble trouble = (*connection)->trouble();
        const Error error = (*connection)->error();
        give_back(std::move(*connection));
        if (trouble == Trouble::none) return result;
        if (std::chrono::steady_clock::now() > until) return given_up(trouble, error);
        pause(attempt);
    }
}

Result<> PostgresDatabase::write(const Work& work, Isolation isolation) {
    const auto mode = isolation == Isolation::serializable ? PostgresConnection::Mode::write
                                                           : PostgresConnection::Mode::claim;
    const Instant until = deadline();
    for (int attempt = 0;; ++attempt) {
        auto connection = take(until);
        if (!connection) return std::unexpected(connection.error());
        const std::string token = make_uuid();
        (*connection)->begin(mode, token);
        auto result = guarded(work, **connection);
        auto ending = Ending::failed;
        if (result && (*connection)->trouble() == Trouble::none) ending = (*connection)->commit();
        (*connection)->rollback();
        const Trouble trouble = (*connection)->trouble();
        const Error error = (*connection)->error();
        give_back(std::move(*connection));
        if (ending == Ending::unknown) ending = ending_of(token, until);
        if (ending == Ending::committed) {
            signal_.note_written();
            return {};
        }
        if (ending == Ending::unknown) {
            return fail(ErrorCode::unavailable,
                        "the database went away while it wrote: whether it did is not known");
        }
        if (trouble == Trouble::none) return result ? std::unexpected(error) : result;
        if (std::chrono::steady_clock::now() > until) return given_up(trouble, error);
        pause(attempt);
    }
}

Result<Timestamp> PostgresDatabase::now() {
    const auto rows = read_one(*this, "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
    if (!rows) return std::unexpected(rows.error());
    return from_micros(rows->front().integer(0));
}

// Of a transaction whose connection was lost while it committed: committed if it wrote its token. `failed`:
// it did not, nor ever can, for the token is written here, and it can be tried again. Who writes it second
// waits until the first is through. A time that is yet to come marks those that are written here.
Ending PostgresDatabase::ending_of(const std::string& token, Instant deadline) {
    constexpr std::string_view kTookPlace =
        "INSERT INTO commits (token, at) VALUES ($1, now() + interval '1 day') "
        "ON CONFLICT (token) DO UPDATE SET at = commits.at RETURNING at < now() + interval '12 hours'";
    for (int attempt = 0;; ++attempt) {
        if (auto connection = take(deadline)) {
            (*connection)->begin(PostgresConnection::Mode::each);
            const auto rows = (*connection)->run(kTookPlace, {token});
            give_back(std::move(*connection));
            if (rows && !rows->empty())
                return rows->front().integer(0) != 0 ? Ending::committed : Ending::failed;
        }
        if (std::chrono::steady_clock::now() > deadline) return Ending::unknown;
        pause(attempt);
    }
}

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const std::string& url, const PostgresOptions& options) {
    auto connection = PostgresConnection::open(url);
    if (!connection) return std::unexpected(connection.error());
    if (auto migrated = bring_up_to_date(**connection, options.migrations); !migrated)
        return std::unexpected(migrated.error());
    return std::make_unique<PostgresDatabase>(url, options);
}

}  // namespace garden::store
