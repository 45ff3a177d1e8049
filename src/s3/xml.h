#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace garden::s3 {

// Builds one XML document. Text is escaped; control characters become character references, as S3 writes
// them.
class XmlWriter {
  public:
    // Begins with the XML declaration and the root element; `root` in S3's namespace unless it is "Error".
    explicit XmlWriter(std::string_view root);

    void open(std::string_view name);
    void close();
    void text(std::string_view name, std::string_view value);  // <name>value</name>
    void number(std::string_view name, std::uint64_t value);
    void flag(std::string_view name, bool value);  // true or false
    // With attributes, for grantees: open("Grantee xmlns:xsi=… xsi:type=…") writes the first word at the end.
    std::string finish();  // closes what is open

  private:
    std::string out_;
    std::vector<std::string> open_;
};

// An element as it was read: without attributes, comments and namespaces prefixes.
struct XmlElement {
    std::string name;
    std::string text;  // of itself, not of its children; as it stands, white space included
    std::vector<XmlElement> children;

    const XmlElement* child(std::string_view name) const;   // the first of this name, or null
    std::string_view text_of(std::string_view name) const;  // of that child, or ""
};

// Reads a document of at most 2 MiB, 8 levels and 60,000 elements, without a document type: no entities of
// its own. `invalid_argument` otherwise.
Result<XmlElement> read_xml(std::string_view document);

}  // namespace garden::s3
