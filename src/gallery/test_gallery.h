#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/id.h"
#include "gallery/gallery.h"
#include "store/buckets.h"
#include "store/disk_blobs.h"
#include "store/sqlite.h"

// For tests only.
namespace garden::gallery {

// The real store in a temporary folder, with a clock that stands still.
class GalleryTest : public testing::Test {
  protected:
    ~GalleryTest() override {
        database_.reset();
        std::filesystem::remove_all(folder_);
    }

    void put(std::string_view key, std::string_view octets = "a picture",
             const std::map<std::string, std::string>& metadata = {}) {
        ASSERT_TRUE(gallery_.put_picture(key, octets, metadata, {})) << key;
    }
    Listing all(Place place, std::string_view search_key) {
        return gallery_.all(place, parse_search_key(search_key).value()).value();
    }
    std::vector<std::string> pictures(Place place) {
        std::vector<std::string> keys;
        EXPECT_TRUE(
            gallery_.for_each_picture(place, [&](const Picture& picture) { keys.push_back(picture.key); }));
        return keys;
    }
    std::vector<std::string> problems() {
        return store::check(*database_, *blobs_, picture_check("garden"))->problems;
    }
    void edit(std::string_view sql) {
        ASSERT_TRUE(database_->write([&](store::Transaction& transaction) -> Result<> {
            const auto rows = transaction.run(sql);
            if (!rows) return std::unexpected(rows.error());
            return {};
        }));
    }

    std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("gallery-" + make_uuid());
    FakeClock clock_;
    std::unique_ptr<store::Database> database_ = store::open_sqlite(folder_ / "catalog.sqlite").value();
    std::unique_ptr<store::Blobs> blobs_ = store::open_disk_blobs(folder_ / "blobs").value();
    const bool buckets_ = store::Buckets(*database_, clock_).ensure("garden").has_value() &&
                          store::Buckets(*database_, clock_).ensure("another bucket").has_value();
    store::Objects objects_{
        *database_, *blobs_, clock_, picture_index("garden"), [this](const store::Change& change) {
            told_.push_back((change.kind == store::Change::Kind::put ? "+" : "-") + change.object.key);
        }};
    Gallery gallery_{*database_, objects_, "garden"};
    std::vector<std::string> told_;  // "+key" and "-key" of each change since the last look
};

}  // namespace garden::gallery
