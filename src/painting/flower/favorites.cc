#include "painting/flower/favorites.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/text.h"
#include "painting/flower/emoji_names.h"

namespace garden::painting::flower {
namespace {

constexpr std::size_t kMostWords = 4;    // of one English name
constexpr std::size_t kMostKorean = 30;  // octets of one Korean name
constexpr std::size_t kSyllable = 3;     // octets of a Korean one in UTF-8

// What emoji are called too, but no visitor means as a figure when it stands alone in a prompt. In a longer
// name it counts: "hot dog", "light bulb".
constexpr std::array<std::string_view, 6> kNoFavorite{
    // How a picture is made, and what of.
    "camera|film|movie|video|comic|studio|engine|frame|frames|page|cover|pen|pencil|brush|ink|oil|"
    "clay|crystal|glass|metal|wood|wool|paper|pearl|gold|silver|bronze|iron|stone|rock|brick|clapper|"
    "projector|"
    "flash|shot|view|focus|level|scale|set|card|index|file|design|art|drawing|game|print|printer|desktop|"
    "computer|pc|digital|poster|magic|fantasy|dynamic|spiral|swirl|curve|string|pattern|reflection|mirror",
    // The garden, its sky, and all places that a picture may be of.
    "garden|field|mountain|sea|tower|wall|window|building|home|leaf|leaves|palm|bamboo|tree|"
    "trees|snow|rain|sun|wind|water|ice|fire|space|autumn|spring|construction|hole|"
    "drop|drops|beacon|light|lights|factory|classical|travel",
    // Feelings, and occasions for them.
    "love|peace|romance|party|celebrate|festival|dance|birthday|wedding|present|life|justice|liberty|magnet|"
    "attraction|prayer|fortune|idea|cheering|fever|sleep|sweet",
    // What things are like.
    "american|australia|japanese|russia|french|swiss|european|tropical|red|blue|green|orange|brown|golden|"
    "dark|"
    "black|white|pink|purple|yellow|sharp|soft|hard|heavy|solid|large|small|big|slow|fast|old|new|open|"
    "closed|"
    "pretty|playful|proud|lazy|curious|sly|wise|male|female|baby|blind|electric|transparent|decorated|"
    "twisted|"
    "woolly|spiny|stuffed|shallow|tangled|magnetic|personal|mobile|military|optical|first|second|third|"
    "ultimate|loud|hot|cold|low|high|running|flamboyant|ostentatious|indecisive|recreational|top|down|up|"
    "upward|"
    "classic|clean|fried|frozen|roasted|cooked|rolled|wrapped|locked|aerial|derelict|semi|falling|racing",
    // People and parts of bodies: a face of leaves looks ghastly, and a shoe is not what "man" asks for.
    "man|woman|face|eye|eyes|ear|hand|hands|leg|legs|neck|nose|heel|teeth|wings|tusk|hump|soldier|warrior|"
    "army|"
    "scientist|biologist|mechanic|carpenter|christian|muslim|hindu|jew|islam|female|creature|creatures|"
    "monster|"
    "horn|shell",
    // Words that do something else in a sentence.
    "can|bow|die|fly|beat|bolt|box|catch|chain|chart|check|climb|control|date|drop|file|hit|jump|key|kick|"
    "link|"
    "lock|mark|match|mate|may|net|news|pick|piece|pin|plate|point|post|proof|prove|pound|quench|ram|ring|"
    "roll|"
    "saw|search|seal|seat|shave|sit|skate|slice|soar|speed|split|spots|spouting|step|sweeping|talk|target|"
    "tie|"
    "trap|trend|trending|twist|watch|wrap|bar|bat|bath|bait|bank|bone|bubble|charm|clue|cross|culture|curl|"
    "disease|"
    "disk|emergency|engineer|evidence|evolution|experiment|extinction|food|gas|growth|herd|hook|knot|money|"
    "music|"
    "pad|pole|present|resort|rhythm|safety|stick|stripe|thread|uniform|wheel|cosmetics|makeup",
};

// The same in Korean.
constexpr std::string_view kNoFavoriteKorean =
    "가을|겨울|가시|감싼|게으른|경주|고전|곡선|공부|공사|과학|군대|군인|균형|금속|기념|기도|기록|기름|깨끗한|"
    "꼬인|"
    "나무|날개|날카로운|냄새나는|노후|느린|단계|단단한|도움|도착|리듬|마술|마음|멸종|명절|무거운|미끼|바다|"
    "반사|"
    "발사|보호|부패|비행|뽐내는|사진|상승|상향|생물|소식|수영|쇼핑|안전|얼굴|엉킨|여행|열기|영향|영화|예배|"
    "예언|"
    "요리|우주|운세|운송|위생|음료|음식|이등|일등|일본|자유|자수|장식|전기|전망|전사|정보|정의|조각|진화|"
    "질병|"
    "차가운|청소|추위|출발|털북숭이|투명한|파티|평화|풍경|프랑스|하향|행운|화려한|화재|호기심|흡수|현금|"
    "비디오|"
    "필름|카메라|컴퓨터|스튜디오|수정|실험|의복|호주|러시아|이파리|잎사귀|개새끼|이슬람|유대교|나팔|불황|"
    "호황";

// One syllable begins too many words; these are things that people love, and count with a particle at most.
constexpr std::string_view kShortKorean = "개|말|소|새|곰|닭|양|벌|용|뱀|쥐|게|귤|꿀|빵|집|책|차|북|왕";
// Josa, the particles of Korean nouns.
constexpr std::string_view kParticles =
    "가|이|은|는|를|을|의|와|과|랑|이랑|도|만|로|으로|에|에서|에게|들|들이|들과|들의|처럼|하고|한테";

// The words of lists that are separated by |, sorted.
std::vector<std::string_view> sorted_words(std::span<const std::string_view> lists) {
    std::vector<std::string_view> words;
    for (const std::string_view list : lists) {
        const std::vector<std::string_view> some = split(list, '|');
        words.insert(words.end(), some.begin(), some.end());
    }
    std::ranges::sort(words);
    return words;
}

const EmojiName* look_up(std::span<const EmojiName> names, std::string_view name) {
    const auto found = std::ranges::lower_bound(names, name, {}, &EmojiName::name);
    return found != names.end() && found->name == name ? &*found : nullptr;
}

// The word as it stands, and what it may be the plural of.
std::vector<std::string> singulars(std::string_view phrase) {
    std::vector<std::string> forms{std::string(phrase)};
    const auto without = [&](std::size_t end, std::string_view instead) {
        forms.push_back(std::string(phrase.substr(0, phrase.size() - end)) + std::string(instead));
    };
    if (phrase.size() > 4 && phrase.ends_with("ies")) without(3, "y");
    if (phrase.size() > 4 && phrase.ends_with("ves")) without(3, "f");
    if (phrase.size() > 3 && phrase.ends_with("es")) without(2, "");
    if (phrase.size() > 2 && phrase.ends_with("s")) without(1, "");
    return forms;
}

struct Match {
    std::size_t octets = 0;           // of the text that it takes
    const EmojiName* name = nullptr;  // none for what is no favorite
};

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

// The end of the word that begins before or at `at`.
std::size_t word_end(std::string_view text, std::size_t at) {
    return std::min(text.find(' ', at), text.size());
}

class Finder {
  public:
    std::vector<Favorite> all_in(const Reading& reading) const {
        std::vector<Favorite> favorites;
        const std::string_view text = reading.text;
        for (std::size_t at = 1; at < text.size();) {
            const std::string_view rest = text.substr(at, text.size() - at - 1);
            const bool english = static_cast<unsigned char>(text[at]) < 0x80;
            const auto match = english ? longest_english(rest) : longest_korean(rest);
            if (match && match->name != nullptr) add(favorites, *match->name, reading.weights[at]);
            at = word_end(text, at + (match ? match->octets : 0)) + 1;
        }
        return favorites;
    }

  private:
    static void add(std::vector<Favorite>& favorites, const EmojiName& name, double weight) {
        const auto there = std::ranges::find(favorites, name.emoji, &Favorite::emoji);
        if (there == favorites.end()) {
            favorites.push_back({name.emoji, name.stance, weight});
        } else {
            there->weight = std::max(there->weight, weight);
        }
    }

    std::optional<Match> match_english(std::string_view phrase) const {
        for (const std::string& form : singulars(phrase)) {
            if (std::ranges::binary_search(none_, form)) return Match{phrase.size(), nullptr};
            if (const EmojiName* name = look_up(english_names(), form)) return Match{phrase.size(), name};
        }
        return std::nullopt;
    }

    // The longest of the names that `text` begins with and that end with a word.
    std::optional<Match> longest_english(std::string_view text) const {
        std::array<std::size_t, kMostWords> ends{};
        std::size_t words = 0;
        for (std::size_t end = word_end(text, 0); words < kMostWords; end = word_end(text, end + 1)) {
            ends[words++] = end;
            if (end + 1 >= text.size()) break;
        }
        while (words > 0) {
            if (const auto match = match_english(text.substr(0, ends[--words]))) return match;
        }
        return std::nullopt;
    }

    // The longest of the names that `text` begins with; the rest of its last word are endings.
    std::optional<Match> longest_korean(std::string_view text) const {
        for (std::size_t length = std::min(text.size(), kMostKorean); length > 0; --length) {
            if (length < text.size() && !begins_character(text[length])) continue;
            const std::string_view name = text.substr(0, length);
            const std::size_t end = word_end(text, length);
            if (std::ranges::binary_search(none_korean_, name)) return Match{end, nullptr};
            const EmojiName* found = look_up(korean_names(), name);
            if (found == nullptr) continue;
            if (length > kSyllable || may_be_short(name, text.substr(length, end - length)))
                return Match{end, found};
        }
        return std::nullopt;
    }

    bool may_be_short(std::string_view name, std::string_view ending) const {
        return std::ranges::binary_search(short_, name) &&
               (ending.empty() || std::ranges::binary_search(particles_, ending));
    }

    const std::vector<std::string_view> none_ = sorted_words(kNoFavorite);
    const std::vector<std::string_view> none_korean_ = sorted_words({&kNoFavoriteKorean, 1});
    const std::vector<std::string_view> short_ = sorted_words({&kShortKorean, 1});
    const std::vector<std::string_view> particles_ = sorted_words({&kParticles, 1});
};

}  // namespace

std::vector<Favorite> favorites_of(const Reading& reading, const Reading& negative) {
    const Finder finder;
    std::vector<Favorite> favorites = finder.all_in(reading);
    for (const Favorite& unwanted : finder.all_in(negative)) {
        std::erase_if(favorites, [&](const Favorite& f) { return f.emoji == unwanted.emoji; });
    }
    std::erase_if(favorites, [](const Favorite& f) { return f.weight <= 0.0; });
    std::ranges::stable_sort(favorites, std::ranges::greater{}, &Favorite::weight);
    if (favorites.size() > kMostFavorites) favorites.resize(kMostFavorites);
    return favorites;
}

}  // namespace garden::painting::flower
