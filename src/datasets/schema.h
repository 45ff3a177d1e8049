#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// The three datasets of protocol.md.
namespace garden::datasets {

enum class Dataset { users, items, interactions };
inline constexpr std::array kDatasets = {Dataset::users, Dataset::items, Dataset::interactions};

std::string_view name(Dataset dataset);                         // "users"
std::span<const std::string_view> columns(Dataset dataset);     // in the order of the schema
std::string header(Dataset dataset);                            // "USER_ID,…", without the end of the line
std::string file_name(Dataset dataset);                         // "users.csv"
std::string object_key(Dataset dataset);                        // "dataset/users/users.csv"
std::optional<Dataset> dataset_of(std::string_view file_name);  // "users.csv"

// What the columns of a file are: its dataset, and of each column of the schema its place in the records.
struct Header {
    Dataset dataset = Dataset::users;
    std::vector<std::size_t> places;
    std::size_t fields = 0;  // of each record
};

// The header that these fields are, in any order and with other columns among them. `invalid_argument`: of
// none of the three schemas all columns are there, or one is there twice.
Result<Header> read_header(const std::vector<std::string>& fields);

// Keys of an impression as one field, with | between them; in a key % is written %25 and | is written %7C.
std::string join_impression(const std::vector<std::string>& keys);
// Back again. Any other % stays as it is. "" is no key at all.
std::vector<std::string> split_impression(std::string_view field);

}  // namespace garden::datasets
