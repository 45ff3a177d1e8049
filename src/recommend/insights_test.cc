#include "recommend/insights.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace garden::recommend {
namespace {

using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;

constexpr double kClose = 1e-12;

// A ranking of ten pictures that begins with these.
std::vector<PictureNumber> ranking(std::vector<PictureNumber> first) {
    for (PictureNumber picture = 100; first.size() < 10; ++picture) first.push_back(picture);
    return first;
}

// Pictures that the question is about, none of them new.
ShownSlate slate(const std::vector<PictureNumber>& pictures, std::optional<Answers> answers = {}) {
    ShownSlate slate{.at = from_micros(0), .mood = {}, .places = {}, .answers = std::move(answers)};
    for (const PictureNumber picture : pictures) slate.places.push_back({picture, false, true});
    return slate;
}

Figures figures(const Insights& insights, std::size_t pictures = 10) {
    return insights.figures(pictures, [](PictureNumber) { return true; });
}

TEST(InsightsTest, OneLikedPictureIsJudgedByItsRank) {
    Insights insights;
    insights.note_slate("ada", slate({1, 2, 3}, Answers{ranking({2, 3, 1}), ranking({4, 5, 6, 7, 8, 9, 1})}));
    insights.note_like("ada", 1);
    const Comparison all = figures(insights).all;
    EXPECT_EQ(all.questions, 1u);
    // Third for the recommender: 1 / log2(4). Seventh for the baseline: 1 / log2(8), but below the fifth
    // place.
    EXPECT_THAT(all.recommender.ndcg, Each(DoubleNear(0.5, kClose)));
    EXPECT_THAT(all.recommender.precision, ElementsAre(1.0 / 5, 1.0 / 10, 1.0 / 25));
    EXPECT_DOUBLE_EQ(all.recommender.mrr, 1.0 / 3);
    EXPECT_THAT(all.popularity.ndcg,
                ElementsAre(0, DoubleNear(1.0 / 3, kClose), DoubleNear(1.0 / 3, kClose)));
    EXPECT_THAT(all.popularity.precision, ElementsAre(0, 1.0 / 10, 1.0 / 25));
    EXPECT_DOUBLE_EQ(all.popularity.mrr, 1.0 / 7);
}

TEST(InsightsTest, TwoLikesOfOneSlateAreOneQuestion) {
    Insights insights;
    insights.note_slate("ada", slate({1, 2, 3}, Answers{ranking({1, 4, 2}), ranking({4, 5})}));
    insights.note_like("ada", 1);
    insights.note_like("ada", 2);
    insights.note_like("ada", 2);
    const Comparison all = figures(insights).all;
    EXPECT_EQ(all.questions, 1u);
    // First and third of two that could be first and second: (1 + 1/2) / (1 + 1/log2(3)).
    EXPECT_THAT(all.recommender.ndcg, Each(DoubleNear(1.5 / (1 + 1 / std::log2(3.0)), kClose)));
    EXPECT_DOUBLE_EQ(all.recommender.precision[0], 2.0 / 5);
    EXPECT_DOUBLE_EQ(all.recommender.mrr, 1);
    EXPECT_THAT(all.popularity.ndcg, Each(0));
    EXPECT_EQ(all.popularity.mrr, 0);
    EXPECT_EQ(figures(insights).clicks.liked, 2u);
}

TEST(InsightsTest, MeansAreOverQuestionsOfWhichSomethingWasLiked) {
    Insights insights;
    insights.note_slate("ada", slate({1, 2}, Answers{ranking({1}), ranking({1})}));
    insights.note_like("ada", 1);
    insights.note_slate("ada", slate({1, 2}, Answers{ranking({3, 1, 2}), ranking({2})}));
    insights.note_like("ada", 2);
    insights.note_slate("ada", slate({1, 2}, Answers{ranking({1}), ranking({1})}));  // nothing is liked
    insights.note_slate("bo", slate({1, 2}));                                        // nothing is asked
    insights.note_like("bo", 1);
    const Figures all = figures(insights);
    EXPECT_EQ(all.slates, 4u);
    EXPECT_EQ(all.asked, 3u);
    EXPECT_EQ(all.all.questions, 2u);
    EXPECT_THAT(all.all.recommender.ndcg, Each(DoubleNear((1 + 0.5) / 2, kClose)));
    EXPECT_DOUBLE_EQ(all.all.recommender.mrr, (1 + 1.0 / 3) / 2);
    EXPECT_DOUBLE_EQ(all.all.popularity.mrr, 1);
}

TEST(InsightsTest, NewVisitorsAndNewPicturesAreJudgedApart) {
    Insights insights;
    ShownSlate of_newcomer = slate({1, 2}, Answers{ranking({1}), ranking({2, 1})});
    of_newcomer.visitor_is_new = true;
    insights.note_slate("ada", of_newcomer);
    insights.note_like("ada", 1);
    ShownSlate with_new = slate({3, 4}, Answers{ranking({4, 3}), ranking({})});
    with_new.places[0].is_new = true;
    insights.note_slate("bo", with_new);
    insights.note_like("bo", 3);
    insights.note_like("bo", 4);
    const Figures all = figures(insights);
    EXPECT_EQ(all.new_visitors.questions, 1u);
    EXPECT_DOUBLE_EQ(all.new_visitors.recommender.mrr, 1);
    EXPECT_DOUBLE_EQ(all.new_visitors.popularity.mrr, 1.0 / 2);
    EXPECT_EQ(all.new_pictures.questions, 1u);
    EXPECT_DOUBLE_EQ(all.new_pictures.recommender.mrr, 1.0 / 2);  // of picture 3 alone
    EXPECT_EQ(all.clicks_of_new_visitors.shown, 2u);
    EXPECT_EQ(all.clicks_of_new_visitors.liked, 1u);
    EXPECT_EQ(all.clicks_of_new_pictures.shown, 1u);
    EXPECT_EQ(all.clicks_of_new_pictures.liked, 1u);
}

TEST(InsightsTest, LikesOfWhatTheQuestionIsNotAboutAreClicksOnly) {
    Insights insights;
    ShownSlate mixed = slate({1, 2}, Answers{ranking({1}), ranking({1})});
    mixed.places[1].is_asked = false;
    insights.note_slate("ada", mixed);
    insights.note_like("ada", 2);
    EXPECT_EQ(figures(insights).all.questions, 0u);
    EXPECT_EQ(figures(insights).clicks.liked, 1u);
}

TEST(InsightsTest, ClicksAreCountedByPlaceEmotionGenerationGenderAndHour) {
    Insights insights;
    ShownSlate shown = slate({1, 2, 3, 4, 5, 6, 7, 8, 9});
    shown.places[1].picture.reset();  // an unknown key keeps its place
    shown.mood = {7, 2, 1};
    insights.note_slate("ada", shown);
    insights.note_like("ada", 3);
    insights.note_like("ada", 9);
    const Figures all = figures(insights);
    EXPECT_EQ(all.places[0].shown, 1u);
    EXPECT_EQ(all.places[1].shown, 0u);
    EXPECT_EQ(all.places[2].liked, 1u);
    EXPECT_EQ(all.places[7].shown, 2u) << "the ninth counts as the eighth";
    EXPECT_EQ(all.places[7].liked, 1u);
    for (const Audience* count : {&all.emotions[7], &all.generations[2], &all.genders[1], &all.clicks}) {
        EXPECT_EQ(count->shown, 8u);
        EXPECT_EQ(count->liked, 2u);
        EXPECT_EQ(count->visitors, 1u);
    }
    EXPECT_EQ(all.emotions[0].shown, 0u);
    std::uint64_t hours = 0;
    for (const Count& count : all.hours) hours += count.liked;
    EXPECT_EQ(hours, 2u);
}

TEST(InsightsTest, CoverageIsOfPicturesThatAreThere) {
    Insights insights;
    Answers answers{{1, 2, 3, 4}, {5, 6}};
    answers.first = 3;
    answers.explored = 1;
    insights.note_slate("ada", slate({1, 7}, answers));
    insights.note_slate("bo", slate({7, 8}));
    const Figures all = insights.figures(20, [](PictureNumber picture) { return picture != 2; });
    EXPECT_EQ(all.coverage.pictures, 20u);
    EXPECT_EQ(all.coverage.shown, 3u);
    EXPECT_EQ(all.coverage.recommended, 2u) << "1 and 3: the fourth is not first, and 2 is gone";
    EXPECT_EQ(all.coverage.popular, 2u);
    EXPECT_EQ(all.first_places, 3u);
    EXPECT_EQ(all.explored_places, 1u);
}

TEST(InsightsTest, TheOldestSlatesLeaveTheWindow) {
    Insights insights;
    insights.note_slate("early", slate({1}, Answers{ranking({1}), ranking({1})}));
    for (std::size_t i = 0; i < Insights::kWindow; ++i) {
        ShownSlate later = slate({2});
        later.at = from_micros(1'000'000);
        insights.note_slate("later", later);
    }
    insights.note_like("early", 1);
    insights.note_like("later", 2);
    const Figures all = figures(insights);
    EXPECT_EQ(all.slates, Insights::kWindow);
    EXPECT_EQ(all.oldest, from_micros(1'000'000));
    EXPECT_EQ(all.clicks.liked, 1u) << "the like of a slate that has left counts no more";
    EXPECT_EQ(all.all.questions, 0u);
}

TEST(InsightsTest, TheBaselineIsTheSmoothedShareOfLikes) {
    Insights insights;
    Shelf shelf;
    for (PictureNumber picture = 0; picture < 3; ++picture) shelf.add(picture, picture, {});
    for (int i = 0; i < 4; ++i) insights.note_slate("ada", slate({0, 1}));
    insights.note_like("ada", 1);
    std::vector<float> scores;
    insights.popularity(shelf, scores);
    EXPECT_THAT(scores, ElementsAre(0.5F / 8, 1.5F / 8, 0.5F / 4));
}

TEST(InsightsTest, AQuestionAboutManyPicturesIsPaidForByThoseThatAskNothing) {
    Insights insights;
    const auto asked = [&](std::size_t pictures) {
        int count = 0;
        for (int i = 0; i < 10'000; ++i) count += insights.may_ask(pictures) ? 1 : 0;
        return count;
    };
    const int few = asked(100), many = asked(100'000);
    EXPECT_GT(few, 1'000);
    EXPECT_GE(many, 10);
    EXPECT_LT(many, 20);
}

TEST(InsightsTest, AVisitorCountsOnceHoweverManySlatesTheySee) {
    Insights insights;
    for (const std::string_view visitor : {"ada", "bo", "ada"}) insights.note_slate(visitor, slate({1, 2}));
    ShownSlate sad = slate({3});
    sad.mood.emotion = 7;
    insights.note_slate("ada", sad);
    EXPECT_EQ(figures(insights).clicks.visitors, 2u);
    EXPECT_EQ(figures(insights).emotions[slate({1}).mood.emotion].visitors, 2u);
    EXPECT_EQ(figures(insights).emotions[7].visitors, 1u);
    EXPECT_EQ(figures(insights).emotions[6].visitors, 0u);
}

TEST(InsightsTest, WhoIsForgottenLikesNothingMoreAndStaysCounted) {
    Insights insights;
    insights.note_slate("ada", slate({1}));
    insights.forget_visitor("ada");
    insights.note_like("ada", 1);
    EXPECT_EQ(figures(insights).clicks.shown, 1u);
    EXPECT_EQ(figures(insights).clicks.liked, 0u);
    EXPECT_EQ(figures(insights).clicks.visitors, 0u);
}

}  // namespace
}  // namespace garden::recommend
