#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "prompts/denied_words.h"
#include "prompts/template.h"
#include "store/database.h"

namespace garden::prompts {

inline constexpr std::size_t kMostTemplates = 1000;
inline constexpr std::size_t kMostLists = 100;

// What is imported and exported.
struct Collection {
    std::vector<Template> templates;  // by name
    WordLists lists;
};

// Templates, lists of words and denied words, in the catalog. No template names a list that is not there.
// Thread-safe; what is answered without error is durable.
class Library {
  public:
    Library(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    // Adds them, or puts them in place of those of the same names: all or none. `invalid_argument`: a name,
    // text or list that cannot be; a template that names a list which is neither in `collection` nor there
    // already; more than kMostTemplates or kMostLists.
    Result<> put(const Collection& collection);
    Result<> remove(const std::string& name);  // a template; `not_found`

    Result<Template> find(const std::string& name);  // `not_found`
    Result<Collection> all();                        // on one snapshot
    Result<WordLists> lists();
    Result<std::vector<std::string>> words(const std::string& list);  // `not_found`

    Result<std::vector<std::string>> denied();
    Result<> deny(const std::vector<std::string>& words);  // these and no others; `invalid_argument`
    // `invalid_argument` with the word named if `prompt` holds a denied one.
    Result<> check_prompt(std::string_view prompt);

    // For who checks many prompts at once.
    Result<std::shared_ptr<const DeniedWords>> denied_words();

  private:
    Result<std::string> denied_json();

    store::Database& database_;
    const Clock& clock_;
    std::mutex mutex_;
    std::string known_json_;  // guarded by mutex_; what known_ was made of
    std::shared_ptr<const DeniedWords> known_ =
        std::make_shared<DeniedWords>(std::vector<std::string>{});  // guarded by mutex_
};

// As Library::check_prompt().
Result<> check_prompt(std::string_view prompt, const DeniedWords& denied);

}  // namespace garden::prompts
