#include "store/migration.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/buckets.h"
#include "store/catalog_tables.h"
#include "store/disk_blobs.h"
#include "store/objects.h"
#include "store/postgres.h"
#include "store/settings.h"
#include "store/sqlite.h"
#include "store/statement.h"
#include "store/test_folder.h"
#include "store/test_postgres.h"

namespace garden::store {
namespace {

struct OneGarden {
    explicit OneGarden(std::unique_ptr<Database> database) : database_(std::move(database)) {}

    GardenStore store() { return {*database_, *blobs_}; }
    void put(const std::string& key, const std::string& octets) {
        ASSERT_TRUE(Buckets(*database_, clock_).ensure("garden"));
        ASSERT_TRUE(Objects(*database_, *blobs_, clock_, {}, {}).put("garden", key, octets, {}));
    }
    std::string get(const std::string& key) {
        return Objects(*database_, *blobs_, clock_, {}, {}).read("garden", key).value_or("");
    }

    TestFolder folder_;
    FakeClock clock_;
    std::unique_ptr<Database> database_;
    std::unique_ptr<Blobs> blobs_ = open_disk_blobs(folder_ / "blobs").value();
};

class MigrationTest : public testing::Test {
  protected:
    MigrationTest() {
        source_.put("a", "one");
        source_.put("b", "two");
        EXPECT_TRUE(write_one(*source_.database_, "UPDATE templates SET text = 'ours'", {}));
        EXPECT_TRUE(write_one(
            *source_.database_,
            "INSERT INTO painting_times (painter, width, height, seconds) VALUES ('x', 1, 2, $1)", {0.1}));
    }

    Result<> copy(OneGarden& from, OneGarden& to) {
        if (auto copied = copy_garden(from.store(), to.store(), "there", tell_); !copied) return copied;
        return verify_copy(from.store(), to.store(), tell_);
    }

    TestFolder folder_;
    OneGarden source_{open_sqlite(folder_ / "catalog.db").value()};
    OneGarden target_{open_postgres(TestPostgres::new_database()).value()};
    TellCopied tell_ = [](const std::string&, std::uint64_t) {};
};

TEST_F(MigrationTest, AGardenIsTheSameAfterwardsInEitherDirection) {
    ASSERT_TRUE(copy(source_, target_));
    EXPECT_EQ(target_.get("b"), "two");
    OneGarden back(open_sqlite(folder_ / "back.db").value());
    const auto returned = copy(target_, back);
    ASSERT_TRUE(returned) << returned.error().message;
    EXPECT_EQ(back.get("a"), "one");
    EXPECT_TRUE(verify_copy(source_.store(), back.store(), tell_));
}

TEST_F(MigrationTest, WhatWasInterruptedGoesOnAndNobodyServesItMeanwhile) {
    int pages = 0;
    const auto stopped = [&] {
        try {
            (void)copy_garden(source_.store(), target_.store(), "there",
                              [&](const std::string&, std::uint64_t) {
                                  if (++pages == 4) throw std::runtime_error("stopped");
                              });
            return false;
        } catch (const std::runtime_error&) {
            return true;
        }
    }();
    ASSERT_TRUE(stopped);
    ASSERT_FALSE(require_whole(*target_.database_));
    EXPECT_TRUE(require_whole(*target_.database_).error().message.contains("there"));
    EXPECT_EQ(copy_garden(source_.store(), target_.store(), "elsewhere", tell_).error().code,
              ErrorCode::conflict);
    ASSERT_TRUE(copy(source_, target_));
    EXPECT_TRUE(require_whole(*target_.database_));
    EXPECT_EQ(target_.get("a"), "one");
}

TEST_F(MigrationTest, AGardenIsNotOverwrittenAndADifferenceIsFound) {
    target_.put("mine", "x");
    EXPECT_EQ(copy(source_, target_).error().code, ErrorCode::conflict);
    OneGarden other(open_sqlite(folder_ / "other.db").value());
    ASSERT_TRUE(copy_garden(source_.store(), other.store(), "there", tell_));
    source_.put("c", "late");
    EXPECT_EQ(verify_copy(source_.store(), other.store(), tell_).error().code, ErrorCode::corrupt);
}

// So that no table and no column is forgotten when the schema grows.
TEST_F(MigrationTest, TheListOfTablesIsTheSchema) {
    std::set<std::string> listed;
    for (const CatalogTable& table : catalog_tables()) {
        listed.insert(std::string(table.name));
        std::string columns;
        const auto rows = read_one(*source_.database_, "SELECT name FROM pragma_table_info($1) ORDER BY cid",
                                   {std::string(table.name)});
        for (const Row& row : rows.value()) columns += (columns.empty() ? "" : ", ") + row.text(0);
        EXPECT_EQ(columns, table.columns) << table.name;
    }
    std::set<std::string> existing;
    const auto rows =
        read_one(*source_.database_,
                 "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
                 "AND name <> 'schema_migrations'");
    for (const Row& row : rows.value()) existing.insert(row.text(0));
    EXPECT_EQ(listed, existing);
}

}  // namespace
}  // namespace garden::store
