#include "store/sqlite.h"

#include <array>
#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "store/test_folder.h"

namespace garden::store {
namespace {

constexpr std::array kOne = {
    Migration{"notes", "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE)"}};
constexpr std::array kTwo = {kOne[0], Migration{"authors",
                                                "ALTER TABLE notes ADD COLUMN author TEXT;"
                                                "CREATE TABLE authors (name TEXT PRIMARY KEY)"}};
constexpr std::array kBroken = {kOne[0],
                                Migration{"half", "CREATE TABLE half (x TEXT); CREATE TABLE notes (x TEXT)"}};

class SqliteTest : public testing::Test {
  protected:
    Result<std::unique_ptr<Database>> open(SqliteOptions options = {.migrations = kOne}) {
        return open_sqlite(folder_ / "data/catalog.sqlite", options);
    }

    static Work insert(std::string text) {
        return [text = std::move(text)](Transaction& transaction) -> Result<> {
            const auto rows = transaction.run("INSERT INTO notes (text) VALUES ($1)", {text});
            if (!rows) return std::unexpected(rows.error());
            return {};
        };
    }

    static std::vector<Row> rows(Database& database, std::string_view sql) {
        std::vector<Row> found;
        const auto read = database.read([&](Transaction& transaction) -> Result<> {
            auto answer = transaction.run(sql);
            if (!answer) return std::unexpected(answer.error());
            found = std::move(*answer);
            return {};
        });
        EXPECT_TRUE(read) << read.error().message;
        return found;
    }

    static std::int64_t count(Database& database) {
        return rows(database, "SELECT count(*) FROM notes").front().integer(0);
    }

    TestFolder folder_;
};

TEST_F(SqliteTest, KeepsWhatWasWrittenAndOnlyTheOwnerMayReadIt) {
    {
        auto database = open();
        ASSERT_TRUE(database) << database.error().message;
        ASSERT_TRUE((*database)->write(insert("a")));
    }
    auto database = open();
    ASSERT_TRUE(database);
    EXPECT_EQ(rows(**database, "SELECT text FROM notes").front().text(0), "a");
    struct stat status{};
    ASSERT_EQ(::stat((folder_ / "data/catalog.sqlite").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(SqliteTest, ValuesComeBackAsTheyWere) {
    auto database = open();
    const std::string text("NUL \0 and 꽃", 13);
    std::vector<Row> found;
    ASSERT_TRUE((*database)->write([&](Transaction& transaction) -> Result<> {
        // Placeholders are numbered by what they say, not by where they stand.
        auto answer = transaction.run("SELECT $2, $1, $3, $4, $1",
                                      {text, std::int64_t{1} << 60, 0.5, std::monostate{}});
        if (!answer) return std::unexpected(answer.error());
        found = std::move(*answer);
        return {};
    }));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].integer(0), std::int64_t{1} << 60);
    EXPECT_EQ(found[0].text(1), text);
    EXPECT_EQ(found[0].real(2), 0.5);
    EXPECT_TRUE(found[0].is_null(3));
    EXPECT_EQ(found[0].text(4), text);
    EXPECT_EQ(found[0].text(0), "") << "another type is empty";
    EXPECT_EQ(found[0].integer(9), 0) << "a column that is not there is 0";
}

TEST_F(SqliteTest, AStatementWithoutItsValueOrWithCompanyIsRefused) {
    auto database = open();
    const auto attempt = [&](std::string_view sql) {
        const auto done = (*database)->write([&](Transaction& transaction) -> Result<> {
            const auto rows = transaction.run(sql, {"a"});
            if (!rows) return std::unexpected(rows.error());
            return {};
        });
        return done ? ErrorCode::not_found : done.error().code;
    };
    EXPECT_EQ(attempt("INSERT INTO notes (id, text) VALUES ($2, $1)"), ErrorCode::internal);
    EXPECT_EQ(attempt("INSERT INTO notes (text) VALUES ($1); DELETE FROM notes"), ErrorCode::internal);
    EXPECT_EQ(attempt("INSERT INTO notes (text) VALUES (?)"), ErrorCode::internal);
    EXPECT_EQ(attempt("INSERT INTO nowhere (text) VALUES ($1)"), ErrorCode::internal);
    EXPECT_EQ(count(**database), 0);
}

TEST_F(SqliteTest, AnErrorUndoesAllOfItsOwnRequest) {
    auto database = open();
    ASSERT_TRUE((*database)->write(insert("a")));
    const auto done = (*database)->write([](Transaction& transaction) -> Result<> {
        if (auto first = insert("b")(transaction); !first) return first;
        return insert("a")(transaction);
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::conflict);
    EXPECT_EQ(count(**database), 1);
}

TEST_F(SqliteTest, WorkThatThrowsIsAnErrorLikeAnother) {
    auto database = open();
    const auto done = (*database)->write([](Transaction& transaction) -> Result<> {
        (void)insert("a")(transaction);
        throw std::runtime_error("a surprise");
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::internal);
    EXPECT_NE(done.error().message.find("a surprise"), std::string::npos);
    EXPECT_EQ(count(**database), 0);
    EXPECT_TRUE((*database)->write(insert("b")));
}

TEST_F(SqliteTest, WorkInsideWorkIsRefusedInsteadOfWaitingForItself) {
    auto database = open();
    Result<> inner;
    ASSERT_TRUE((*database)->write([&](Transaction&) -> Result<> {
        inner = (*database)->write(insert("a"));
        return {};
    }));
    ASSERT_FALSE(inner);
    EXPECT_EQ(inner.error().code, ErrorCode::internal);
}

TEST_F(SqliteTest, AReaderCannotWriteAndSeesOneSnapshot) {
    auto database = open();
    ASSERT_TRUE((*database)->write(insert("a")));
    EXPECT_FALSE((*database)->read(insert("b")));
    const auto read = (*database)->read([&](Transaction& transaction) -> Result<> {
        EXPECT_EQ(transaction.run("SELECT count(*) FROM notes")->front().integer(0), 1);
        std::thread([&] { EXPECT_TRUE((*database)->write(insert("c"))); }).join();
        EXPECT_EQ(transaction.run("SELECT count(*) FROM notes")->front().integer(0), 1);
        return {};
    });
    EXPECT_TRUE(read);
    EXPECT_EQ(count(**database), 2) << "the next read sees what was acknowledged before";
}

// Held up by the first, the others wait, and are committed as one group; the failing half takes nothing with
// it.
TEST_F(SqliteTest, ConcurrentRequestsAreCommittedTogetherEachWithItsOwnFate) {
    constexpr int kRequests = 64;
    auto database = open();
    std::latch first_runs(1);
    std::latch release(1);
    std::thread first([&] {
        EXPECT_TRUE((*database)->write([&](Transaction&) -> Result<> {
            first_runs.count_down();
            release.wait();
            return {};
        }));
    });
    first_runs.wait();
    std::atomic<int> failed = 0;
    std::vector<std::thread> callers;
    for (int i = 0; i < kRequests; ++i) {
        callers.emplace_back([&, i] {
            const auto done = (*database)->write([&](Transaction& transaction) -> Result<> {
                if (auto inserted = insert(std::to_string(i))(transaction); !inserted) return inserted;
                if (i % 2 == 1) return fail(ErrorCode::precondition, "odd");
                return {};
            });
            if (!done) ++failed;
        });
    }
    release.count_down();
    first.join();
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(failed, kRequests / 2);
    EXPECT_EQ(count(**database), kRequests / 2);
}

TEST_F(SqliteTest, OneProcessHoldsTheCatalogAndCommandsMayWorkBesideIt) {
    auto server = open();
    ASSERT_TRUE(server);
    const auto second = open();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::unavailable);
    EXPECT_NE(second.error().message.find("another emotion-garden is running"), std::string::npos);

    auto command = open({.readers = 1, .exclusive = false, .migrations = kOne});
    ASSERT_TRUE(command) << command.error().message;
    EXPECT_TRUE((*command)->write(insert("from the command")));
    EXPECT_EQ(count(**server), 1);
    EXPECT_TRUE((*server)->write(insert("from the server")));
    EXPECT_EQ(count(**command), 2);

    server->reset();
    EXPECT_TRUE(open()) << "the lock goes with its holder";
}

TEST_F(SqliteTest, MigrationsAreAppliedOnceInOrder) {
    {
        ASSERT_TRUE((*open())->write(insert("a")));
    }
    auto database = open({.migrations = kTwo});
    ASSERT_TRUE(database) << database.error().message;
    const auto applied = rows(**database, "SELECT number, name FROM schema_migrations ORDER BY number");
    ASSERT_EQ(applied.size(), 2u);
    EXPECT_EQ(applied[1].text(1), "authors");
    EXPECT_TRUE(rows(**database, "SELECT author FROM notes").front().is_null(0));
}

TEST_F(SqliteTest, AMigrationThatFailsLeavesNothing) {
    {
        ASSERT_TRUE(open());
    }
    const auto broken = open({.migrations = kBroken});
    ASSERT_FALSE(broken);
    EXPECT_NE(broken.error().message.find("migration 2 (half)"), std::string::npos) << broken.error().message;
    auto database = open();
    ASSERT_TRUE(database);
    EXPECT_TRUE(rows(**database, "SELECT 1 FROM sqlite_master WHERE name = 'half'").empty());
}

TEST_F(SqliteTest, ANewerSchemaIsRefusedWithASentence) {
    {
        ASSERT_TRUE(open({.migrations = kTwo}));
    }
    const auto older = open();
    ASSERT_FALSE(older);
    EXPECT_EQ(older.error().code, ErrorCode::unavailable);
    EXPECT_NE(older.error().message.find("newer version"), std::string::npos) << older.error().message;
}

TEST_F(SqliteTest, TheSchemaOfThisProgramCanBeMade) {
    auto database = open_sqlite(folder_ / "catalog.sqlite");
    ASSERT_TRUE(database) << database.error().message;
    EXPECT_TRUE(rows(**database, "SELECT * FROM objects").empty());
}

TEST_F(SqliteTest, AFileThatIsNoCatalogIsAnError) {
    std::filesystem::create_directories(folder_ / "data");
    std::FILE* file = std::fopen((folder_ / "data/catalog.sqlite").c_str(), "w");
    std::fputs(std::string(4096, 'x').c_str(), file);
    std::fclose(file);
    const auto database = open();
    ASSERT_FALSE(database);
    EXPECT_EQ(database.error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace garden::store
