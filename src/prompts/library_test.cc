#include "prompts/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite.h"
#include "store/test_folder.h"

namespace garden::prompts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LibraryTest : public testing::Test {
  protected:
    store::TestFolder folder_;
    FakeClock clock_;
    std::unique_ptr<store::Database> database_ = store::open_sqlite(folder_.path() / "catalog.db").value();
    Library library_{*database_, clock_};
};

TEST_F(LibraryTest, ANewGardenHasTheDefaults) {
    const auto all = library_.all();
    ASSERT_TRUE(all) << all.error().message;
    ASSERT_EQ(all->templates.size(), 1u);
    EXPECT_EQ(all->templates[0].name, "garden");
    EXPECT_EQ(all->lists.size(), 5u);
    const auto rows = expand(all->templates[0].text, all->lists, "");
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(rows->size(), 8u * 2 * 4 * 4 * 4);
    EXPECT_EQ(rows->front().prompt.substr(0, 48), "happy dog in a garden, sunny spring, day, flower");
    EXPECT_EQ(rows->back().favorite, "winter,snowy,the-early-dawn");
    EXPECT_THAT(library_.denied().value(), testing::IsEmpty());
}

TEST_F(LibraryTest, TemplatesComeAndGo) {
    ASSERT_TRUE(library_.put({{{"mine", "[EMOTION] [FLOWER]"}}, {{"flower", {"rose", "lily"}}}}));
    EXPECT_EQ(library_.find("mine")->text, "[EMOTION] [FLOWER]");
    EXPECT_THAT(library_.words("flower").value(), ElementsAre("rose", "lily"));
    ASSERT_TRUE(library_.put({{{"mine", "a [FLOWER]"}}, {}}));
    EXPECT_EQ(library_.find("mine")->text, "a [FLOWER]");
    ASSERT_TRUE(library_.remove("mine"));
    EXPECT_EQ(library_.find("mine").error().code, ErrorCode::not_found);
    EXPECT_EQ(library_.remove("mine").error().code, ErrorCode::not_found);
    EXPECT_EQ(library_.words("mood").error().code, ErrorCode::not_found);
}

TEST_F(LibraryTest, AnImportIsAllOrNothing) {
    const auto put = library_.put({{{"good", "[EMOTION]"}, {"bad", "[EMOTION] [MOOD]"}}, {{"extra", {"x"}}}});
    ASSERT_FALSE(put);
    EXPECT_THAT(put.error().message, HasSubstr("\"bad\" names the list of words \"mood\""));
    EXPECT_FALSE(library_.find("good"));
    EXPECT_FALSE(library_.words("extra"));
}

TEST_F(LibraryTest, DeniedWordsCountAtOnce) {
    EXPECT_TRUE(library_.check_prompt("a gun"));
    ASSERT_TRUE(library_.deny({"gun"}));
    EXPECT_THAT(library_.check_prompt("a Gun").error().message, HasSubstr("\"gun\""));
    ASSERT_TRUE(library_.deny({"knife"}));
    EXPECT_TRUE(library_.check_prompt("a gun"));
    EXPECT_FALSE(Library(*database_, clock_).check_prompt("a knife"));
    EXPECT_FALSE(library_.deny({"?"}));
    EXPECT_THAT(library_.denied().value(), ElementsAre("knife"));
}

}  // namespace
}  // namespace garden::prompts
