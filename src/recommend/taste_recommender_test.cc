#include "recommend/taste_recommender.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recommend/test_garden.h"

namespace garden::recommend {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSubsetOf;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

TEST_F(TasteRecommenderTest, AnswersWhatHasTheSearchKeyWithOrientationsApart) {
    recommender_.picture_put(picture("emotions/happy/img_1v.jpeg", "happy", true));
    recommender_.picture_put(picture("emotions/happy/cat/img_1h.jpeg", "happy/cat"));
    EXPECT_THAT(landscape("ada"), SizeIs(12));
    EXPECT_THAT(landscape("ada", 2), SizeIs(2));
    EXPECT_THAT(recommender_.recommend({{}, "happy", 25, {}}).portrait,
                ElementsAre("emotions/happy/img_1v.jpeg"));
    EXPECT_THAT(recommender_.recommend({{}, "happy/cat", 25, {}}).landscape,
                ElementsAre("emotions/happy/cat/img_1h.jpeg"));
    EXPECT_THAT(recommender_.recommend({{}, "sad", 25, {}}).landscape, SizeIs(0));
}

TEST_F(TasteRecommenderTest, LearnsWhatAVisitorLikesFromTheLookOfWhatTheyLiked) {
    learn(evening("ada", 4));
    // Two that nobody saw yet.
    recommender_.picture_put(picture(key(100)));
    recommender_.picture_looks(key(100), look(true, 100), 0);
    recommender_.picture_put(picture(key(101)));
    recommender_.picture_looks(key(101), look(false, 101), 0);
    EXPECT_GT(number("ada", key(100), "chance"), 1.5 * number("ada", key(101), "chance"));
    EXPECT_GT(number("ada", key(100), "visitor"), number("bo", key(100), "visitor") + 0.05);
    EXPECT_THAT(recommender_.explain("ada", key(100))->words, HasSubstr("What speaks for it most: its "));
}

TEST_F(TasteRecommenderTest, LearnsWhatAGenerationLikes) {
    std::vector<Event> log;
    for (int i = 0; i < 40; ++i) {
        const bool child = i % 2 == 0;
        const Keys slate = {key(i % 12), key((i + 1) % 12)};
        Event event = like(fmt::format("visitor {}", i), slate[child == (i % 12 % 2 == 0) ? 0 : 1], slate);
        event.generation = child ? "child" : "elder";
        log.push_back(event);
    }
    learn(log);
    recommender_.visitor_known({"a child", "child", "", ""});
    recommender_.visitor_known({"an elder", "elder", "", ""});
    EXPECT_GT(number("a child", key(0), "generation"), number("an elder", key(0), "generation") + 0.1);
}

TEST_F(TasteRecommenderTest, WhoLikedThisAlsoLikedThat) {
    // Each shows the other two, so that no picture is liked more than another.
    const Keys slate = {key(0), key(2), key(4), key(6)};
    for (int i = 0; i < 20; ++i) {
        const std::string id = fmt::format("visitor {}", i);
        const std::string first = slate[i % 2 == 0 ? 0 : 1], second = slate[i % 2 == 0 ? 2 : 3];
        learn({like(id, first, slate), like(id, second, slate)});
    }
    learn({like("ada", key(0), {key(0)}), like("bo", key(2), {key(2)})});
    EXPECT_GT(number("ada", key(4), "alsoLiked"), 0.1);
    EXPECT_EQ(number("ada", key(6), "alsoLiked"), 0);
    EXPECT_GT(number("bo", key(6), "alsoLiked"), 0.1);
    EXPECT_EQ(number("a stranger", key(4), "alsoLiked"), 0);
    EXPECT_THAT(recommender_.explain("ada", key(4))->words,
                HasSubstr("Many who liked what this visitor liked liked it too."));
    const Keys asked = {key(4), key(6)};
    EXPECT_EQ(recommender_.rank({{"ada", "", "", ""}, "", 0, {}}, asked)[0], key(4));
    EXPECT_EQ(recommender_.rank({{"bo", "", "", ""}, "", 0, {}}, asked)[0], key(6));
    const Keys ada = landscape("ada"), bo = landscape("bo");
    EXPECT_LT(std::ranges::find(ada, key(4)), std::ranges::find(ada, key(6)));
    EXPECT_LT(std::ranges::find(bo, key(6)), std::ranges::find(bo, key(4)));
}

TEST_F(TasteRecommenderTest, RanksAGivenListWithUnknownKeysLast) {
    for (const Event& event : evening("ada", 6)) recommender_.record(event, true);
    recommender_.picture_put(picture("emotions/sad/img_1v.jpeg", "sad", true));
    const Keys given = {"x", key(1), "emotions/sad/img_1v.jpeg", key(0), "w", key(1)};
    const Keys ranked = recommender_.rank({{"ada", "", "", ""}, "", 0, {}}, given);
    ASSERT_THAT(ranked, SizeIs(5));
    EXPECT_LT(std::ranges::find(ranked, key(0)), std::ranges::find(ranked, key(1)));
    EXPECT_THAT(Keys(ranked.begin() + 3, ranked.end()), ElementsAre("x", "w"));
    EXPECT_TRUE(recommender_.rank({}, {}).empty());
}

// Pictures 0 to 9 look the same, the others of `pictures` do not.
void plant_twins(TasteRecommender& recommender, int pictures, bool portrait = false) {
    for (int i = 0; i < pictures; ++i) {
        const std::string name = portrait ? fmt::format("emotions/happy/img_{}v.jpeg", i) : key(i);
        recommender.picture_put(picture(name, "happy", portrait));
        image::Look same = look(true, 1);
        same[3] += 0.01F * static_cast<float>(i);
        recommender.picture_looks(name, i < 10 ? same : look(false, i), 0);
    }
}

bool is_twin(const std::string& name) {
    return name.find_first_of("0123456789") == name.size() - std::string_view("0h.jpeg").size();
}

// How many slates of three have two pictures that look the same.
int shared_slates(const Keys& shown) {
    int shared = 0;
    for (std::size_t i = 0; i < shown.size(); i += 3) {
        const auto slate = std::span(shown).subspan(i, std::min<std::size_t>(3, shown.size() - i));
        if (std::ranges::count_if(slate, is_twin) > 1) ++shared;
    }
    return shared;
}

TEST_F(TasteRecommenderTest, TwinsDoNotShareASlateWhileThereAreOthers) {
    TasteRecommender recommender;
    plant_twins(recommender, 40);
    plant_twins(recommender, 20, true);
    for (int visitor = 0; visitor < 50; ++visitor) {
        const Query query{{fmt::format("{}", visitor), "", "", ""}, "happy", 25, {}};
        auto [shown, portrait] = recommender.recommend(query);
        ASSERT_THAT(shown, SizeIs(25));
        // Portraits come after them on the page; of those the last ones have twins alone to share with.
        shown.insert(shown.end(), portrait.begin(), portrait.begin() + 5);
        EXPECT_EQ(shared_slates(shown), 0);
        const Query upright{query.visitor, "happy", 3, gallery::Orientation::portrait};
        EXPECT_THAT(recommender.recommend(upright).landscape, SizeIs(0));
        EXPECT_EQ(shared_slates(recommender.recommend(upright).portrait), 0);
        Keys ranked = recommender.separate_twins(
            recommender.rank(query, recommender.recommend({{}, "happy", 40, {}}).landscape));
        ASSERT_THAT(ranked, SizeIs(40));
        ranked.resize(12);
        EXPECT_EQ(shared_slates(ranked), 0);
    }
    EXPECT_THAT(recommender.recommend({{}, "happy", 100, {}}).landscape, SizeIs(40)) << "none is left out";
}

std::vector<Event> numbered(std::vector<Event> log) {
    std::int64_t number = 0;
    for (Event& event : log) event.number = ++number;
    return log;
}

TEST_F(TasteRecommenderTest, TheSameLogGivesTheSameAnswersInWhicheverOrderPicturesCame) {
    std::vector<Event> log;
    for (int visitor = 0; visitor < 60; ++visitor) {
        for (Event& event : evening(fmt::format("visitor {}", visitor), 5)) log.push_back(std::move(event));
        log.push_back(view("visitor 1", {key(visitor % 12), key(3)}));
    }
    log = numbered(log);
    learn(log);
    TasteRecommender again;
    for (int i = 11; i >= 0; --i) {
        again.picture_looks(key(i), look(i % 2 == 0, i), 0);
        again.picture_put(picture(key(i)));
    }
    for (const Event& event : log) again.record(event, true);
    for (const std::string id : {"visitor 3", "nobody"})
        EXPECT_EQ(again.recommend({{id, "", "", ""}, "happy", 25, {}}).landscape, landscape(id));
    EXPECT_EQ(again.explain("visitor 1", key(1))->numbers,
              recommender_.explain("visitor 1", key(1))->numbers);
}

TEST_F(TasteRecommenderTest, ASnapshotAndTheLogAfterItGiveTheSameAsTheWholeLog) {
    recommender_.picture_put(picture("emotions/happy/gone.jpeg"));
    std::vector<Event> log;
    for (int i = 0; i < 200; ++i) {
        for (Event& event : evening(fmt::format("visitor {}", i % 70), 4)) log.push_back(std::move(event));
        log.push_back(view("visitor 1", {key(i % 12), "emotions/happy/gone.jpeg"}));
    }
    log = numbered(log);
    const auto middle = log.begin() + 600;  // after the priors were learned, and before they are again
    learn({log.begin(), middle});
    recommender_.picture_removed("emotions/happy/gone.jpeg");
    const Snapshot snapshot = recommender_.snapshot();
    EXPECT_EQ(snapshot.number, 600);
    EXPECT_EQ(snapshot.events, 600);

    TasteRecommender again;
    ASSERT_TRUE(again.restore(snapshot));
    EXPECT_EQ(again.learned(), 600);
    plant(again);
    for (auto event = middle; event != log.end(); ++event) again.record(*event, true);
    learn({middle, log.end()});
    EXPECT_EQ(again.snapshot().octets, recommender_.snapshot().octets);
    for (const std::string id : {"visitor 3", "nobody"}) {
        EXPECT_EQ(again.recommend({{id, "", "", ""}, "happy", 25, {}}).landscape, landscape(id));
        EXPECT_EQ(again.explain(id, key(1))->numbers, recommender_.explain(id, key(1))->numbers);
    }
    EXPECT_EQ(again.figures().all.recommender.ndcg, recommender_.figures().all.recommender.ndcg);
}

TEST_F(TasteRecommenderTest, ASnapshotThatIsNoneIsAnError) {
    learn(numbered(evening("ada", 3)));
    Snapshot snapshot = recommender_.snapshot();
    snapshot.octets.resize(snapshot.octets.size() / 2);
    for (const std::string& octets : {snapshot.octets, std::string(), std::string(200, '\xff')}) {
        TasteRecommender other;
        const auto restored = other.restore({0, 0, octets});
        ASSERT_FALSE(restored);
        EXPECT_EQ(restored.error().code, ErrorCode::corrupt);
    }
}

TEST_F(TasteRecommenderTest, ALookThatCameLateTeachesNothingOfWhatWasBefore) {
    TasteRecommender late;
    for (int i = 0; i < 4; ++i) {
        late.picture_put(picture(key(i)));
        late.picture_looks(key(i), look(i % 2 == 0, i), 100);
    }
    Event event = like("ada", key(0), {key(0), key(1)});
    event.number = 100;
    late.record(event, true);
    EXPECT_NEAR(number(late, "ada", key(2), "emotion"), 0, 0.005);
    event.impression = {key(0), key(3)};
    event.item = key(3);
    event.number = 101;
    late.record(event, true);
    EXPECT_LT(number(late, "ada", key(2), "emotion"), -0.02);
}

TEST_F(TasteRecommenderTest, TastesThatTurnAreLearnedAnew) {
    const auto evenings = [&](bool bright, int from, int to) {
        for (int visitor = from; visitor < to; ++visitor) {
            for (int i = 0; i < 6; ++i) {
                const Keys slate = {key(2 * i), key((2 * i + 1) % 12), key((2 * i + 3) % 12)};
                const std::string id = fmt::format("visitor {}", visitor);
                recommender_.record(bright ? like(id, slate[0], slate) : like(id, slate[1 + i % 2], slate),
                                    true);
            }
        }
    };
    evenings(true, 0, 150);
    EXPECT_GT(number("a stranger", key(0), "chance"), number("a stranger", key(1), "chance") + 0.3);
    evenings(false, 150, 200);
    EXPECT_LT(number("a stranger", key(0), "chance"), number("a stranger", key(1), "chance"));
}

TEST_F(TasteRecommenderTest, WhatWasLikedBeforeTastesTurnedIsNearToNothing) {
    for (int i = 0; i < 60; ++i) learn(evening(fmt::format("visitor {}", i), 6));
    learn({view("visitor 0", {key(3)})});
    EXPECT_GT(number("visitor 0", key(2), "alsoLiked"), 0.05);
    // So many likes fewer than expected that it cannot be chance.
    for (int i = 0; i < 150; ++i) learn({view(fmt::format("passer-by {}", i), {key(0), key(2), key(4)})});
    EXPECT_EQ(number("visitor 0", key(2), "alsoLiked"), 0)
        << "though nothing was heard of this visitor since";
    learn({view("visitor 0", {key(3)})});
    EXPECT_EQ(number("visitor 0", key(2), "alsoLiked"), 0);
}

TEST_F(TasteRecommenderTest, ARemovedPictureIsGoneAndComesBackWithWhatWasLearned) {
    learn({like("ada", key(4), {key(4), key(5)})});
    const double before = number("bo", key(4), "picture");
    recommender_.picture_removed(key(4));
    EXPECT_THAT(landscape("bo"), Not(Contains(key(4))));
    EXPECT_EQ(recommender_.explain("ada", key(4)).error().code, ErrorCode::not_found);
    recommender_.picture_put(picture(key(4)));
    EXPECT_EQ(number("bo", key(4), "picture"), before);
    EXPECT_THAT(landscape("bo"), SizeIs(12));
}

TEST_F(TasteRecommenderTest, AForgottenVisitorIsAStranger) {
    recommender_.visitor_known({"ada", "adult", "Female", ""});
    learn(evening("ada", 4));
    EXPECT_EQ(recommender_.visitor("ada").generation, "adult");
    recommender_.forget_visitor("ada");
    EXPECT_EQ(recommender_.visitor("ada").generation, "");
    EXPECT_EQ(number("ada", key(0), "seen"), 0);
    EXPECT_EQ(number("ada", key(0), "visitor"), number("a stranger", key(0), "visitor"));
}

TEST_F(TasteRecommenderTest, NonsenseTeachesNothing) {
    const Keys before = landscape("bo");
    recommender_.picture_removed("nothing");
    recommender_.picture_put({"emotions/hungry/a.jpeg", "hungry", false, {}});
    recommender_.picture_looks("no key at all", look(true, 1), 0);
    learn({view("ada", {}), like("", "nothing", {}), view("eve", Keys(50, "nothing"))});
    EXPECT_THAT(landscape("bo"), UnorderedElementsAre(key(0), key(1), key(2), key(3), key(4), key(5), key(6),
                                                      key(7), key(8), key(9), key(10), key(11)));
    EXPECT_EQ(number("bo", key(0), "showings"), 0);
    EXPECT_THAT(before, SizeIs(12));
}

// The place of a picture in an order, from 1.
std::size_t place_in(const Keys& order, const std::string& key) {
    return static_cast<std::size_t>(std::ranges::find(order, key) - order.begin()) + 1;
}

TEST_F(TasteRecommenderTest, IsAskedBeforeItLearns) {
    const Keys order = landscape("ada");
    const std::string liked = order[4];
    recommender_.record(like("ada", liked, {order[0], liked}), true);
    const Figures figures = recommender_.figures();
    EXPECT_EQ(figures.all.questions, 1u);
    EXPECT_DOUBLE_EQ(figures.all.recommender.mrr, 1.0 / 5);
    EXPECT_DOUBLE_EQ(figures.all.recommender.precision[0], 1.0 / 5);
    EXPECT_EQ(figures.new_visitors.questions, 1u);
    EXPECT_EQ(figures.new_pictures.questions, 1u);
    EXPECT_EQ(figures.places[1].liked, 1u);
    EXPECT_EQ(figures.coverage.pictures, 12u);
    EXPECT_EQ(figures.coverage.shown, 2u);
    EXPECT_EQ(figures.coverage.recommended, 3u);
    EXPECT_EQ(figures.first_places, 3u);
}

TEST_F(TasteRecommenderTest, ALikeAfterAViewIsLookedUpInTheRankingBeforeTheView) {
    const Keys order = landscape("ada");
    const Keys slate = {order[0], order[1], order[2]};
    recommender_.record(view("ada", slate), true);
    ASSERT_GT(place_in(landscape("ada"), order[1]), 3u) << "what was seen moves back";
    recommender_.record(like("ada", order[1], slate), true);
    recommender_.record(like("ada", order[1], slate), true);
    const Figures figures = recommender_.figures();
    EXPECT_EQ(figures.slates, 1u);
    EXPECT_DOUBLE_EQ(figures.all.recommender.mrr, 1.0 / 2);
    EXPECT_EQ(figures.clicks.shown, 3u);
    EXPECT_EQ(figures.clicks.liked, 1u);
}

TEST_F(TasteRecommenderTest, TheBaselineHasWhatWasLikedBeforeFirst) {
    for (int i = 0; i < 4; ++i) {
        const std::string visitor = fmt::format("visitor {}", i);
        recommender_.record(like(visitor, key(3), {key(2), key(3)}), true);
    }
    for (int i = 0; recommender_.figures().asked < 3; ++i) {  // not every slate asks
        ASSERT_LT(i, 100);
        recommender_.record(view(fmt::format("passer-by {}", i), {key(7)}), true);
    }
    const Figures before = recommender_.figures();
    EXPECT_GE(before.coverage.popular, 3u);
    EXPECT_LT(before.all.popularity.mrr, 1);
    for (int i = 0; recommender_.figures().all.questions < before.all.questions + 1; ++i) {
        ASSERT_LT(i, 100);
        recommender_.record(like(fmt::format("fan {}", i), key(3), {key(2), key(3)}), true);
    }
    const auto sum = [](const Figures& figures) {
        return figures.all.popularity.mrr * static_cast<double>(figures.all.questions);
    };
    EXPECT_NEAR(sum(recommender_.figures()) - sum(before), 1, 1e-9);
}

TEST_F(TasteRecommenderTest, WhatIsLearnedWithoutBeingMeasuredAsksNothing) {
    TasteRecommender other;
    plant(other);
    for (int i = 0; i < 12; ++i) {
        const Event event = evening(fmt::format("visitor {}", i), 1)[0];
        recommender_.record(event, true);
        other.record(event, false);
    }
    EXPECT_GT(recommender_.figures().asked, 0u);
    EXPECT_EQ(other.figures().asked, 0u);
    EXPECT_EQ(other.figures().clicks.liked, recommender_.figures().clicks.liked);
}

}  // namespace
}  // namespace garden::recommend
