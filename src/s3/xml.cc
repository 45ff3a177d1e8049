#include "s3/xml.h"

#include <algorithm>
#include <memory>

#include <expat.h>
#include <fmt/format.h>

#include "base/markup.h"

namespace garden::s3 {
namespace {

constexpr std::string_view kNamespace = "http://s3.amazonaws.com/doc/2006-03-01/";
constexpr std::size_t kMostOctets = std::size_t{2} << 20;
constexpr std::size_t kMostLevels = 8;
constexpr std::size_t kMostElements = 60'000;

void append_tag(std::string& out, std::string_view start, std::string_view name) {
    out += start;
    out += name;
    out += '>';
}

// The tree that grows while expat reads. A parser that was stopped calls nothing any more, but for the end of
// an empty element whose start stopped it.
struct Growing {
    XML_Parser parser = nullptr;
    XmlElement root;
    std::vector<XmlElement*> open;  // the root's path; what it points to moves only when it is not open
    std::size_t elements = 0;
    std::string refusal;

    void stop(std::string why) {
        refusal = std::move(why);
        XML_StopParser(parser, XML_FALSE);
    }
};

// A name that ends with its prefix has nothing else: it stays, and is no name that anybody asks for.
std::string_view without_prefix(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos || colon + 1 == name.size() ? name : name.substr(colon + 1);
}

void XMLCALL on_start(void* user, const XML_Char* name, const XML_Char** /*attributes*/) {
    auto& growing = *static_cast<Growing*>(user);
    if (growing.open.size() == kMostLevels) return growing.stop("the XML is nested too deeply");
    if (++growing.elements > kMostElements) return growing.stop("the XML has too many elements");
    XmlElement* element = &growing.root;
    if (!growing.open.empty()) element = &growing.open.back()->children.emplace_back();
    element->name = without_prefix(name);
    growing.open.push_back(element);
}

void XMLCALL on_end(void* user, const XML_Char* /*name*/) {
    auto& growing = *static_cast<Growing*>(user);
    if (growing.refusal.empty()) growing.open.pop_back();
}

void XMLCALL on_text(void* user, const XML_Char* text, int length) {
    auto& growing = *static_cast<Growing*>(user);
    growing.open.back()->text.append(text, static_cast<std::size_t>(length));
}

// Before any entity can be declared: nothing that S3 reads has a document type.
void XMLCALL on_document_type(void* user, const XML_Char* /*name*/, const XML_Char* /*system*/,
                              const XML_Char* /*public_id*/, int /*has_internal_subset*/) {
    static_cast<Growing*>(user)->stop("XML with a document type is not accepted");
}

struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

}  // namespace

XmlWriter::XmlWriter(std::string_view root) {
    out_ = R"(<?xml version="1.0" encoding="UTF-8"?>)"
           "\n";
    open(root == "Error" ? std::string(root) : fmt::format(R"({} xmlns="{}")", root, kNamespace));
}

void XmlWriter::open(std::string_view name) {
    append_tag(out_, "<", name);
    open_.emplace_back(name.substr(0, name.find(' ')));
}

void XmlWriter::close() {
    append_tag(out_, "</", open_.back());
    open_.pop_back();
}

void XmlWriter::text(std::string_view name, std::string_view value) {
    append_tag(out_, "<", name);
    out_ += escape_markup(value, Controls::referenced);
    append_tag(out_, "</", name);
}

void XmlWriter::number(std::string_view name, std::uint64_t value) { text(name, fmt::to_string(value)); }

void XmlWriter::flag(std::string_view name, bool value) { text(name, value ? "true" : "false"); }

std::string XmlWriter::finish() {
    while (!open_.empty()) close();
    return std::move(out_);
}

const XmlElement* XmlElement::child(std::string_view wanted) const {
    const auto found = std::ranges::find(children, wanted, &XmlElement::name);
    return found == children.end() ? nullptr : &*found;
}

std::string_view XmlElement::text_of(std::string_view wanted) const {
    const XmlElement* found = child(wanted);
    return found != nullptr ? std::string_view(found->text) : std::string_view();
}

Result<XmlElement> read_xml(std::string_view document) {
    if (document.size() > kMostOctets)
        return fail(ErrorCode::invalid_argument, "the XML is longer than 2 MiB");
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser(XML_ParserCreate(nullptr));
    if (!parser) return fail(ErrorCode::internal, "no memory for an XML parser");
    Growing growing{.parser = parser.get(), .root = {}, .open = {}, .elements = 0, .refusal = {}};
    XML_SetUserData(parser.get(), &growing);
    XML_SetElementHandler(parser.get(), &on_start, &on_end);
    XML_SetCharacterDataHandler(parser.get(), &on_text);
    XML_SetStartDoctypeDeclHandler(parser.get(), &on_document_type);
    const auto status = XML_Parse(parser.get(), document.data(), static_cast<int>(document.size()), XML_TRUE);
    if (status == XML_STATUS_OK) return std::move(growing.root);
    if (!growing.refusal.empty()) return fail(ErrorCode::invalid_argument, growing.refusal);
    return fail(ErrorCode::invalid_argument,
                fmt::format("line {} of the XML: {}", XML_GetCurrentLineNumber(parser.get()),
                            XML_ErrorString(XML_GetErrorCode(parser.get()))));
}

}  // namespace garden::s3
