// Large answers, files, TLS.
#include <cstdio>
#include <filesystem>
#include <future>

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/id.h"
#include "http/server_test_client.h"

namespace garden::http {
namespace {

// A folder that goes with the test.
class Folder {
  public:
    Folder() : path_(std::filesystem::temp_directory_path() / ("garden-http-" + make_uuid())) {
        std::filesystem::create_directory(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const char* name) const { return path_ / name; }

  private:
    std::filesystem::path path_;
};

void write_file(const std::string& path, const std::string& content) {
    std::FILE* const file = std::fopen(path.c_str(), "wb");
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(std::fwrite(content.data(), 1, content.size(), file), content.size());
    std::fclose(file);
}

// A certificate for `localhost` that signs itself, and its key.
void write_certificate(const std::string& certificate_file, const std::string& key_file) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* const name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"),
                               -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    std::FILE* file = std::fopen(certificate_file.c_str(), "wb");
    PEM_write_X509(file, certificate.get());
    std::fclose(file);
    file = std::fopen(key_file.c_str(), "wb");
    PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
}

class BodyTest : public ServerTest {
  protected:
    BodyTest() : content_(random_octets(3'000'000)) {
        write_file(folder_.file("picture"), content_);
        get("/picture", [this](const Request& request) {
            const auto file = own_descriptor(::open(folder_.file("picture").c_str(), O_RDONLY | O_CLOEXEC));
            Representation picture;
            picture.content_type = "image/jpeg";
            picture.etag = "\"1\"";
            picture.size = content_.size();
            picture.read = [file](std::uint64_t offset, std::uint64_t length) -> Result<Body> {
                return FileBody{{{file, offset, length}}};
            };
            return respond_with(request, picture);
        });
        get("/bytes", [this](const Request&) {
            Response response;
            response.body = content_;
            return response;
        });
        get("/static", [this](const Request&) {
            Response response;
            response.body = StaticBody{std::string_view(content_).substr(1000, 2'000'000)};
            return response;
        });
        get("/short", [this](const Request&) {
            Response response;
            response.body =
                FileBody{{{own_descriptor(::open(folder_.file("picture").c_str(), O_RDONLY | O_CLOEXEC)),
                           2'999'000, 2000}}};
            return response;
        });
    }
    ~BodyTest() override { server_.reset(); }

    void start_with_tls() {
        options_.certificate_file = folder_.file("certificate.pem");
        options_.key_file = folder_.file("key.pem");
        write_certificate(options_.certificate_file, options_.key_file);
        start();
    }

    void check_all_bodies(TestClient& client) {
        EXPECT_TRUE(client.ask(plain("GET", "/picture")).body == content_);
        const Answer part = client.ask("GET /picture HTTP/1.1\r\nHost: t\r\nRange: bytes=100-200099\r\n\r\n");
        EXPECT_EQ(part.status, 206u);
        EXPECT_EQ(part.field("Content-Range"), "bytes 100-200099/3000000");
        EXPECT_TRUE(part.body == content_.substr(100, 200'000));
        const Answer head = client.ask(plain("HEAD", "/picture"));
        EXPECT_EQ(head.field("Content-Length"), "3000000");
        EXPECT_EQ(client.ask("GET /picture HTTP/1.1\r\nHost: t\r\nIf-None-Match: \"1\"\r\n\r\n").status,
                  304u);
        EXPECT_TRUE(client.ask(plain("GET", "/bytes")).body == content_);
        EXPECT_TRUE(client.ask(plain("GET", "/static")).body == content_.substr(1000, 2'000'000));
    }

    const Folder folder_;
    const std::string content_;
};

TEST_F(BodyTest, FilesAndLargeBodiesArriveWhole) {
    start();
    TestClient client(server_->port());
    check_all_bodies(client);
}

TEST_F(BodyTest, AClientThatTakesLittleGetsItAll) {
    start();
    TestClient client(server_->port(), nullptr, 4096);
    EXPECT_TRUE(client.ask(plain("GET", "/picture")).body == content_);
    EXPECT_TRUE(client.ask(plain("GET", "/bytes")).body == content_);
}

TEST_F(BodyTest, AClientThatGoesAwayHarmsNobody) {
    start();
    for (const char* path : {"/picture", "/bytes"}) {
        for (int i = 0; i < 20; ++i) {
            TestClient client(server_->port(), nullptr, 4096);
            client.send(plain("GET", path));
            client.wait_for("HTTP/1.1 200");
        }
    }
    EXPECT_TRUE(ask(plain("GET", "/picture")).body == content_);
}

TEST_F(BodyTest, AFileThatBecameShorterEndsTheConnection) {
    start();
    TestClient client(server_->port());
    const Answer answer = client.ask(plain("GET", "/short"));
    EXPECT_EQ(answer.status, 0u);
    EXPECT_TRUE(answer.head.starts_with("HTTP/1.1 200"));
}

TEST_F(BodyTest, WhatMustBeFetchedFirstKeepsNobodyElseWaiting) {
    std::promise<void> fetched;
    get("/far", [&](const Request&) {
        const auto open = [&] {
            fetched.get_future().wait();
            return own_descriptor(::open(folder_.file("picture").c_str(), O_RDONLY | O_CLOEXEC));
        };
        Response response;
        response.body = FileBody{{{nullptr, 0, 1'000'000, open}}};
        return response;
    });
    get("/gone", [](const Request&) {
        Response response;
        response.body = FileBody{{{nullptr, 0, 10, [] { return std::shared_ptr<const int>(); }}}};
        return response;
    });
    start();
    TestClient waiting(server_->port());
    waiting.send(plain("GET", "/far"));
    waiting.wait_for("HTTP/1.1 200");
    EXPECT_TRUE(ask(plain("GET", "/picture")).body == content_);
    fetched.set_value();
    EXPECT_TRUE(waiting.receive().body == content_.substr(0, 1'000'000));
    EXPECT_EQ(ask(plain("GET", "/gone")).status, 0u) << "broken off, for its head was sent";
}

using ClientContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
ClientContext client_context() { return {SSL_CTX_new(TLS_client_method()), &SSL_CTX_free}; }

TEST_F(BodyTest, TheSameOverTls) {
    get("/secure", [](const Request& request) { return text_response(200, request.secure ? "yes" : "no"); });
    post("/echo", echo);
    start_with_tls();
    const ClientContext context = client_context();
    TestClient client(server_->port(), context.get());
    ASSERT_TRUE(client.connected());
    EXPECT_STREQ(SSL_get_version(client.tls()), "TLSv1.3");
    EXPECT_EQ(client.ask(plain("GET", "/secure")).body, "yes");
    check_all_bodies(client);
    const std::string refused = "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000\r\n\r\n";
    client.send(refused + std::string(1'000'000, 'x'));
    EXPECT_EQ(client.receive().status, 413u);
    EXPECT_TRUE(client.closed());
}

TEST_F(BodyTest, TlsIs12OrNewer) {
    start_with_tls();
    const ClientContext context = client_context();
    SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
    EXPECT_TRUE(TestClient(server_->port(), context.get()).connected());
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), TLS1_1_VERSION);
    EXPECT_FALSE(TestClient(server_->port(), context.get()).connected());
    // Neither does a client that speaks without TLS disturb it.
    EXPECT_EQ(ask(plain("GET", "/bytes")).status, 0u);
}

TEST_F(BodyTest, AClientOfTlsThatGoesAwayHarmsNobody) {
    start_with_tls();
    const ClientContext context = client_context();
    for (int i = 0; i < 10; ++i) {
        TestClient client(server_->port(), context.get(), 4096);
        client.send(plain("GET", i % 2 == 0 ? "/picture" : "/bytes"));
        client.wait_for("HTTP/1.1 200");
    }
    TestClient client(server_->port(), context.get());
    EXPECT_TRUE(client.ask(plain("GET", "/picture")).body == content_);
}

TEST_F(BodyTest, ACertificateOrKeyThatCannotBeUsedIsNamed) {
    options_.certificate_file = folder_.file("absent.pem");
    options_.key_file = folder_.file("key.pem");
    const auto absent = Server::start(options_, router_, {});
    ASSERT_FALSE(absent);
    EXPECT_EQ(absent.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(absent.error().message.find("absent.pem"), std::string::npos);
    options_.certificate_file = folder_.file("certificate.pem");
    write_certificate(options_.certificate_file, folder_.file("key.pem"));
    write_certificate(folder_.file("other.pem"), options_.key_file);
    const auto mismatched = Server::start(options_, router_, {});
    ASSERT_FALSE(mismatched);
    EXPECT_NE(mismatched.error().message.find("key.pem"), std::string::npos);
}

}  // namespace
}  // namespace garden::http
