#include "gallery/picture_names.h"

#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/id.h"
#include "gallery/test_gallery.h"
#include "store/postgres.h"
#include "store/test_postgres.h"

namespace garden::gallery {
namespace {

class PictureNamesTest : public GalleryTest {};

TEST_F(PictureNamesTest, CountWithinASecond) {
    PictureNames names(*database_, clock_);
    const std::string first = names.next().value();
    EXPECT_TRUE(first.starts_with("img_") && first.ends_with("_0.jpeg")) << first;
    EXPECT_TRUE(names.next().value().ends_with("_1.jpeg"));
    clock_.advance(std::chrono::seconds(1));
    EXPECT_TRUE(names.next().value().ends_with("_0.jpeg"));
    clock_.advance(-std::chrono::seconds(1));
    EXPECT_TRUE(names.next().value().ends_with("_1.jpeg")) << "the clock was put back";
}

TEST_F(PictureNamesTest, SeveralServersGiveEachAnother) {
    constexpr int kEach = 20;
    const std::string url = store::TestPostgres::new_database();
    std::vector<std::unique_ptr<store::Database>> databases;
    for (int i = 0; i < 2; ++i) databases.push_back(store::open_postgres(url).value());
    std::vector<std::vector<std::string>> given(4);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < given.size(); ++i) {
        threads.emplace_back([&, i] {
            PictureNames names(*databases[i % 2], clock_);
            for (int n = 0; n < kEach; ++n) given[i].push_back(names.next().value());
        });
    }
    for (std::thread& thread : threads) thread.join();
    std::set<std::string> all;
    for (const auto& some : given) all.insert(some.begin(), some.end());
    EXPECT_EQ(all.size(), given.size() * kEach);
}

}  // namespace
}  // namespace garden::gallery
