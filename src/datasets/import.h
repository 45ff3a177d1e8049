#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "datasets/csv.h"
#include "datasets/schema.h"
#include "visitors/visitors.h"

namespace garden::datasets {

// Where the lines go. What it refers to outlives it; the last two may be empty.
struct Target {
    visitors::Visitors& visitors;
    const Clock& clock;
    std::function<Result<bool>(const std::string& key)> is_picture;  // of the garden, and there
    std::function<void(const visitors::Visitor&)> known;  // a visitor who was added or of whom more is known
    std::function<Result<>()> learn;                      // events were added to the log
};

struct RefusedLine {
    std::uint64_t line = 0;
    std::string reason;  // a sentence without its full stop
};

struct Report {
    Dataset dataset = Dataset::users;
    std::uint64_t lines = 0;    // without the header and empty ones
    std::uint64_t added = 0;    // or, of a user, completed
    std::uint64_t present = 0;  // what they say is there already
    std::uint64_t refused = 0;
    std::vector<RefusedLine> first_refused;  // at most kMostRefusedLines
};
inline constexpr std::size_t kMostRefusedLines = 20;

// Takes one file of a dataset in, piece by piece and in constant memory; which one it is its header says. A
// line that is refused is told in the report and keeps none of the others out.
//
// Idempotent: a user adds what is not known yet of a visitor, and changes nothing that is; an interaction is
// there already if the log has one of the same user, item, second, type and impression. Items are pictures,
// whose octets a CSV file does not have: each line is compared with the garden, nothing is written.
//
// What was added is durable, and was told to `known` or `learn`, though a later line fails.
class Import {
  public:
    explicit Import(const Target& target);
    Import(const Import&) = delete;
    Import& operator=(const Import&) = delete;

    // `invalid_argument`: the first line is no header of a dataset. Else what a room below answered.
    Result<> add(std::string_view octets);
    Result<Report> finish();

  private:
    Result<> take(const CsvRecord& record);
    Result<> take_fields(std::uint64_t line, const std::vector<std::string>& fields);
    void refuse(std::uint64_t line, std::string reason);
    Result<> flush();

    const Target& target_;
    CsvReader reader_;
    std::optional<Header> header_;
    Report report_;
    std::vector<visitors::Visitor> users_;  // read, not yet written
    std::vector<visitors::Event> events_;   // likewise
};

}  // namespace garden::datasets
