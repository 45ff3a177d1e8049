#include "painting/flower/words.h"

#include <algorithm>
#include <array>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "base/text.h"
#include "painting/flower/favorites.h"
#include "painting/flower/reading.h"

namespace garden::painting::flower {
namespace {

using Meaning = std::variant<Emotion, Season, Weather, Time, Style, Landmark, Kind>;

struct Entry {
    std::string_view words;  // separated by |
    Meaning meaning;
};

// English words stand alone, a hyphen being a space. Korean ones may carry particles and endings, so they
// count wherever they occur; those too short for that are written with the spaces around them.
constexpr std::array kVocabulary{
    Entry{"happy|happiness|joy|joyful|joyous|cheerful|merry|glad|delighted|smiling|playful|행복|기쁨|기쁜|"
          "즐거|신나",
          Emotion::happy},
    Entry{"surprised|surprise|surprising|astonished|amazed|amazing|startled|wonder|wow|놀람|놀란|놀라|깜짝|"
          "경이",
          Emotion::surprised},
    Entry{"calm|calmness|peaceful|peace|serene|serenity|tranquil|quiet|gentle|relaxed|평온|평화|고요|차분|"
          "잔잔|편안",
          Emotion::calm},
    Entry{"angry|anger|furious|fury|rage|raging|mad|wrathful|fierce|화남|화난|화가 나|분노|성난",
          Emotion::angry},
    Entry{"fear|fearful|afraid|scared|scary|frightened|frightening|terrified|horror|spooky|eerie|공포|무서|"
          "두려|두렵|겁",
          Emotion::fear},
    Entry{"confused|confusion|confusing|bewildered|puzzled|dizzy|lost|perplexed|혼란|헷갈|어지러|당황",
          Emotion::confused},
    Entry{"disgusted|disgust|disgusting|gross|sickly|revolting|nauseous|rotten|역겨|역겹|혐오|징그러",
          Emotion::disgusted},
    Entry{"sad|sadness|sorrow|sorrowful|melancholy|gloomy|lonely|tearful|crying|blue "
          "mood|슬픔|슬픈|슬프|우울|외로|눈물",
          Emotion::sad},
    Entry{"spring|springtime|봄", Season::spring},
    Entry{"summer|summertime|여름", Season::summer},
    Entry{"autumn|fall|가을", Season::autumn},
    Entry{"winter|wintry|겨울", Season::winter},
    Entry{"sunny|sunshine|clear sky|맑은|맑음|화창|햇살", Weather::sunny},
    Entry{"cloudy|clouds|overcast|misty|foggy|흐린|흐림|구름|안개", Weather::cloudy},
    Entry{"rainy|rain|raining|drizzle| 비가 | 비오는| 비 오는|봄비|여름비|가을비|겨울비|빗속|빗방울| 비 ",
          Weather::rainy},
    Entry{"snowy|snow|snowing|snowfall|눈이 |눈오는|눈 오는|눈내리|눈 내리|함박눈| 눈 ", Weather::snowy},
    Entry{"day|daytime|noon|midday|afternoon|한낮|대낮| 낮 ", Time::day},
    Entry{"sunset|dusk|evening|twilight|golden hour|노을|석양|해질녘|해 질 녘|저녁|일몰", Time::sunset},
    Entry{"middle of the "
          "night|night|midnight|moon|moonlight|moonlit|starry|stars|한밤|밤중|밤하늘|달빛|달밤|별빛|별밤| 밤 "
          "|밤에",
          Time::night},
    Entry{"early dawn|dawn|sunrise|daybreak|early morning|새벽|동틀|일출|여명", Time::dawn},
    Entry{"digital art|digital painting|concept art|디지털", Style::digital},
    Entry{"watercolor|watercolour|watercolors|watercolours|aquarelle|gouache|수채화|수채", Style::watercolor},
    Entry{"oil|oil painting|oils|impasto|acrylic| 유화|유채화|아크릴화", Style::oil},
    Entry{"ink|ink wash|sumi e|sumie|calligraphy|ink painting|수묵화|수묵|먹그림|동양화", Style::ink},
    Entry{"impressionist|impressionism|impressionistic|monet|claude monet|renoir|인상파|인상주의| "
          "모네|르누아르",
          Style::impressionist},
    Entry{"pointillist|pointillism|seurat|signac|점묘|쇠라", Style::pointillist},
    Entry{"van gogh|gogh|starry night style|post impressionist|post impressionism|반 고흐|고흐",
          Style::van_gogh},
    Entry{"mucha|alphonse mucha|alfons mucha|art nouveau| 무하|아르누보", Style::mucha},
    Entry{"munch|edvard munch|expressionist|expressionism|뭉크|표현주의", Style::munch},
    Entry{"pixel|pixel art|8 bit|8bit|16 bit|pixelated|픽셀|도트", Style::pixel},
    Entry{"lake|lakes|pond|river|sea|ocean|water|호수|연못|강가|강물|바다", Landmark::lake},
    Entry{"forest|forests|woods|woodland|trees|숲|나무들", Landmark::forest},
    Entry{"mountain|mountains|alps|alpine|peaks|산맥|설산| 산 |산이 |산과 |산을 ", Landmark::mountains},
    Entry{"path|road|trail|lane|오솔길|산책로| 길 |길이 |길을 ", Landmark::path},
    Entry{"rose|roses|장미", Kind::rose},
    Entry{"daisy|daisies|marguerite|chamomile|데이지|들국화|캐모마일", Kind::daisy},
    Entry{"tulip|tulips|튤립", Kind::tulip},
    Entry{"sunflower|sunflowers|해바라기", Kind::sunflower},
    Entry{"poppy|poppies|anemone|anemones|양귀비|아네모네", Kind::poppy},
    Entry{"lavender|lavenders|lupine|lupin|라벤더|루핀", Kind::lavender},
    Entry{"cherry blossom|cherry blossoms|cherry tree|cherry trees|sakura|plum blossom|벚꽃|벚나무|매화",
          Kind::cherry},
    Entry{"lotus|lotuses|water lily|water lilies|연꽃|수련", Kind::lotus},
    Entry{"lily|lilies|백합|나리꽃", Kind::lily},
    Entry{"dandelion|dandelions|민들레", Kind::dandelion},
    Entry{"hydrangea|hydrangeas|수국", Kind::hydrangea},
    Entry{"peony|peonies|ranunculus|camellia|모란|작약|동백", Kind::peony},
    Entry{"iris|irises|붓꽃|아이리스|창포", Kind::iris},
    Entry{"wisteria|wisterias|등나무|등꽃|위스테리아", Kind::wisteria},
};

struct ColourWord {
    std::string_view word;
    Colour colour;
};

// Before a flower they are its colour, elsewhere nothing. English ones stand alone, Korean ones may go on
// ("빨간색").
constexpr std::array kColourWords{
    ColourWord{"red", Colour::red},       ColourWord{"scarlet", Colour::red},
    ColourWord{"crimson", Colour::red},   ColourWord{"orange", Colour::orange},
    ColourWord{"yellow", Colour::yellow}, ColourWord{"golden", Colour::yellow},
    ColourWord{"green", Colour::green},   ColourWord{"blue", Colour::blue},
    ColourWord{"purple", Colour::violet}, ColourWord{"violet", Colour::violet},
    ColourWord{"lilac", Colour::violet},  ColourWord{"pink", Colour::pink},
    ColourWord{"white", Colour::white},   ColourWord{"black", Colour::black},
    ColourWord{"빨간", Colour::red},      ColourWord{"빨강", Colour::red},
    ColourWord{"붉은", Colour::red},      ColourWord{"주황", Colour::orange},
    ColourWord{"노란", Colour::yellow},   ColourWord{"노랑", Colour::yellow},
    ColourWord{"초록", Colour::green},    ColourWord{"파란", Colour::blue},
    ColourWord{"파랑", Colour::blue},     ColourWord{"푸른", Colour::blue},
    ColourWord{"보라", Colour::violet},   ColourWord{"분홍", Colour::pink},
    ColourWord{"하얀", Colour::white},    ColourWord{"흰", Colour::white},
    ColourWord{"검은", Colour::black},
};

// A word of the vocabulary in a prompt.
struct Hit {
    std::size_t start, end;  // octets of the reading, without the spaces around it
    double weight;           // of its heaviest part
    Meaning meaning;
};

// All of them in the order of the text; of those that begin together the longest first.
std::vector<Hit> hits_in(const Reading& reading) {
    std::vector<Hit> hits;
    for (const Entry& entry : kVocabulary) {
        for (const std::string_view word : split(entry.words, '|')) {
            const bool english = static_cast<unsigned char>(word.front()) < 0x80 && word.front() != ' ';
            const std::string pattern = english ? fmt::format(" {} ", word) : std::string(word);
            for (std::size_t at = reading.text.find(pattern); at != std::string::npos;
                 at = reading.text.find(pattern, at + 1)) {
                const std::size_t start = at + (pattern.front() == ' ' ? 1 : 0);
                const std::size_t end = at + pattern.size() - (pattern.back() == ' ' ? 1 : 0);
                const double* weights = reading.weights.data();
                hits.push_back(
                    {start, end, *std::max_element(weights + start, weights + end), entry.meaning});
            }
        }
    }
    std::ranges::sort(hits, [](const Hit& a, const Hit& b) {
        return a.start != b.start ? a.start < b.start : a.end > b.end;
    });
    return hits;
}

// Without the words that stand within a longer one of the same sort: "water lily" is a lotus, and no lily
// besides. Of different sorts both hold: "봄비" is spring and rain.
std::vector<Hit> whole_words(const std::vector<Hit>& hits) {
    std::array<std::size_t, std::variant_size_v<Meaning>> reached{};
    std::vector<Hit> whole;
    for (const Hit& hit : hits) {
        std::size_t& end = reached[hit.meaning.index()];
        if (hit.end <= end) continue;
        end = hit.end;
        whole.push_back(hit);
    }
    return whole;
}

std::optional<Colour> colour_of(std::string_view word) {
    for (const ColourWord& entry : kColourWords) {
        const bool english = static_cast<unsigned char>(entry.word.front()) < 0x80;
        if (english ? word == entry.word : word.starts_with(entry.word)) return entry.colour;
    }
    return std::nullopt;
}

// The colours right before `at`, as in "red and white roses".
void colours_before(const Reading& reading, std::size_t at, std::vector<Colour>& colours) {
    constexpr std::array<std::string_view, 5> kBetween{"and", "or", "with", "와", "과"};
    std::size_t end = at;
    while (end > 0) {
        while (end > 0 && reading.text[end - 1] == ' ') --end;
        const std::size_t space = end > 0 ? reading.text.rfind(' ', end - 1) : std::string::npos;
        const std::size_t start = space == std::string::npos ? 0 : space + 1;
        const std::string_view word = std::string_view(reading.text).substr(start, end - start);
        if (const std::optional<Colour> colour = colour_of(word)) {
            if (std::ranges::find(colours, *colour) == colours.end()) colours.push_back(*colour);
        } else if (std::ranges::find(kBetween, word) == kBetween.end()) {
            return;
        }
        end = start;
    }
}

// One meaning and all words of it.
struct Found {
    Meaning meaning;
    std::size_t at = 0;  // where the heaviest word begins
    double weight = 0.0;
    std::vector<std::size_t> places;
};

// In the order of their heaviest words.
std::vector<Found> find_all(const std::vector<Hit>& hits) {
    std::vector<Found> found;
    for (const Hit& hit : whole_words(hits)) {
        auto same = std::ranges::find(found, hit.meaning, &Found::meaning);
        if (same == found.end()) same = found.insert(same, {.meaning = hit.meaning, .places = {}});
        same->places.push_back(hit.start);
        if (hit.weight > same->weight) {
            same->at = hit.start;
            same->weight = hit.weight;
        }
    }
    std::erase_if(found, [](const Found& f) { return f.weight <= 0.0; });
    std::ranges::sort(found, {}, &Found::at);
    return found;
}

template <typename T>
std::optional<T> heaviest(const std::vector<Found>& found) {
    std::optional<T> best;
    double weight = 0.0;
    for (const Found& f : found) {
        if (const T* value = std::get_if<T>(&f.meaning); value != nullptr && f.weight > weight) {
            best = *value;
            weight = f.weight;
        }
    }
    return best;
}

// A prompt may end with "digital art" and yet ask for another style before: that one holds.
std::optional<Style> style_of(std::vector<Found> found) {
    const auto digital = [](const Found& f) { return f.meaning == Meaning(Style::digital); };
    const bool other = std::ranges::any_of(
        found, [&](const Found& f) { return std::holds_alternative<Style>(f.meaning) && !digital(f); });
    if (other) std::erase_if(found, digital);
    return heaviest<Style>(found);
}

// The vocabulary's words are no favorites, wherever they stand: neither "rose" nor "fall".
Reading without(Reading reading, const std::vector<Hit>& hits) {
    for (const Hit& hit : hits) {
        for (std::size_t i = hit.start; i < hit.end; ++i)
            if (reading.text[i] != ' ') reading.text[i] = kTaken;
    }
    return reading;
}

}  // namespace

Wishes understand(std::string_view prompt, std::string_view negative) {
    const Reading reading = read(prompt);
    const Reading denied = read(negative);
    const std::vector<Hit> hits = hits_in(reading);
    std::vector<Found> found = find_all(hits);
    for (const Found& unwanted : find_all(hits_in(denied))) {
        std::erase_if(found, [&](const Found& f) { return f.meaning == unwanted.meaning; });
    }
    Wishes wishes;
    wishes.emotion = heaviest<Emotion>(found);
    wishes.season = heaviest<Season>(found);
    wishes.weather = heaviest<Weather>(found);
    wishes.time = heaviest<Time>(found);
    wishes.style = style_of(found);
    wishes.favorites = favorites_of(without(reading, hits), denied);
    for (const Found& f : found) {
        if (const Landmark* landmark = std::get_if<Landmark>(&f.meaning))
            wishes.landmarks.push_back(*landmark);
        if (const Kind* kind = std::get_if<Kind>(&f.meaning)) {
            std::vector<Colour> colours;
            for (const std::size_t at : f.places) colours_before(reading, at, colours);
            wishes.flowers.push_back({*kind, f.weight, std::move(colours), true});
        }
    }
    return wishes;
}

}  // namespace garden::painting::flower
