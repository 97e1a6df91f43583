package dev.carillon.server.platform.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.platform.http.capacity.DiskSpace.Space;
import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever refuses a call of {@code /services}: with the property, status 200 and the same body. */
class ErrorsSentAsOkTest {

  private static final int CALLS = 2;
  private static final String GOOD = "Authorization: Bearer good";
  private static final String HUGE = "x".repeat(70_000);

  @TempDir private static Path folder;
  private static EchoServer server;

  @BeforeAll
  static void start() throws IOException {
    HttpLimits usual = HttpLimits.DEFAULTS;
    server =
        new EchoServer(
            folder,
            new HttpLimits(
                usual.openBodyBytesMax(),
                usual.plainBodyBytesMax(),
                usual.textPartBytesMax(),
                usual.uploadBytesMax(),
                usual.slownessMax(),
                new HttpLimits.Crowd(CALLS, 50, 300_000)),
            new DiskReserve(folder, place -> new Space(1_000_000, 4_000_000_000L), 900_000));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** A request's head and body; the lines of the head are separated by {@code |}. */
  private static String request(String line, String headers, String body) {
    String more = headers.isEmpty() ? "" : "\r\n" + headers.replace("|", "\r\n");
    return line + " HTTP/1.1\r\nHost: h" + more + "\r\n\r\n" + body;
  }

  private static String form(String path, String headers, String type, String body) {
    String head = headers.isEmpty() ? "" : headers + "|";
    return request(
        "POST " + path, head + "Content-Type: " + type + "|Content-Length: " + body.length(), body);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(heads(), bodies(), answers(), unreadable()).flatMap(rows -> rows);
  }

  private static Stream<Arguments> heads() {
    return Stream.of(
        row("no such call", 404, request("GET /services/none", "", "")),
        row("no call at all", 404, request("GET /services", "", "")),
        row("below a call", 404, request("GET /services/read/more", "", "")),
        row("with /app", 404, request("GET /app/services/none", "", "")),
        row("with a session id", 404, request("GET /services;jsessionid=1/none;x=y?q", "", "")),
        row("with empty segments", 404, request("GET //app//services//none", "", "")),
        row("encoded", 404, request("GET /%73ervices%2Fnone", "", "")),
        row("upwards", 400, request("GET /services/../api/thing", "", "")),
        row("not logged in", 401, request("GET /services/read", "", "")),
        row("a wrong token", 401, request("GET /services/read", "Authorization: Bearer x", "")),
        row("no right", 403, request("POST /services/admin", "Authorization: Bearer plain", "")),
        row("no licence", 403, request("POST /services/admin", "Authorization: Bearer poor", "")),
        row("no CSRF token", 403, request("POST /services/change", "Cookie: authToken=good", "")),
        row("a change by GET", 403, request("GET /services/change", "Cookie: authToken=good", "")),
        row("a wrong method", 405, request("PATCH /services/read", "", "")),
        row("a read that is deleted", 405, request("DELETE /services/read", GOOD, "")),
        row("OPTIONS", 405, request("OPTIONS /services/read", "", "")),
        row("TRACE", 405, request("TRACE /services/read", "", "")),
        row("no such method", 501, request("BREW /services/read", "", "")));
  }

  private static Stream<Arguments> bodies() {
    String parts = "multipart/form-data; boundary=b";
    String file =
        "--b\r\nContent-Disposition: form-data; name=\"Filedata\"; filename=\"f\"\r\n\r\n";
    return Stream.of(
        row("an encoded body", 415, request("POST /services/open", "Content-Encoding: gzip", "")),
        row("a large body", 413, request("POST /services/open", "Content-Length: 9999999", "")),
        row(
            "no room for a body",
            503,
            form("/services/change", GOOD, "text/plain", "x" + HUGE.repeat(4) + HUGE)),
        row("cut JSON", 400, form("/services/change", GOOD, "application/json", "{\"a\":")),
        row("no boundary", 400, form("/services/change", GOOD, "multipart/form-data", "x")),
        row(
            "an endless boundary",
            400,
            form("/services/change", GOOD, parts + HUGE.substring(0, 300), "x")),
        row("cut parts", 400, form("/services/change", GOOD, parts, "--b\r\nContent")),
        row(
            "no room on the disk",
            507,
            form("/services/change", GOOD, parts, file + HUGE.repeat(4) + "\r\n--b--\r\n")),
        row("a file of nobody", 401, form("/services/change", "", parts, file + "x\r\n--b--\r\n")));
  }

  private static Stream<Arguments> answers() {
    return Stream.of(
        row("a bad parameter", 400, request("GET /services/pieces?count=many", "", "")),
        row("a missing parameter", 400, request("GET /services/broken", "", "")),
        row("a conflict", 409, request("GET /services/broken?how=told", "", "")),
        row("a locked database", 503, request("GET /services/broken?how=locked", "", "")),
        row(
            "while a list is begun",
            409,
            request("GET /services/pieces?count=9&failAt=5", "", "")));
  }

  private static Stream<Arguments> unreadable() {
    return Stream.of(
        row("a line that is no header", 400, request("GET /services/open", "nonsense", "")),
        row(
            "two lengths",
            400,
            request("POST /services/open", "Content-Length: 1|Content-Length: 2", "x")),
        row("a length that is none", 400, request("POST /services/open", "Content-Length: x", "x")),
        row(
            "a chunk that is none",
            400,
            request("POST /services/open", "Transfer-Encoding: chunked", "zz\r\n")),
        row(
            "a coding nobody knows",
            400,
            request("POST /services/open", "Transfer-Encoding: odd", "x")),
        row("no host", 400, "GET /services/open HTTP/1.1\r\n\r\n"),
        row("two hosts", 400, request("GET /services/open", "Host: i", "")),
        row(
            "chunks in HTTP/1.0",
            400,
            "POST /services/open HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        row("endless headers", 431, request("GET /services/open", "X: " + HUGE, "")),
        row(
            "an expectation",
            417,
            request("POST /services/open", "Expect: miracles|Content-Length: 1", "x")));
  }

  private static Arguments row(String what, int status, String request) {
    return Arguments.of(what, status, request);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void aRefusalIsTheSameWithStatus200(String what, int status, String request) {
    Reply plain = exchange(false, request);
    assertThat(plain.status()).as(what + ": " + plain.text()).isEqualTo(status);
    Reply ok = exchange(true, request);
    assertThat(ok.status()).as(what + ": " + ok.text()).isEqualTo(200);
    assertThat(ok.text()).isEqualTo(plain.text());
    vendors(ok, status);
  }

  private static void vendors(Reply ok, int status) {
    assertThat(ok.header("Content-Type")).startsWith("application/json");
    assertThat(ok.text()).doesNotContain("\n");
    JsonNode body = ok.json();
    List<String> names = new ArrayList<>();
    body.fieldNames().forEachRemaining(names::add);
    assertThat(names).startsWith("errorcode", "errorname", "message");
    assertThat(body.path("errorcode").asInt()).isEqualTo(status);
    assertThat(body.path("errorname").asText()).isNotBlank();
    assertThat(body.path("message").asText()).isNotBlank();
  }

  private static Reply exchange(boolean okOnError, String request) {
    server.okOnError.set(okOnError);
    try {
      return RawHttp.exchange(server.port(), request);
    } finally {
      server.okOnError.set(false);
    }
  }

  @Test
  void whatNobodyExpectedIsToldSoToo() {
    String broken = request("GET /services/broken?how=odd", "", "");
    assertThat(exchange(false, broken).status()).isEqualTo(500);
    Reply ok = exchange(true, broken);
    assertThat(ok.status()).isEqualTo(200);
    vendors(ok, 500);
  }

  @Test
  void soAreThoseWhoComeTooOftenOrAreTooMany() throws Exception {
    server.perSecond.set(1);
    try {
      String quick = request("GET /services/open", "", "");
      Reply ok = exchange(true, quick);
      for (int i = 0; i < 100 && ok.text().contains("\"path\""); i++) {
        ok = exchange(true, quick);
      }
      assertThat(ok.status()).isEqualTo(200);
      assertThat(ok.header("Retry-After")).isEqualTo("1");
      vendors(ok, 429);
    } finally {
      server.perSecond.set(0);
    }
    List<RawHttp> waiting = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      waiting.add(new RawHttp(server.port()).send(request("GET /services/gate", "", "")));
    }
    while (server.atGate.get() < CALLS) {
      Thread.sleep(5);
    }
    Reply busy = exchange(true, request("GET /services/open", "", ""));
    assertThat(busy.status()).isEqualTo(200);
    vendors(busy, 503);
    server.gate.countDown();
    for (RawHttp one : waiting) {
      assertThat(one.reply().status()).isEqualTo(200);
      one.close();
    }
  }

  @Test
  void otherPathsKeepTheirStatus() {
    for (String path : new String[] {"/api/thing", "/servicesx", "/file", "/", "/api/services/x"}) {
      Reply plain = exchange(false, request("GET " + path, "", ""));
      assertThat(plain.status()).as(path).isGreaterThanOrEqualTo(400);
      assertThat(exchange(true, request("GET " + path, "", "")).status())
          .as(path)
          .isEqualTo(plain.status());
    }
  }

  @Test
  void whereTheFirstLineCannotBeReadNobodyKnowsWhatWasCalled() {
    String host = "\r\nHost: h\r\n\r\n";
    for (String line :
        new String[] {
          "GET /services/open?" + HUGE + " HTTP/1.1", "GET /services/open HTTP/7.0", "GET"
        }) {
      Reply plain = exchange(false, line + host);
      assertThat(plain.status()).isGreaterThanOrEqualTo(400);
      assertThat(exchange(true, line + host).status()).isEqualTo(plain.status());
      vendors(plain, plain.status());
    }
  }

  @Test
  void aHeadIsRefusedWithoutABody() {
    Reply ok = exchange(true, request("HEAD /services/read", "", ""));
    assertThat(ok.status()).isEqualTo(200);
    assertThat(ok.text()).isEmpty();
  }
}
