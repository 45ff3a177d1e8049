#include "base/text.h"
#include "s3/answers.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/operations.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

std::expected<store::Versioning, aws::Refusal> read_status(std::string_view body) {
    const auto wished = read_xml(body);
    if (!wished || wished->name != "VersioningConfiguration") return std::unexpected(refusal("MalformedXML"));
    if (trim(wished->text_of("MfaDelete")) == "Enabled") {
        return std::unexpected(refusal("NotImplemented", "MFA delete is not supported."));
    }
    const XmlElement* status = wished->child("Status");
    if (status == nullptr) return std::unexpected(refusal("IllegalVersioningConfigurationException"));
    if (trim(status->text) == "Enabled") return store::Versioning::enabled;
    if (trim(status->text) == "Suspended") return store::Versioning::suspended;
    return std::unexpected(refusal("MalformedXML"));
}

}  // namespace

Answer get_bucket_versioning(const Call& call) {
    XmlWriter xml("VersioningConfiguration");
    if (call.found->versioning == store::Versioning::enabled) xml.text("Status", "Enabled");
    if (call.found->versioning == store::Versioning::suspended) xml.text("Status", "Suspended");
    return xml_response(xml.finish());
}

Answer put_bucket_versioning(const Call& call, std::string_view body) {
    const auto status = read_status(body);
    if (!status) return std::unexpected(status.error());
    if (call.bucket == call.context.garden_bucket) {
        return std::unexpected(refusal(
            "NotImplemented", "The garden's own bucket keeps no versions: what is deleted from it is gone."));
    }
    const auto set = call.context.buckets.set_versioning(call.bucket, *status);
    if (!set) return std::unexpected(refuse_unwritten(set.error()));
    return http::Response{};
}

}  // namespace garden::s3
