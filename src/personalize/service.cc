#include "personalize/service.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

#include "base/text.h"
#include "personalize/errors.h"
#include "personalize/requests.h"
#include "visitors/limits.h"

namespace garden::personalize {
namespace {

// The longest list to be ranked, of keys as long as pictures usually have, several times over.
constexpr std::size_t kBodyLimit = std::size_t{1024} * 1024;

http::Response empty_answer() { return http::json_response(200, ""); }

Or<std::vector<std::string>> resolve(Context& context, const std::vector<std::string>& sent) {
    auto keys = context.gallery.resolve(sent);
    if (!keys) return std::unexpected(refusal_of(keys.error()));
    return std::move(*keys);
}

Or<std::string> resolve(Context& context, const std::string& sent) {
    auto key = context.gallery.resolve(sent);
    if (!key) return std::unexpected(refusal_of(key.error()));
    return std::move(*key);
}

bool has_key(const std::string& key) { return key.size() <= visitors::kMostKeyOctets; }

// --- putting

Or<http::Response> put_events(Context& context, std::string_view body) {
    auto sent = read_put_events(body, context.clock.now());
    if (!sent) return std::unexpected(std::move(sent.error()));
    // All are looked at before the first is written.
    for (auto& [event, list] : *sent) {
        auto impression = resolve(context, event.impression);
        if (!impression) return std::unexpected(std::move(impression.error()));
        event.impression = impression->empty() ? context.shown.find(list) : std::move(*impression);
        auto item = resolve(context, event.item);
        if (!item) return std::unexpected(std::move(item.error()));
        event.item = std::move(*item);
        if (!has_key(event.item) || !std::ranges::all_of(event.impression, has_key))
            return invalid(fmt::format("an item has at most {} octets", visitors::kMostKeyOctets));
        if (event.type == visitors::EventType::view && event.impression.empty())
            return invalid(
                "the list of this recommendationId is not known any more: a view needs an impression");
    }
    for (const SentEvent& each : *sent) {
        if (const auto recorded = context.record(each.event); !recorded)
            return std::unexpected(refusal_of(recorded.error()));
    }
    return empty_answer();
}

Or<http::Response> put_users(Context& context, std::string_view body) {
    const auto users = read_put_users(body);
    if (!users) return std::unexpected(users.error());
    for (const visitors::Visitor& user : *users) {
        if (const auto seen = context.visitors.seen(user); !seen)
            return std::unexpected(refusal_of(seen.error()));
        context.recommender.visitor_known(user);
    }
    return empty_answer();
}

// What an item is follows from the store: its key says its search key, and it is known since it was put
// there. So there is nothing to write, but what contradicts the key is refused.
Or<http::Response> put_items(Context& context, std::string_view body) {
    const auto items = read_put_items(body);
    if (!items) return std::unexpected(items.error());
    for (const SentItem& sent : *items) {
        const auto key = resolve(context, sent.item);
        if (!key) return std::unexpected(key.error());
        const auto picture = gallery::parse_picture_key(*key);
        if (!picture || picture->place != gallery::Place::garden) {
            return invalid(
                "an item is a picture of the garden, emotions/<emotion>/<name>.jpeg or "
                "emotions/<emotion>/<favorite>/<name>.jpeg");
        }
        if (!sent.emotion.empty() && sent.emotion != picture->search_key.text())
            return invalid(
                fmt::format("by its key the EMOTION of this item is {}", picture->search_key.text()));
    }
    return empty_answer();
}

// --- getting

std::vector<gallery::SearchKey> plain_emotions() {
    std::vector<gallery::SearchKey> keys;
    for (const std::string_view emotion : gallery::kEmotions) keys.push_back({std::string(emotion), ""});
    return keys;
}

// Where recommendations are looked for: in what the filter says, else beside the item, else everywhere.
std::vector<gallery::SearchKey> search_keys_of(const Filter& filter, const std::string& item) {
    if (!filter.search_keys.empty()) return filter.search_keys;
    const auto picture = gallery::parse_picture_key(item);
    return picture ? std::vector{picture->search_key} : plain_emotions();
}

// The pictures of all these search keys, best first.
std::vector<std::string> recommended(Context& context, const RecommendationsRequest& wanted,
                                     const std::vector<gallery::SearchKey>& search_keys, std::size_t most) {
    std::vector<std::vector<std::string>> lists;
    for (const gallery::SearchKey& key : search_keys) {
        auto found =
            context.recommender.recommend({wanted.visitor, key.text(), most, wanted.filter.orientation});
        lists.push_back(std::move(found.landscape));
        lists.push_back(std::move(found.portrait));
    }
    std::erase_if(lists, [](const auto& list) { return list.empty(); });
    if (lists.empty()) return {};
    if (lists.size() == 1) return std::move(lists.front());
    std::vector<std::string> together;
    for (auto& list : lists) std::ranges::move(list, std::back_inserter(together));
    return context.recommender.separate_twins(
        context.recommender.rank({wanted.visitor, "", most, {}}, together));
}

std::string item_list(const std::vector<std::string>& items) {
    std::string json = "[";
    for (const std::string& item : items) {
        if (json.size() > 1) json += ',';
        json += fmt::format(R"({{"itemId":{}}})", json_quote(item));
    }
    return json + ']';
}

http::Response list_answer(Context& context, std::string_view member, const std::vector<std::string>& items,
                           const std::vector<std::string>& keys) {
    return http::json_response(200, fmt::format(R"({{"{}":{},"recommendationId":{}}})", member,
                                                item_list(items), json_quote(context.shown.add(keys))));
}

// The context of a request tells of a visitor, as the body of POST /garden does.
void learn_visitor(Context& context, const visitors::Visitor& visitor) {
    if (!visitor.id.empty()) context.recommender.visitor_known(visitor);
}

Or<http::Response> get_recommendations(Context& context, std::string_view body) {
    auto wanted = read_get_recommendations(body);
    if (!wanted) return std::unexpected(std::move(wanted.error()));
    learn_visitor(context, wanted->visitor);
    auto filter = settled(wanted->filter, context.gallery);
    if (!filter) return std::unexpected(std::move(filter.error()));
    wanted->filter = std::move(*filter);
    auto item = resolve(context, wanted->item);
    if (!item) return std::unexpected(std::move(item.error()));
    wanted->item = std::move(*item);
    // One more, for the item itself is taken out.
    const std::size_t most = wanted->most + (wanted->item.empty() ? 0 : 1);
    std::vector<std::string> keys;
    if (most > 0) keys = recommended(context, *wanted, search_keys_of(wanted->filter, wanted->item), most);
    if (std::erase(keys, wanted->item) > 0) keys = context.recommender.separate_twins(keys);
    if (keys.size() > wanted->most) keys.resize(wanted->most);
    context.recommender.note_given(wanted->visitor.id, {keys, {}});
    return list_answer(context, "itemList", keys, keys);
}

Or<http::Response> get_personalized_ranking(Context& context, std::string_view body) {
    const auto wanted = read_get_personalized_ranking(body);
    if (!wanted) return std::unexpected(wanted.error());
    learn_visitor(context, wanted->visitor);
    const auto filter = settled(wanted->filter, context.gallery);
    if (!filter) return std::unexpected(filter.error());
    const bool filters = *filter != Filter{};
    std::vector<std::string> keys;
    std::unordered_map<std::string, std::string> sent;  // by key: as the client calls it
    const auto resolved = resolve(context, wanted->items);
    if (!resolved) return std::unexpected(resolved.error());
    for (std::size_t i = 0; i < resolved->size(); ++i) {
        const std::string& key = (*resolved)[i];
        const auto picture = gallery::parse_picture_key(key);
        if (filters && (!picture || !passes(*filter, *picture))) continue;
        if (sent.emplace(key, wanted->items[i]).second) keys.push_back(key);
    }
    const std::vector<std::string> ranked =
        context.recommender.rank({wanted->visitor, "", keys.size(), {}}, keys);
    std::vector<std::string> items;
    for (const std::string& key : ranked) items.push_back(sent.at(key));
    return list_answer(context, "personalizedRanking", items, ranked);
}

// --- which operation

struct Operation {
    std::string_view path;
    bool writes = false;
    Or<http::Response> (*answer)(Context&, std::string_view body) = nullptr;
};

constexpr std::array<Operation, 5> kOperations = {{
    {"/events", true, &put_events},
    {"/users", true, &put_users},
    {"/items", true, &put_items},
    {"/recommendations", false, &get_recommendations},
    {"/personalize-ranking", false, &get_personalized_ranking},
}};

http::Response handle(Context& context, const http::Request& request, const aws::Identity& identity,
                      std::string_view body) {
    const auto* operation = std::ranges::find(kOperations, request.path, &Operation::path);
    if (operation == kOperations.end() || request.method != "POST") {
        return refuse(request,
                      {404,
                       "UnknownOperationException",
                       "PutEvents, PutUsers, PutItems, GetRecommendations and GetPersonalizedRanking "
                       "are answered here, and nothing else of Amazon Personalize",
                       {}});
    }
    if (operation->writes && identity.permission == access::Permission::read)
        return refuse(request, access_denied("this key pair may only read"));
    auto answer = operation->answer(context, body);
    return answer ? std::move(*answer) : refuse(request, answer.error());
}

}  // namespace

aws::DocumentService make_service(Context& context) {
    return {.target = "",
            .body_limit = kBodyLimit,
            .handle = [&context](const http::Request& request, const aws::Identity& identity,
                                 std::string_view body) { return handle(context, request, identity, body); },
            .refuse = &refuse};
}

}  // namespace garden::personalize
