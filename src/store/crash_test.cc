// Cuts the power at every step of the disk and of the catalog, starts again, and looks at what is left.

#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "store/buckets.h"
#include "store/disk_blobs.h"
#include "store/fake_disk.h"
#include "store/objects.h"
#include "store/sqlite.h"
#include "store/test_folder.h"
#include "store/test_statements.h"
#include "store/uploads.h"

namespace garden::store {
namespace {

// Counts steps; from the chosen one on, nothing happens any more.
struct Power {
    int left = 0;
    bool cut = false;

    Result<> step() {
        if (left-- > 0) return {};
        cut = true;
        return fail(ErrorCode::io, "power is off");
    }
};

// A catalog whose commits are steps: the power may go before one, or after it and before the caller is told.
class CuttableDatabase final : public PassingDatabase {
  public:
    CuttableDatabase(Database& database, Power& power) : PassingDatabase(database), power_(power) {}
    Result<> write(const Work& work, Isolation isolation) override {
        if (auto on = power_.step(); !on) return on;
        auto written = database_.write(work, isolation);
        if (auto on = power_.step(); !on) return on;
        return written;
    }

  private:
    Power& power_;
};

using Contents = std::map<std::string, std::string>;

// Runs changes until one fails. `before` and `after` are what the store holds without and with that one.
struct Story {
    Objects& objects;
    Uploads& uploads;
    FakeClock& clock;
    Contents before = {};
    Contents after = {};

    bool put(const std::string& key, const std::string& octets) {
        before = after;
        after[key] = octets;
        return objects.put("garden", key, octets, {}).has_value();
    }
    bool copy(const std::string& from, const std::string& to) {
        before = after;
        after[to] = after[from];
        return objects.copy({"garden", from}, {"garden", to}).has_value();
    }
    bool remove(const std::string& key) {
        before = after;
        after.erase(key);
        return objects.remove("garden", {key}).has_value();
    }
    // A version that is kept is no part of the contents, but the check after the cut looks at it.
    bool remove_keeping_it(const std::string& key, Buckets& buckets) {
        return buckets.set_versioning("garden", Versioning::enabled) && remove(key) &&
               buckets.set_versioning("garden", Versioning::off);
    }
    bool upload(const std::string& key, const std::vector<std::string>& parts) {
        before = after;
        Upload wanted;
        wanted.bucket = "garden";
        wanted.key = key;
        const auto upload = uploads.create(wanted);
        std::string whole;
        for (std::size_t i = 0; upload && i < parts.size(); ++i) {
            ContentWriter writer = objects.writer();
            if (!writer.add(parts[i])) return false;
            const auto content = writer.store();
            if (!content || !uploads.put_part(upload->id, static_cast<int>(i) + 1, *content, {}))
                return false;
            whole += parts[i];
        }
        const auto chosen = upload ? uploads.parts(upload->id, 0, 10) : std::unexpected(upload.error());
        after[key] = whole;
        return chosen && uploads.complete(*upload, *chosen, {}, {});
    }
    bool sweep() {
        before = after;
        clock.advance(std::chrono::hours(2));
        return objects.sweep(std::chrono::hours(1)).has_value();
    }
    bool run(Buckets& buckets) {
        return put("a", "rose") && put("b", "tulip") && put("a", "lily") && copy("b", "c") && remove("b") &&
               sweep() && upload("f", {"rose", "and ", "tulip"}) && put("d", "rose") && remove("a") &&
               remove_keeping_it("d", buckets) && sweep() && put("e", "");
    }
};

Contents contents(Objects& objects) {
    Contents found;
    const auto listed = objects.list({.bucket = "garden"});
    for (const ObjectInfo& info : listed.value().objects) {
        found[info.key] = objects.read("garden", info.key).value_or("unreadable");
    }
    return found;
}

TEST(Crash, AtEveryStepNothingAcknowledgedIsLostAndNothingIsBroken) {
    int cuts = 0;
    for (bool cut = true; cut; ++cuts) {
        const TestFolder folder;
        const auto disk = std::make_shared<FakeDisk>();
        FakeClock clock;
        Power power{cuts, false};
        Contents before;
        Contents after;
        {
            const auto database = open_sqlite(folder / "catalog.sqlite").value();
            const auto blobs = open_disk_blobs("/blobs", disk).value();
            CuttableDatabase cuttable(*database, power);
            Objects objects(cuttable, *blobs, clock, {}, {});
            Uploads uploads(cuttable, objects, clock);
            Buckets buckets(*database, clock);
            ASSERT_TRUE(buckets.ensure("garden"));
            disk->before_step = [&](std::string_view) { return power.step(); };
            Story story{objects, uploads, clock};
            cut = !story.run(buckets);
            ASSERT_EQ(cut, power.cut);
            before = story.before;
            after = story.after;
            disk->before_step = [](std::string_view) { return Result<>{}; };
        }
        disk->lose_power();

        const auto database = open_sqlite(folder / "catalog.sqlite").value();
        const auto blobs = open_disk_blobs("/blobs", disk).value();
        ASSERT_TRUE(blobs->sweep_temporary());
        Objects objects(*database, *blobs, clock, {}, {});
        const auto report = check(*database, *blobs, {});
        EXPECT_EQ(report->problems, std::vector<std::string>{}) << "cut at step " << cuts;
        const Contents found = contents(objects);
        EXPECT_TRUE(found == after || (cut && found == before)) << "cut at step " << cuts;

        // And the store works on: what was left behind is swept, what was cut can be done again.
        EXPECT_TRUE(Uploads(*database, objects, clock).abandon(std::chrono::seconds(-1)));
        clock.advance(std::chrono::hours(2));
        EXPECT_TRUE(objects.sweep(std::chrono::hours(1)));
        EXPECT_EQ(check(*database, *blobs, {})->unreferenced, 0u);
        EXPECT_TRUE(objects.put("garden", "a", "rose", {}));
        EXPECT_EQ(contents(objects)["a"], "rose");
        EXPECT_EQ(check(*database, *blobs, {})->problems, std::vector<std::string>{});
    }
    EXPECT_GT(cuts, 60) << "every step was cut once";
}

}  // namespace
}  // namespace garden::store
