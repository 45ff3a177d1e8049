// A CSV file of any octets: it is read the same in pieces of any size, no record has more than its limit,
// lines only rise, and what is written of its fields is read again.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "datasets/csv.h"

namespace {

using garden::Result;
namespace datasets = garden::datasets;

constexpr std::size_t kMost = 300;

void must(bool promise) {
    if (!promise) std::abort();
}

std::vector<datasets::CsvRecord> read(std::string_view text, std::size_t step) {
    std::vector<datasets::CsvRecord> records;
    datasets::CsvReader reader(kMost, [&](const datasets::CsvRecord& record) -> Result<> {
        records.push_back(record);
        return {};
    });
    for (std::size_t i = 0; i < text.size(); i += step) must(reader.add(text.substr(i, step)).has_value());
    must(reader.finish().has_value());
    return records;
}

void must_be_equal(const std::vector<datasets::CsvRecord>& a, const std::vector<datasets::CsvRecord>& b) {
    must(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        must(a[i].line == b[i].line && a[i].fields == b[i].fields && a[i].problem == b[i].problem);
}

std::size_t octets_of(const datasets::CsvRecord& record) {
    std::size_t octets = 0;
    for (const std::string& field : record.fields) octets += field.size();
    return octets;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto records = read(text, text.size() + 1);
    must_be_equal(records, read(text, 1 + data[0] % 16));
    // With a byte order mark: the first field may begin with one of its own.
    std::string written = "\xEF\xBB\xBF";
    std::vector<datasets::CsvRecord> whole;
    std::uint64_t line = 0;
    for (const datasets::CsvRecord& record : records) {
        must(record.line > line);
        line = record.line;
        must(octets_of(record) <= kMost);
        if (!record.problem.empty()) continue;
        must(!record.fields.empty());
        for (const std::string& field : record.fields) must(garden::is_utf8(field));
        const bool is_blank = record.fields.size() == 1 && record.fields[0].empty();
        if (is_blank) continue;  // one empty field is written as an empty line
        whole.push_back(record);
        for (const std::string& field : record.fields) {
            if (&field != &record.fields.front()) written += ',';
            written += datasets::csv_field(field);
        }
        written += '\n';
    }
    const auto again = read(written, written.size() + 1);
    must(again.size() == whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i) must(again[i].fields == whole[i].fields);
    return 0;
}
