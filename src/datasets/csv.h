#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace garden::datasets {

// `text` as a field of a CSV file (RFC 4180): in quotation marks where it holds a comma, a quotation mark or
// an end of a line.
std::string csv_field(std::string_view text);

// One record as it was read.
struct CsvRecord {
    std::uint64_t line = 0;  // that it begins on, from 1
    std::vector<std::string> fields;
    std::string problem;  // why its fields are not to be trusted; empty: they are
};

// Reads CSV piece by piece: RFC 4180, with lines that end with LF or CRLF and a byte order mark before the
// first. Lines with nothing on them are passed over. A record that is malformed, too long or no UTF-8 is told
// with its problem, and reading goes on behind the end of its line. Memory is bounded by the longest record.
class CsvReader {
  public:
    // An error of `each` ends the reading, and is answered.
    using Each = std::function<Result<>(const CsvRecord&)>;

    // `most` octets has a record at most, the marks and commas around its fields not counted.
    CsvReader(std::size_t most, Each each) : most_(most), each_(std::move(each)) {}

    Result<> add(std::string_view octets);
    // After the last octet: the last line may have no end.
    Result<> finish();

  private:
    enum class State { field_begins, plain, quoted, quote_closes, skips_line };

    Result<> take(char c);
    void keep(char c);
    void end_field();
    Result<> end_record();
    void refuse(std::string problem);

    const std::size_t most_;
    const Each each_;
    State state_ = State::field_begins;
    CsvRecord record_{.line = 1, .fields = {}, .problem = {}};
    std::string field_;
    std::size_t kept_ = 0;     // octets of the record
    std::size_t mark_ = 0;     // octets of a byte order mark that were seen
    bool was_return_ = false;  // the octet before was a CR outside of quotation marks
    bool empty_ = true;        // nothing of this record was seen yet
    std::uint64_t line_ = 1;   // of the next octet
};

}  // namespace garden::datasets
