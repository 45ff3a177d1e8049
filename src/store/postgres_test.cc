#include "store/postgres.h"

#include <array>
#include <atomic>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "store/change_feed.h"
#include "store/postgres_connection.h"
#include "store/postgres_schema.h"
#include "store/sql_state.h"
#include "store/statement.h"
#include "store/test_postgres.h"

namespace garden::store {
namespace {

constexpr std::array kOne = {
    Migration{"notes", "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE, likes INTEGER)"}};
constexpr std::array kTwo = {kOne[0], Migration{"authors", "CREATE TABLE authors (name TEXT PRIMARY KEY)"}};

class PostgresTest : public testing::Test {
  protected:
    std::unique_ptr<Database> open(std::span<const Migration> migrations = kOne) {
        auto database = open_postgres(url_, {.connections = 8, .migrations = migrations});
        EXPECT_TRUE(database) << database.error().message;
        return std::move(*database);
    }

    static Work insert(std::string text) {
        return [text = std::move(text)](Transaction& transaction) -> Result<> {
            const auto rows = transaction.run("INSERT INTO notes (text, likes) VALUES ($1, 0)", {text});
            if (!rows) return std::unexpected(rows.error());
            return {};
        };
    }

    static std::int64_t count(Database& database) {
        return read_one(database, "SELECT count(*) FROM notes").value().front().integer(0);
    }

    // Of another client, which a test cannot reach into.
    Result<> elsewhere(const std::string& sql) {
        return PostgresConnection::open(url_).value()->execute(sql);
    }
    Result<> end_other_connections() {
        return elsewhere(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid()");
    }

    std::string url_ = TestPostgres::new_database();
};

TEST_F(PostgresTest, ValuesComeBackAsTheyWere) {
    const auto database = open();
    const auto rows =
        write_returning(*database, "SELECT $2, $1, $3, $4, $1, $2 > 1, sum(x) FROM (SELECT $2 AS x) AS y",
                        {std::string("'quoted' 꽃"), std::int64_t{1} << 60, 0.1, std::monostate{}});
    ASSERT_TRUE(rows) << rows.error().message;
    const Row& row = rows->front();
    EXPECT_EQ(row.integer(0), std::int64_t{1} << 60);
    EXPECT_EQ(row.text(1), "'quoted' 꽃");
    EXPECT_EQ(row.real(2), 0.1);
    EXPECT_TRUE(row.is_null(3));
    EXPECT_EQ(row.text(4), "'quoted' 꽃");
    EXPECT_EQ(row.integer(5), 1) << "a truth value is a number, as SQLite's is";
    EXPECT_EQ(row.integer(6), std::int64_t{1} << 60) << "a sum is a whole number, though NUMERIC there";
}

TEST_F(PostgresTest, TextIsOrderedByItsOctets) {
    const auto database = open();
    for (const char* text : {"b", "a", "B", "é", "_"}) ASSERT_TRUE(database->write(insert(text)));
    std::string order;
    const auto rows = read_one(*database, "SELECT text FROM notes ORDER BY text").value();
    for (const Row& row : rows) order += row.text(0);
    EXPECT_EQ(order, "B_abé");
}

TEST_F(PostgresTest, TextThatItCannotKeepIsTheCallersFault) {
    const auto database = open();
    for (const std::string& text : {std::string("a\0b", 3), std::string("\xff")}) {
        const auto done = database->write(insert(text));
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, ErrorCode::invalid_argument) << done.error().message;
    }
}

TEST_F(PostgresTest, AnErrorUndoesAllOfItsOwnRequest) {
    const auto database = open();
    ASSERT_TRUE(database->write(insert("a")));
    const auto done = database->write([](Transaction& transaction) -> Result<> {
        if (auto first = insert("b")(transaction); !first) return first;
        return insert("a")(transaction);
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::conflict);
    EXPECT_EQ(count(*database), 1);
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(database->write(insert("a"))) << "nor is a connection used up";
}

TEST_F(PostgresTest, WorkMayNotGoOnAfterAStatementFailed) {
    const auto database = open();
    ASSERT_TRUE(database->write(insert("a")));
    const auto done = database->write([](Transaction& transaction) -> Result<> {
        (void)insert("b")(transaction);
        (void)insert("a")(transaction);
        return {};
    });
    ASSERT_FALSE(done) << "the server undid it, whatever the work says";
    EXPECT_EQ(count(*database), 1);
}

TEST_F(PostgresTest, WhatIsPostedIsDoneInItsOrder) {
    const auto database = open();
    for (int time = 0; time < 2; ++time) {  // statements are new to the server, and then they are not
        const auto done = database->write([&](Transaction& transaction) -> Result<> {
            for (std::int64_t i = 0; i < 1000; ++i) {  // more than are sent together
                auto posted = transaction.post(
                    "INSERT INTO notes (text, likes) VALUES ($1, 7) ON CONFLICT (text) DO UPDATE SET likes = "
                    "notes.likes + 1",
                    {std::to_string(i)});
                if (!posted) return posted;
            }
            const auto rows = transaction.run("SELECT count(*), sum(likes) FROM notes");
            if (!rows) return std::unexpected(rows.error());
            EXPECT_EQ(rows->front().integer(0), 1000);
            EXPECT_EQ(rows->front().integer(1), time == 0 ? 7000 : 18'000);
            return transaction.post("UPDATE notes SET likes = likes + 10", {});
        });
        ASSERT_TRUE(done) << done.error().message;
    }
    EXPECT_EQ(read_one(*database, "SELECT sum(likes) FROM notes").value().front().integer(0), 28'000);
}

TEST_F(PostgresTest, AConnectionPreparesEachStatementOnce) {
    const auto database = open();
    const auto post = [](Transaction& transaction, std::string_view sql) { return transaction.post(sql); };
    for (int i = 0; i < 100; ++i) {
        (void)count(*database);
        ASSERT_TRUE(database->write([&](Transaction& transaction) -> Result<> {
            for (int n = 0; n < 5; ++n) {
                if (auto posted = post(transaction, "UPDATE notes SET likes = 1"); !posted) return posted;
            }
            return {};
        }));
        EXPECT_FALSE(database->write([&](Transaction& transaction) -> Result<> {
            if (auto posted = post(transaction, "UPDATE notes SET likes = 1 / 0"); !posted) return posted;
            if (auto posted = post(transaction, "UPDATE notes SET likes = 2"); !posted) return posted;
            return fail(ErrorCode::not_found, "the work's own error");
        }));
    }
    const auto prepared = read_one(*database, "SELECT count(*) FROM pg_prepared_statements");
    EXPECT_LT(prepared.value().front().integer(0), 20);
}

TEST_F(PostgresTest, AnErrorOfWhatIsPostedIsThatOfTheTransaction) {
    const auto database = open();
    ASSERT_TRUE(database->write(insert("a")));
    const auto post = [](Transaction& transaction, std::string text) {
        return transaction.post("INSERT INTO notes (text, likes) VALUES ($1, 0)", {std::move(text)});
    };
    for (int i = 0; i < 20; ++i) {  // more often than there are connections
        const auto at_commit = database->write([&](Transaction& transaction) -> Result<> {
            if (auto first = post(transaction, "b"); !first) return first;
            return post(transaction, "a");
        });
        ASSERT_FALSE(at_commit);
        EXPECT_EQ(at_commit.error().code, ErrorCode::conflict) << at_commit.error().message;
        const auto before = database->write([&](Transaction& transaction) -> Result<> {
            if (auto first = post(transaction, "a"); !first) return first;
            return insert("c")(transaction);
        });
        ASSERT_FALSE(before);
        EXPECT_EQ(before.error().code, ErrorCode::conflict) << before.error().message;
        const auto given_up = database->write([&](Transaction& transaction) -> Result<> {
            if (auto first = post(transaction, "a"); !first) return first;
            return fail(ErrorCode::not_found, "the work's own error");
        });
        ASSERT_FALSE(given_up);
        EXPECT_EQ(given_up.error().message, "the work's own error");
    }
    EXPECT_EQ(count(*database), 1);
    EXPECT_TRUE(database->write(insert("b")));
}

// PostgreSQL refuses a prepared statement whose columns became others, and takes it anew.
TEST_F(PostgresTest, WhatIsRefusedBeforeTheCommitIsNoLostCommit) {
    const auto database = open();
    const auto post = [](Transaction& transaction) -> Result<> {
        return transaction.post("INSERT INTO notes (text, likes) VALUES (NULL, 0) RETURNING *", {});
    };
    ASSERT_TRUE(database->write(post));
    ASSERT_TRUE(elsewhere("ALTER TABLE notes ADD COLUMN more TEXT"));
    const auto done = database->write(post);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(count(*database), 2);
    const auto decided = read_one(*database, "SELECT count(*) FROM commits WHERE at > now()");
    EXPECT_EQ(decided.value().front().integer(0), 0) << "nobody had to ask whether it was committed";
}

TEST_F(PostgresTest, AReaderCannotWriteAndSeesOneSnapshot) {
    const auto database = open();
    ASSERT_TRUE(database->write(insert("a")));
    const auto read = database->read([&](Transaction& transaction) -> Result<> {
        EXPECT_EQ(transaction.run("SELECT count(*) FROM notes")->front().integer(0), 1);
        std::thread([&] { EXPECT_TRUE(database->write(insert("c"))); }).join();
        EXPECT_EQ(transaction.run("SELECT count(*) FROM notes")->front().integer(0), 1);
        return {};
    });
    EXPECT_TRUE(read);
    EXPECT_EQ(count(*database), 2) << "the next read sees what was acknowledged before";
}

// Read, reckon, write: two programs with four threads each lose no step, whichever meet.
TEST_F(PostgresTest, ConcurrentWorkHasTheEffectOfOneAfterTheOther) {
    constexpr int kTimes = 25;
    const auto one = open();
    const auto other = open();
    ASSERT_TRUE(one->write(insert("a")));
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&database = i % 2 == 0 ? *one : *other] {
            for (int n = 0; n < kTimes; ++n) {
                const auto done = database.write([](Transaction& transaction) -> Result<> {
                    const auto rows = transaction.run("SELECT likes FROM notes WHERE text = 'a'");
                    if (!rows) return std::unexpected(rows.error());
                    const auto set = transaction.run("UPDATE notes SET likes = $1 WHERE text = 'a'",
                                                     {rows->front().integer(0) + 1});
                    if (!set) return std::unexpected(set.error());
                    return {};
                });
                EXPECT_TRUE(done) << done.error().message;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(read_one(*one, "SELECT likes FROM notes").value().front().integer(0), 8 * kTimes);
}

TEST_F(PostgresTest, AConnectionThatIsLostIsReplacedAndTheWorkDoneOnce) {
    const auto database = open();
    ASSERT_TRUE(database->write(insert("a")));
    int runs = 0;
    const auto done = database->write([&](Transaction& transaction) -> Result<> {
        if (auto inserted = insert("b")(transaction); !inserted) return inserted;
        if (++runs == 1) return end_other_connections();
        return {};
    });
    EXPECT_TRUE(done) << done.error().message;
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(count(*database), 2);
    ASSERT_TRUE(end_other_connections());
    EXPECT_EQ(count(*database), 2) << "an idle one is found out when it is used";
}

TEST_F(PostgresTest, AWriteIsHeardOfWhoeverWrote) {
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    const auto one = open();
    const auto other = open();
    std::stop_source stop;
    std::thread others([&] {
        while (!stop.stop_requested()) other->wait_for_writes(stop.get_token(), std::chrono::hours(1));
    });
    const auto hears = [&](milliseconds most) {
        const auto before = std::chrono::steady_clock::now();
        one->wait_for_writes(stop.get_token(), most);
        return std::chrono::steady_clock::now() - before < most;
    };
    // Whoever connects may have missed something, and hears that first.
    const auto connected = [&] { return hears(seconds(20)) && !hears(milliseconds(300)); };
    ASSERT_TRUE(connected());
    ASSERT_TRUE(one->write(insert("of its own")));
    EXPECT_TRUE(hears(seconds(20)));
    EXPECT_FALSE(hears(milliseconds(300))) << "once";
    ASSERT_TRUE(other->write(insert("of another")));
    EXPECT_TRUE(hears(seconds(20)));
    EXPECT_FALSE(hears(milliseconds(300))) << "once";
    ASSERT_TRUE(end_other_connections());
    ASSERT_TRUE(connected()) << "anew";
    std::this_thread::sleep_for(seconds(2));  // so does the other
    ASSERT_TRUE(other->write(insert("once more")));
    EXPECT_TRUE(hears(seconds(20)));
    stop.request_stop();
    others.join();
}

TEST_F(PostgresTest, WhatIsOldIsForgottenInPieces) {
    const auto database = open_postgres(url_).value();
    for (const std::string table : {"commits", "changes"}) {
        ASSERT_TRUE(elsewhere(fmt::format(
            "CREATE FUNCTION check_{0}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF (SELECT count(*) FROM gone) > 20000 THEN RAISE 'too many at once'; END IF; RETURN NULL; END "
            "$$; "
            "CREATE TRIGGER check_{0} AFTER DELETE ON {0} REFERENCING OLD TABLE AS gone FOR EACH STATEMENT "
            "EXECUTE FUNCTION check_{0}()",
            table)));
    }
    ASSERT_TRUE(elsewhere(
        "INSERT INTO commits SELECT n, now() - n * interval '1 hour' FROM generate_series(0, 50000) AS n; "
        "INSERT INTO changes (at, subject, key) SELECT now() - n * interval '1 day', 'jobs', n "
        "FROM generate_series(0, 50000) AS n"));
    const auto forgotten = ChangeFeed(*database).forget();
    ASSERT_TRUE(forgotten) << forgotten.error().message;
    EXPECT_EQ(read_one(*database, "SELECT count(*) FROM commits WHERE at < now() - interval '1 hour'")
                  .value()
                  .front()
                  .integer(0),
              0);
    EXPECT_EQ(read_one(*database, "SELECT count(*) FROM changes").value().front().integer(0), 1);
}

TEST_F(PostgresTest, SeveralProgramsMayStartAtOnce) {
    std::vector<std::unique_ptr<Database>> databases(6);
    std::vector<std::thread> threads;
    for (auto& database : databases) threads.emplace_back([&] { database = open_postgres(url_).value(); });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(read_one(*databases[0], "SELECT count(*) FROM schema_migrations").value().front().integer(0),
              static_cast<std::int64_t>(migrations().size()));
}

TEST_F(PostgresTest, AMigrationThatWaitsForABackupHoldsNobodyUp) {
    constexpr std::array kAltered = {kOne[0], Migration{"more", "ALTER TABLE notes ADD COLUMN more TEXT"}};
    const auto database = open();
    const auto backup = PostgresConnection::open(url_).value();
    ASSERT_TRUE(backup->execute("SET idle_in_transaction_session_timeout = 0"));
    ASSERT_TRUE(backup->execute("BEGIN; LOCK TABLE notes IN ACCESS SHARE MODE"));
    std::unique_ptr<Database> newer;
    std::thread migrating([&] { newer = open(kAltered); });
    const auto waits = [&] {
        const auto rows = read_one(*database, "SELECT count(*) FROM pg_locks WHERE NOT granted");
        return rows && rows->front().integer(0) > 0;
    };
    for (int time = 0; time < 2; ++time) {
        while (!waits()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
        const auto written = database->write(insert(std::to_string(time)));
        EXPECT_TRUE(written) << written.error().message;
    }
    EXPECT_TRUE(backup->execute("COMMIT"));
    migrating.join();
    EXPECT_TRUE(read_one(*newer, "SELECT more FROM notes")) << "tried until it passed";
}

TEST_F(PostgresTest, ANewerSchemaIsRefusedWithASentence) {
    (void)open(kTwo);
    const auto older = open_postgres(url_, {.migrations = kOne});
    ASSERT_FALSE(older);
    EXPECT_EQ(older.error().code, ErrorCode::unavailable);
    EXPECT_TRUE(older.error().message.contains("newer version")) << older.error().message;
}

TEST_F(PostgresTest, WhatCannotBeOpenedSaysWhatToDo) {
    const auto refused = [](const std::string& url) {
        const auto database = open_postgres(url);
        EXPECT_FALSE(database);
        return database ? std::string() : database.error().message;
    };
    const std::string server = url_.substr(0, url_.find(" dbname"));
    EXPECT_TRUE(refused(server + " dbname=nowhere").contains("createdb"))
        << refused(server + " dbname=nowhere");
    EXPECT_TRUE(refused(server + " dbname=postgres user=nobody").contains("createuser"));
    EXPECT_TRUE(refused("postgresql://garden@127.0.0.1:1/x").contains("is it running"));
    ASSERT_TRUE(elsewhere("CREATE ROLE guest LOGIN"));
    EXPECT_TRUE(refused(url_ + " user=guest").contains("GRANT")) << refused(url_ + " user=guest");
}

TEST_F(PostgresTest, ADatabaseThatIsFullIsNotCalledGone) {
    ASSERT_TRUE(elsewhere("CREATE ROLE narrow LOGIN"));
    ASSERT_TRUE(elsewhere("GRANT CREATE ON SCHEMA public TO narrow"));
    const auto database = open_postgres(url_ + " user=narrow", {.patience = std::chrono::milliseconds(10)});
    ASSERT_TRUE(database) << database.error().message;
    ASSERT_TRUE(elsewhere("ALTER ROLE narrow CONNECTION LIMIT 0"));
    const auto refused = (*database)->now();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
    EXPECT_TRUE(refused.error().message.contains("takes no more connections")) << refused.error().message;
    const auto at_start = open_postgres(url_ + " user=narrow");
    EXPECT_FALSE(at_start);
    EXPECT_TRUE(at_start.error().message.contains("database_connections")) << at_start.error().message;
}

TEST(SqlState, SaysWhatIsToBeDone) {
    EXPECT_TRUE(is_collision("40001"));
    EXPECT_TRUE(is_loss("57P01"));
    EXPECT_EQ(code_of_sql_state("53100"), ErrorCode::unavailable) << "its disk is full";
    EXPECT_EQ(code_of_sql_state("23505"), ErrorCode::conflict);
    EXPECT_EQ(code_of_sql_state("42P01"), ErrorCode::internal);
}

TEST(PostgresSchema, IsThatOfSqliteButForTypes) {
    EXPECT_EQ(postgres_sql({"x", "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, t TEXT)", {}}),
              "CREATE TABLE a (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, n BIGINT NOT NULL, "
              "t TEXT COLLATE \"C\")");
    EXPECT_EQ(postgres_sql({"x", "one", "another"}), "another");
}

}  // namespace
}  // namespace garden::store
