#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "aws/json_document.h"
#include "personalize/arn.h"
#include "personalize/limits.h"
#include "personalize/members.h"
#include "personalize/requests.h"

namespace garden::personalize {
namespace {

// Who asks, as the context describes them now.
Or<visitors::Visitor> read_visitor(const json& request) {
    auto id = read_text(request, "userId", kMostIdOctets);
    if (!id) return std::unexpected(std::move(id.error()));
    auto context = read_attributes(request, "context", kMostContext, kMostValueOctets);
    if (!context) return std::unexpected(std::move(context.error()));
    for (const char* name : {"GENERATION", "GENDER", "EMOTION"}) {
        if ((*context)[name].size() > kMostIdOctets)
            return invalid(fmt::format("context: {} may have at most {} octets", name, kMostIdOctets));
    }
    return visitors::Visitor{std::move(*id), (*context)["GENERATION"], (*context)["GENDER"],
                             (*context)["EMOTION"]};
}

// The member is an ARN of this kind, or not there.
Or<bool> names_a(const json& request, const char* member, std::string_view kind) {
    const auto text = read_text(request, member, kMostArnOctets);
    if (!text) return std::unexpected(text.error());
    if (text->empty()) return false;
    const auto arn = parse_arn(member, *text);
    if (!arn) return std::unexpected(arn.error());
    if (arn->kind != kind) return invalid(fmt::format("{} must name a {}", member, kind));
    return true;
}

Or<std::size_t> read_most(const json& request) {
    const json* value = find(request, "numResults");
    if (value == nullptr) return kUsualResults;
    if (!value->is_number_integer()) return malformed("numResults must be a whole number");
    // A number beyond the signed ones is read as unsigned.
    if (value->is_number_unsigned() ? value->get<std::uint64_t>() > kMostResults
                                    : value->get<std::int64_t>() < 0)
        return invalid(fmt::format("numResults must be from 0 to {}", kMostResults));
    return value->get<std::size_t>();
}

}  // namespace

Or<RecommendationsRequest> read_get_recommendations(std::string_view body) {
    const auto parsed = aws::parse_json_document(body);
    if (!parsed) return malformed(parsed.error().message);
    const auto campaign = names_a(*parsed, "campaignArn", "campaign");
    if (!campaign) return std::unexpected(campaign.error());
    const auto recommender = names_a(*parsed, "recommenderArn", "recommender");
    if (!recommender) return std::unexpected(recommender.error());
    if (*campaign == *recommender) return invalid("give either a campaignArn or a recommenderArn");
    auto visitor = read_visitor(*parsed);
    if (!visitor) return std::unexpected(std::move(visitor.error()));
    auto item = read_text(*parsed, "itemId", kMostItemOctets);
    if (!item) return std::unexpected(std::move(item.error()));
    const auto most = read_most(*parsed);
    if (!most) return std::unexpected(most.error());
    auto filter = read_filter(*parsed);
    if (!filter) return std::unexpected(std::move(filter.error()));
    return RecommendationsRequest{std::move(*visitor), std::move(*item), *most, std::move(*filter)};
}

Or<RankingRequest> read_get_personalized_ranking(std::string_view body) {
    const auto parsed = aws::parse_json_document(body);
    if (!parsed) return malformed(parsed.error().message);
    const auto campaign = names_a(*parsed, "campaignArn", "campaign");
    if (!campaign) return std::unexpected(campaign.error());
    if (!*campaign) return invalid("campaignArn is missing");
    auto visitor = read_visitor(*parsed);
    if (!visitor) return std::unexpected(std::move(visitor.error()));
    if (visitor->id.empty()) return invalid("userId is missing");
    auto items = read_texts(*parsed, "inputList", kMostRanked, kMostItemOctets);
    if (!items) return std::unexpected(std::move(items.error()));
    if (items->empty()) return invalid("inputList is missing or empty");
    auto filter = read_filter(*parsed);
    if (!filter) return std::unexpected(std::move(filter.error()));
    return RankingRequest{std::move(*visitor), std::move(*items), std::move(*filter)};
}

}  // namespace garden::personalize
