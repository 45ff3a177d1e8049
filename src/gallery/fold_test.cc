#include "gallery/fold.h"

#include <gtest/gtest.h>

namespace garden::gallery {
namespace {

TEST(Fold, LeavesOutWhatASearchDoesNotMind) {
    EXPECT_EQ(fold("ROSES at the Café"), fold("roses AT the cafe\u0301"));
    EXPECT_EQ(fold("Straße"), fold("STRASSE"));
    EXPECT_EQ(fold("\u110c\u1161\u11bc\u1106\u1175"), "장미") << "single jamo, as some systems send them";
    EXPECT_EQ(fold("장미, 100% _x_"), "장미, 100% _x_");
    EXPECT_EQ(fold(""), "");
}

}  // namespace
}  // namespace garden::gallery
