#include "store/s3_xml.h"

#include <algorithm>
#include <memory>

#include <expat.h>

namespace garden::store {
namespace {

struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

struct Reading {
    XML_Parser parser = nullptr;
    S3Document document = {};
    std::vector<std::size_t> lengths = {};  // of `path` before each element that is open
    std::string path = {};
    std::string text = {};
    bool leaf = false;  // nothing was opened since the element that is open last
};

void XMLCALL on_start(void* user, const XML_Char* name, const XML_Char** /*attributes*/) {
    auto& reading = *static_cast<Reading*>(user);
    reading.lengths.push_back(reading.path.size());
    if (reading.lengths.size() == 1) {
        reading.document.root = name;
    } else {
        if (!reading.path.empty()) reading.path += '/';
        reading.path += name;
    }
    reading.text.clear();
    reading.leaf = true;
}

void XMLCALL on_end(void* user, const XML_Char* /*name*/) {
    auto& reading = *static_cast<Reading*>(user);
    if (reading.leaf) reading.document.leaves.emplace_back(reading.path, reading.text);
    reading.path.resize(reading.lengths.back());
    reading.lengths.pop_back();
    reading.leaf = false;
}

void XMLCALL on_text(void* user, const XML_Char* text, int length) {
    static_cast<Reading*>(user)->text.append(text, static_cast<std::size_t>(length));
}

// Before any entity can be declared.
void XMLCALL on_document_type(void* user, const XML_Char* /*name*/, const XML_Char* /*system*/,
                              const XML_Char* /*public_id*/, int /*has_internal_subset*/) {
    XML_StopParser(static_cast<Reading*>(user)->parser, XML_FALSE);
}

}  // namespace

std::string_view S3Document::text(std::string_view path) const {
    const auto found = std::ranges::find(leaves, path, &std::pair<std::string, std::string>::first);
    return found == leaves.end() ? std::string_view() : std::string_view(found->second);
}

Result<S3Document> read_s3_document(std::string_view document) {
    const std::unique_ptr<XML_ParserStruct, FreeParser> parser(XML_ParserCreate("UTF-8"));
    if (!parser) return fail(ErrorCode::internal, "there is no memory to read XML");
    Reading reading{.parser = parser.get()};
    XML_SetUserData(parser.get(), &reading);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_document_type);
    if (XML_Parse(parser.get(), document.data(), static_cast<int>(document.size()), XML_TRUE) !=
        XML_STATUS_OK) {
        return fail(ErrorCode::corrupt, "the store answers with something that is no XML");
    }
    return std::move(reading.document);
}

}  // namespace garden::store
