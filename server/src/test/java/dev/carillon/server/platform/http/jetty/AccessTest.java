package dev.carillon.server.platform.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may call what, and what a cookie alone does not prove. */
class AccessTest {

  @TempDir static Path folder;
  private static EchoServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new EchoServer(folder, HttpLimits.DEFAULTS);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static final String COOKIE = "Cookie: authToken=good|";
  private static final String CSRF = "X-CSRF-TOKEN: the-csrf-token|";
  private static final String BEARER = "Authorization: Bearer good|";
  private static final String FOREIGN = "Sec-Fetch-Site: cross-site|";

  private static Reply call(String method, String path, String headers) {
    String lines = headers.replace("|", "\r\n");
    String request = method + " " + path + " HTTP/1.1\r\nHost: h\r\n" + lines;
    return RawHttp.exchange(server.port(), request + "Content-Length: 0\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, read, '', 401, Not logged in",
    "GET, read, Cookie: authToken=bad|, 401, Not logged in",
    "GET, read, Authorization: Bearer bad|, 401, Not logged in",
    "GET, read, " + COOKIE + ", 200, ann",
    "POST, read, " + COOKIE + ", 200, ann",
    "GET, read, " + COOKIE + FOREIGN + ", 200, ann",
    "POST, change, '', 401, Not logged in",
    "POST, change, " + COOKIE + ", 403, X-CSRF-TOKEN is missing",
    "POST, change, " + COOKIE + "X-CSRF-TOKEN: other|, 403, is not this session",
    "POST, change, " + COOKIE + CSRF + ", 200, ann",
    "POST, change, " + COOKIE + CSRF + FOREIGN + ", 403, another site",
    "GET, change, " + COOKIE + CSRF + ", 403, must be a POST",
    "HEAD, change, " + COOKIE + CSRF + ", 403, ''",
    "GET, change, " + BEARER + ", 200, ann",
    "POST, change, " + BEARER + ", 200, ann",
    "POST, change, " + BEARER + COOKIE + FOREIGN + ", 200, ann",
    "POST, change, Authorization: Bearer bad|, 401, Not logged in",
    "POST, admin, " + COOKIE + CSRF + ", 200, ann",
    "POST, admin, Authorization: Bearer plain|, 403, super-user capability",
    "POST, admin, Authorization: Bearer poor|, 403, Pro or API licence",
    "POST, admin, '', 401, Not logged in",
    "GET, open, " + COOKIE + ", 200, ann",
    "GET, open, '', 200, open",
    "POST, openchange, '', 200, openchange",
    "POST, openchange, " + COOKIE + ", 403, X-CSRF-TOKEN is missing",
  })
  void accessIsGivenAsTheTableSays(
      String method, String path, String headers, int status, String inBody) {
    Reply reply = call(method, "/services/" + path, headers);
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.text()).contains(inBody);
  }

  @Test
  void somebodyUnknownIsToldWithCodeNameAndMessage() {
    Reply reply = call("GET", "/services/read", "");
    assertThat(reply.text())
        .isEqualTo(
            "{\"errorcode\":401,\"errorname\":\"NotLoggedIn\",\"message\":\"Not logged in\"}");
    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  void errorsOfServicesCanBeSentAsOk() {
    server.okOnError.set(true);
    try {
      Reply reply = call("GET", "/app/services/read", "");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json().get("errorcode").asInt()).isEqualTo(401);
      assertThat(call("GET", "/api/thing", "").status()).isEqualTo(401);
    } finally {
      server.okOnError.set(false);
    }
  }

  @Test
  void errorsOfTheOtherApiAreProblemJson() {
    Reply reply = call("GET", "/api/thing", "");
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json;charset=UTF-8");
    assertThat(reply.text())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Not Logged In\",\"status\":401,"
                + "\"detail\":\"Not logged in\",\"code\":\"NotLoggedIn\",\"errorcode\":401,"
                + "\"errorname\":\"NotLoggedIn\",\"message\":\"Not logged in\"}");
  }

  @Test
  void aStoreInTroubleIsToldAsSuchAndMayBeTriedAgain() {
    Reply reply = call("GET", "/services/broken?how=locked", "");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("1");
    assertThat(reply.text()).doesNotContain("secret detail");
  }

  @Test
  void whatNobodyExpectedTellsNothingButAnId() {
    Reply reply = call("GET", "/services/broken?how=badly", "");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.text()).contains("request ").doesNotContain("secret detail");
  }

  @Test
  void aProblemIsToldAsItIs() {
    Reply reply = call("GET", "/services/broken?how=told", "");
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().get("message").asText()).isEqualTo("It is so");
  }

  @Test
  void aWrongMethodIsToldWhichThereAre() {
    assertThat(call("PUT", "/services/read", "").header("Allow")).isEqualTo("GET, HEAD, POST");
  }

  @Test
  void linksStartWithWhatTheRequestWasSentTo() throws IOException {
    String request = "GET /services/open HTTP/1.1\r\nHost: dam.example:8081\r\n\r\n";
    Reply reply = RawHttp.exchange(server.port(), request);
    assertThat(reply.json().get("baseUrl").asText()).isEqualTo("http://dam.example:8081");
  }
}
