#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace garden::painting::remote {

// Takes keys out of texts that are shown to people, in every form in which a server may repeat one: the key,
// its base64, which is how user:password is sent, and what follows its first colon, the password.
class Mask {
  public:
    // From now on that key too. The latest eight are kept: an answer may repeat one that a file no longer
    // holds.
    void add(std::string_view key);

    // "***" in place of each. Forms under four octets stay, for they stand in any text.
    std::string apply(std::string text) const;

  private:
    struct Entry {
        std::string key;
        std::vector<std::string> forms;  // what holds another one comes before it
    };
    std::deque<Entry> entries_;
};

}  // namespace garden::painting::remote
