#include "store/sqlite.h"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/log.h"
#include "base/wait.h"
#include "store/disk.h"
#include "store/migrate.h"
#include "store/process_lock.h"
#include "store/sqlite_connection.h"

namespace garden::store {
namespace {

// As many requests one transaction takes at most, so that the first of them does not wait for ever.
constexpr std::size_t kGroupLimit = 1024;

// One caller of write(), on its stack.
struct Request {
    const Work& work;
    Result<> result;
    bool done = false;  // guarded by the database's mutex
    std::condition_variable finished;
};

class SqliteDatabase final : public Database {
  public:
    SqliteDatabase(std::unique_ptr<ProcessLock> lock, std::unique_ptr<SqliteConnection> writer,
                   std::vector<std::unique_ptr<SqliteConnection>> readers)
        : lock_(std::move(lock)), writer_(std::move(writer)), readers_(std::move(readers)) {
        for (const auto& reader : readers_) idle_.push_back(reader.get());
        thread_ = std::thread([this] { serve(); });
    }

    ~SqliteDatabase() override {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        ready_.notify_one();
        thread_.join();
    }

    Result<> write(const Work& work, Isolation) override {
        if (std::this_thread::get_id() == thread_.get_id()) {
            return fail(ErrorCode::internal, "work on the catalog must not start other work on it");
        }
        Request request{work, {}, false, {}};
        std::unique_lock lock(mutex_);
        waiting_.push_back(&request);
        ready_.notify_one();
        request.finished.wait(lock, [&] { return request.done; });
        return std::move(request.result);
    }

    Result<std::vector<std::string>> verify() override {
        std::vector<std::string> problems;
        const auto done = read([&](Transaction& transaction) -> Result<> {
            const auto rows = transaction.run("PRAGMA integrity_check");
            if (!rows) return std::unexpected(rows.error());
            for (const Row& row : *rows) {
                if (row.text(0) != "ok") problems.push_back("the catalog: " + row.text(0));
            }
            return {};
        });
        if (!done) return std::unexpected(done.error());
        return problems;
    }

    bool is_shared() const override { return false; }
    void wait_for_writes(const std::stop_token& stop, std::chrono::milliseconds most) override {
        sleep_for(most, stop);
    }
    Result<Timestamp> now() override { return SystemClock().now(); }

    Result<> read(const Work& work) override {
        SqliteConnection* connection = nullptr;
        {
            std::unique_lock lock(readers_mutex_);
            reader_back_.wait(lock, [&] { return !idle_.empty(); });
            connection = idle_.back();
            idle_.pop_back();
        }
        auto result = connection->control("BEGIN");
        if (result) {
            result = guarded(work, *connection);
            (void)connection->control("ROLLBACK");
        }
        {
            const std::lock_guard lock(readers_mutex_);
            idle_.push_back(connection);
        }
        reader_back_.notify_one();
        return result;
    }

  private:
    void serve() {
        std::unique_lock lock(mutex_);
        while (true) {
            ready_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            const auto end =
                waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kGroupLimit));
            const std::vector<Request*> group(waiting_.begin(), end);
            waiting_.erase(waiting_.begin(), end);
            lock.unlock();
            commit(group);
            lock.lock();
            for (Request* request : group) {
                request->done = true;
                // Under the mutex: the request ends with its caller's stack as soon as that wakes.
                request->finished.notify_one();
            }
        }
    }

    // Runs the group in one transaction, and sets each result.
    void commit(const std::vector<Request*>& group) {
        auto transaction = writer_->control("BEGIN IMMEDIATE");
        for (Request* request : group) {
            if (!transaction) break;
            transaction = run_alone(*request);
        }
        if (transaction) transaction = writer_->control("COMMIT");
        if (transaction) return;
        if (writer_->in_transaction()) (void)writer_->control("ROLLBACK");
        log::error("a commit failed", {{"requests", group.size()}, {"error", transaction.error().message}});
        for (Request* request : group) request->result = transaction;
    }

    // One request within the group's transaction; its own error undoes its own statements. Fails if the
    // transaction cannot go on.
    Result<> run_alone(Request& request) {
        if (auto begun = writer_->control("SAVEPOINT request"); !begun) return begun;
        request.result = guarded(request.work, *writer_);
        if (!writer_->in_transaction()) {
            return request.result ? fail(ErrorCode::internal, "work on the catalog ended its transaction")
                                  : request.result;
        }
        if (!request.result) {
            if (auto undone = writer_->control("ROLLBACK TO request"); !undone) return undone;
        }
        return writer_->control("RELEASE request");
    }

    // Released last, when no connection is left.
    std::unique_ptr<ProcessLock> lock_;
    std::unique_ptr<SqliteConnection> writer_;                // the writer thread's alone
    std::vector<std::unique_ptr<SqliteConnection>> readers_;  // each belongs to who took it from idle_

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Request*> waiting_;  // guarded by mutex_
    bool stopping_ = false;         // guarded by mutex_

    std::mutex readers_mutex_;
    std::condition_variable reader_back_;
    std::vector<SqliteConnection*> idle_;  // guarded by readers_mutex_

    std::thread thread_;
};

Result<> bring_up_to_date(SqliteConnection& connection, std::span<const Migration> migrations) {
    return migrate({.transaction = connection,
                    .execute = [&](const std::string& sql) { return connection.execute(sql); },
                    .begin = "BEGIN IMMEDIATE",
                    .sql = [](const Migration& migration) { return std::string(migration.sql); }},
                   migrations);
}

// Makes an empty file that its owner alone can read; SQLite gives its journal the same mode.
Result<> make_private(const std::filesystem::path& file) {
    const int handle = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (handle < 0) {
        return fail(ErrorCode::io,
                    fmt::format("opening {}: {}", file.string(), std::generic_category().message(errno)));
    }
    ::close(handle);
    return {};
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& file,
                                              const SqliteOptions& options) {
    const auto disk = make_system_disk();
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    if (auto made = make_folders(*disk, folder); !made)
        return fail_within("opening the catalog", made.error());

    auto lock = std::make_unique<ProcessLock>();
    if (options.exclusive) {
        if (auto taken = lock->take(file.string() + ".lock"); !taken) return std::unexpected(taken.error());
    }
    if (auto made = make_private(file); !made) return std::unexpected(made.error());
    auto writer = SqliteConnection::open(file, SqliteConnection::Access::write);
    if (!writer) return std::unexpected(writer.error());
    if (auto migrated = bring_up_to_date(**writer, options.migrations); !migrated)
        return std::unexpected(migrated.error());
    if (auto synced = disk->sync_folder(folder); !synced) return std::unexpected(synced.error());

    std::vector<std::unique_ptr<SqliteConnection>> readers;
    for (std::size_t i = 0; i < std::max<std::size_t>(options.readers, 1); ++i) {
        auto reader = SqliteConnection::open(file, SqliteConnection::Access::read_only);
        if (!reader) return std::unexpected(reader.error());
        readers.push_back(std::move(*reader));
    }
    return std::make_unique<SqliteDatabase>(std::move(lock), std::move(*writer), std::move(readers));
}

}  // namespace garden::store
