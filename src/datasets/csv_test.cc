#include "datasets/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace garden::datasets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Fields = std::vector<std::string>;

std::vector<CsvRecord> read(std::string_view text, std::size_t step = 1, std::size_t most = 1000) {
    std::vector<CsvRecord> records;
    CsvReader reader(most, [&](const CsvRecord& record) -> Result<> {
        records.push_back(record);
        return {};
    });
    for (std::size_t i = 0; i < text.size(); i += step) EXPECT_TRUE(reader.add(text.substr(i, step)));
    EXPECT_TRUE(reader.finish());
    return records;
}

std::vector<Fields> fields(std::string_view text) {
    std::vector<Fields> all;
    for (const CsvRecord& record : read(text)) {
        EXPECT_EQ(record.problem, "") << "line " << record.line;
        all.push_back(record.fields);
    }
    return all;
}

// The problem of the first record; the last must be whole again.
std::string problem(std::string_view text, std::size_t most = 1000) {
    const auto records = read(std::string(text) + "\nx,y\n", 1, most);
    EXPECT_EQ(records.back().fields, (Fields{"x", "y"}));
    EXPECT_EQ(records.back().problem, "");
    return records.front().problem;
}

TEST(Csv, FieldsMayHoldCommasQuotesAndLines) {
    EXPECT_THAT(fields("a,\"b,c\",\"d \"\"e\"\"\",\"f\r\ng\",\"\",\n"),
                ElementsAre(Fields{"a", "b,c", "d \"e\"", "f\r\ng", "", ""}));
}

TEST(Csv, LinesEndWithLfOrCrlfOrTheFile) {
    const std::vector<Fields> lines = {{"a", "b"}, {"c", "d"}};
    for (const char* text : {"a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\r\nc,d",
                             "\xEF\xBB\xBF"
                             "a,b\nc,d",
                             "\n\r\na,b\n\nc,d\n\n", "a,\"b\"\r\nc,\"d\""}) {
        EXPECT_EQ(fields(text), lines) << text;
    }
    EXPECT_TRUE(fields("").empty());
    EXPECT_TRUE(fields("\xEF\xBB\xBF").empty());
}

TEST(Csv, ReadsTheSameInPiecesOfAnySize) {
    const std::string_view text = "\xEF\xBB\xBFk,\"a,\"\"b\"\"\r\n\"\r\n행복,\"x\"y\nz";
    const auto whole = read(text, text.size());
    ASSERT_EQ(whole.size(), 3u);
    for (std::size_t step = 1; step < text.size(); ++step) {
        const auto pieces = read(text, step);
        ASSERT_EQ(pieces.size(), whole.size());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            EXPECT_EQ(pieces[i].fields, whole[i].fields);
            EXPECT_EQ(pieces[i].line, whole[i].line);
            EXPECT_EQ(pieces[i].problem, whole[i].problem);
        }
    }
}

TEST(Csv, CountsLinesInsideOfQuotationMarksToo) {
    const auto records = read("a\n\n\"b\n\n\"\nc\n");
    EXPECT_THAT(std::vector({records[0].line, records[1].line, records[2].line}), ElementsAre(1u, 3u, 6u));
}

TEST(Csv, WhatIsMalformedHasAProblemAndEndsWithItsLine) {
    EXPECT_THAT(problem("a\"b,c"), HasSubstr("quotation mark"));
    EXPECT_THAT(problem("\"a\"b,c"), HasSubstr("closing"));
    EXPECT_THAT(problem("a\rb"), HasSubstr("CR"));
    EXPECT_THAT(problem("\xff,b"), HasSubstr("UTF-8"));
    EXPECT_THAT(read("\"a\nb\n").front().problem, HasSubstr("never closes"));
    EXPECT_THAT(read("\xEF\xBB").front().problem, HasSubstr("UTF-8"));
}

TEST(Csv, ARecordHasALimit) {
    EXPECT_EQ(problem(std::string(10, 'a'), 11), "");
    EXPECT_THAT(problem(std::string(20, 'a'), 11), HasSubstr("over 11 octets"));
    EXPECT_THAT(problem(std::string(1'000'000, ','), 11), HasSubstr("over 11 octets"));
    EXPECT_THAT(problem('"' + std::string(1'000'000, '\n') + '"', 11), HasSubstr("over 11 octets"));
}

TEST(Csv, AnErrorOfTheReceiverEndsTheReading) {
    int told = 0;
    CsvReader reader(100, [&](const CsvRecord&) -> Result<> {
        ++told;
        return fail(ErrorCode::io, "full");
    });
    EXPECT_EQ(reader.add("a\nb\n").error().code, ErrorCode::io);
    EXPECT_EQ(told, 1);
}

TEST(Csv, WhatIsWrittenIsReadAgain) {
    for (const char* text : {"", "plain", "a,b", "\"", "a\r\nb", "행복,\"고양이\""}) {
        EXPECT_THAT(fields(csv_field(text) + "," + csv_field(text)),
                    testing::AnyOf(ElementsAre(Fields{text, text})));
    }
    EXPECT_EQ(csv_field("emotions/happy/a.jpeg"), "emotions/happy/a.jpeg");
}

}  // namespace
}  // namespace garden::datasets
