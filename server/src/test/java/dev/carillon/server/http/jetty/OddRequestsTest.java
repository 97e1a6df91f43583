package dev.carillon.server.http.jetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.http.jetty.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A table of requests as real clients send them, byte for byte. */
class OddRequestsTest {

  @TempDir static Path folder;
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
                8 << 20,
                Duration.ofMillis(600),
                usual.crowd()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static final String HEAD = "Host: h:1\r\n";
  private static final String BEARER = "Authorization: Bearer good\r\n";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  private static final String PARTS = "Content-Type: multipart/form-data; boundary=b\r\n";

  private static Arguments row(String what, String request, int status, String... inBody) {
    return Arguments.of(what, request, status, inBody);
  }

  private static String get(String target, String... headers) {
    return "GET " + target + " HTTP/1.1\r\n" + HEAD + String.join("", headers) + "\r\n";
  }

  private static String send(String method, String target, String body, String... headers) {
    return method
        + " "
        + target
        + " HTTP/1.1\r\n"
        + HEAD
        + String.join("", headers)
        + "Content-Length: "
        + body.getBytes(UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  private static String post(String target, String body, String... headers) {
    return send("POST", target, body, headers);
  }

  private static String part(String disposition, String content) {
    return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        row("plain", get("/services/open?a=1"), 200, "\"params\":{\"a\":[\"1\"]}"),
        row("HTTP/1.0", "GET /services/open HTTP/1.0\r\n\r\n", 200, "/services/open"),
        row("close", get("/services/open", "Connection: close\r\n"), 200, "/services/open"),
        row(
            "raw brackets",
            get("/services/open?q=[a TO b]{x|y}".replace(" ", "+")),
            200,
            "\"q\":[\"[a TO b]{x|y}\"]"),
        row("UTF-8 raw in query", get("/services/open?q=Zoë"), 200, "\"q\":[\"Zoë\"]"),
        row(
            "bad percent",
            get("/services/open?q=100%&r=%zz&s=%4"),
            200,
            "\"q\":[\"100%\"]",
            "\"r\":[\"%zz\"]",
            "\"s\":[\"%4\"]"),
        row("Latin-1 percent", get("/services/open?q=Zo%EB"), 200, "\"q\":[\"Zoë\"]"),
        row("Latin-1 in path", get("/services/item/Zo%EB"), 200, "\"id\":\"Zoë\""),
        row("slash in path", get("/services/item/a%2Fb"), 200, "\"id\":\"a/b\""),
        row("raw UTF-8 in path", get("/services/item/Zoë"), 200, "\"id\":\"Zoë\""),
        row("raw brackets in path", get("/services/item/[a]{b}|c"), 200, "\"id\":\"[a]{b}|c\""),
        row("text behind a variable", get("/services/item/xyztoken"), 200, "\"id\":\"xyz\""),
        row(
            "jsessionid",
            get("/services/open;jsessionid=ABC?a=1"),
            200,
            "\"path\":\"/services/open\"",
            "\"a\":[\"1\"]"),
        row("jsessionid inside", get("/services;x=y/item/7;jsessionid=A.b"), 200, "\"id\":\"7\""),
        row("trailing slash", get("/services/open/"), 200, "\"path\":\"/services/open\""),
        row("two slashes", get("//services//open"), 200, "\"path\":\"/services/open\""),
        row("app in front", get("/app/services/open?a=1"), 200, "\"path\":\"/services/open\""),
        row("absolute form", get("http://h:1/services/open?a=1"), 200, "\"a\":[\"1\"]"),
        row("fragment", get("/services/open?a=1#top"), 200, "\"a\":[\"1\"]"),
        row(
            "empty names and values",
            get("/services/open?&&=x&a=&b"),
            200,
            "\"params\":{\"a\":[\"\"],\"b\":[\"\"]}"),
        row(
            "form",
            post("/services/open?a=1", "a=2&b=x+y", FORM),
            200,
            "\"params\":{\"a\":[\"1\",\"2\"],\"b\":[\"x y\"]}"),
        row(
            "raw spaces in form",
            post("/services/open", "q=a b: \"c d\"&x=1", FORM),
            200,
            "\"q\":[\"a b: \\\"c d\\\"\"]",
            "\"x\":[\"1\"]"),
        row(
            "form with charset",
            post(
                "/services/open",
                "q=Zoë",
                "Content-Type: application/x-www-form-urlencoded; charset=nonsense\r\n"),
            200,
            "Zoë"),
        row("form on GET", send("GET", "/services/open", "q=1", FORM), 200, "\"q\":[\"1\"]"),
        row("form on DELETE", send("DELETE", "/services/item/7", "q=1", FORM, BEARER), 204),
        row(
            "form that is JSON",
            post("/services/open", " {\"a\":1}", FORM),
            200,
            "\"params\":{}",
            "\"json\":{\"a\":1}"),
        row(
            "array body on DELETE",
            send("DELETE", "/services/item/7", "[]", BEARER, "Content-Type: application/json\r\n"),
            204),
        row(
            "JSON type, no body",
            post("/services/open?a=1", "", "Content-Type: application/json\r\n"),
            200,
            "\"a\":[\"1\"]"),
        row(
            "JSON type, no length",
            get("/services/open?a=1", "Content-Type: application/json\r\n"),
            200,
            "\"a\":[\"1\"]"),
        row("JSON with BOM", post("/services/open", "\uFEFF{\"ä\":1}"), 200, "{\"ä\":1}"),
        row(
            "parts",
            post("/services/open?a=1", part("name=\"b\"", "2") + "--b--\r\n", PARTS),
            200,
            "\"params\":{\"a\":[\"1\"],\"b\":[\"2\"]}"),
        row(
            "parts on GET",
            send("GET", "/services/open", part("name=b", "2") + "--b--", PARTS),
            200,
            "\"b\":[\"2\"]"),
        row("no parts", post("/services/open?a=1", "--b--\r\n", PARTS), 200, "\"a\":[\"1\"]"),
        row("line end for parts", post("/services/open?a=1", "\r\n", PARTS), 200, "\"a\":[\"1\"]"),
        row("no bytes for parts", post("/services/open?a=1", "", PARTS), 200, "\"a\":[\"1\"]"),
        row(
            "no bytes, no boundary",
            post("/services/open?a=1", "", "Content-Type: multipart/form-data\r\n"),
            200,
            "\"a\":[\"1\"]"),
        row(
            "spaces around equals",
            post(
                "/services/open",
                part("name = \"b\"; filename = \"\"", "") + part("name = \"c\"", "3") + "--b--",
                "Content-Type: multipart/form-data; boundary = b\r\n"),
            200,
            "\"c\":[\"3\"]"),
        row(
            "quoted boundary",
            post(
                "/services/open",
                part("name=b", "2") + "--b--",
                "Content-Type: multipart/form-data; boundary=\"b\"\r\n"),
            200,
            "\"b\":[\"2\"]"),
        row(
            "no closing delimiter",
            post("/services/open", part("name=b", "2") + "--b\r\n", PARTS),
            200,
            "\"b\":[\"2\"]"),
        row(
            "bare line feeds",
            post(
                "/services/open",
                "--b\nContent-Disposition: form-data; name=b\n\n2\n--b--\n",
                PARTS),
            200,
            "\"b\":[\"2\"]"),
        row(
            "file",
            post(
                "/services/read",
                part("name=\"Filedata\"; filename=\"C:\\dir\\Zoë \\\"1\\\".txt\"", "abc") + "--b--",
                PARTS,
                BEARER),
            200,
            "\"filename\":\"Zoë \\\"1\\\".txt\"",
            "\"length\":3",
            "\"sha256\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"",
            "\"md5\":\"900150983cd24fb0d6963f7d28e17f72\""),
        row(
            "file name of RFC 5987",
            post(
                "/services/read",
                part("name=Filedata; filename=x; filename*=UTF-8''Zo%C3%AB.txt", "abc") + "--b--",
                PARTS,
                BEARER),
            200,
            "\"filename\":\"Zoë.txt\""),
        row(
            "empty file",
            post(
                "/services/read",
                part("name=Filedata; filename=e.txt", "") + "--b--",
                PARTS,
                BEARER),
            200,
            "\"filename\":\"e.txt\"",
            "\"length\":0"),
        row(
            "file without a name",
            post(
                "/services/read",
                "--b\r\nContent-Disposition: form-data; name=Filedata\r\n"
                    + "Content-Type: application/octet-stream\r\n\r\nabc\r\n--b--",
                PARTS,
                BEARER),
            200,
            "\"filename\":\"\"",
            "\"length\":3"),
        row(
            "data URI",
            post(
                "/services/read",
                part("name=Filedata", "data:text/plain;base64,YWJj") + "--b--",
                PARTS,
                BEARER),
            200,
            "\"length\":3",
            "\"text\":\"abc\""),
        row(
            "authcred before the file",
            post(
                "/services/read",
                part("name=authcred", "good") + part("name=Filedata; filename=f", "abc") + "--b--",
                PARTS),
            200,
            "\"caller\":\"ann\"",
            "\"length\":3"),
        row(
            "authcred in a form",
            post("/services/change", "authcred=good", FORM, "Cookie: authToken=old\r\n"),
            200,
            "\"caller\":\"ann\""),
        row("authcred in the query", get("/services/read?authcred=good"), 200, "ann"),
        row(
            "Set-Cookie line as cookie",
            get("/services/read", "Cookie: authToken=good; Path=/; HttpOnly\r\n"),
            200,
            "\"caller\":\"ann\""),
        row(
            "two tokens",
            get("/services/read", "Cookie: authToken=old; authToken=good\r\n"),
            200,
            "\"caller\":\"ann\""),
        row(
            "junk cookies",
            get("/services/read", "Cookie: a=\"b; ;;=; x; authToken=\"good; \\\"y\r\n"),
            200,
            "\"caller\":\"ann\""),
        row(
            "folded tokens",
            get("/services/read", "Cookie: authToken=old, authToken=good\r\n"),
            200,
            "\"caller\":\"ann\""),
        row("senseless Accept", get("/services/open", "Accept: ;;q=/,\r\n"), 200, "open"),
        row(
            "HTTP/1.0 with keep-alive",
            "GET /services/open HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            200,
            "open"),
        row("folded header", get("/services/open", "X-Long: a\r\n b\r\n"), 200, "open"),
        row("HEAD", "HEAD /services/open HTTP/1.1\r\n" + HEAD + "\r\n", 200),
        row(
            "chunked",
            "POST /services/open HTTP/1.1\r\n"
                + HEAD
                + FORM
                + "Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n2\r\n&b\r\n0\r\n\r\n",
            200,
            "\"params\":{\"a\":[\"1\"],\"b\":[\"\"]}"));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        row("unknown path", get("/services/nothing"), 404, "'/services/nothing'"),
        row("wrong method", send("PUT", "/services/open", ""), 405, "GET, HEAD, POST"),
        row("OPTIONS", send("OPTIONS", "/services/open", ""), 405, "MethodNotAllowed"),
        row("TRACE", send("TRACE", "/services/open", ""), 405, "MethodNotAllowed"),
        row("unknown method", send("BREW", "/services/open", ""), 501, "NotImplemented"),
        row("dots", get("/services/x/../open"), 400, "'..'"),
        row("encoded dots", get("/services/item/%2e%2e"), 400, "BadRequest"),
        row("bad percent in path", get("/services/item/50%zz"), 400, "BadRequest"),
        row("cut percent in path", get("/services/item/50%"), 400, "BadRequest"),
        row("above the root", get("/../../etc/passwd"), 400, "BadRequest"),
        row("NUL in query", get("/services/open?q=%00"), 400, "NUL"),
        row(
            "old chunked",
            "POST /services/open HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "BadRequest"),
        row(
            "two lengths",
            "POST /services/open HTTP/1.1\r\n"
                + HEAD
                + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            400,
            "BadRequest"),
        row(
            "length and chunked",
            "POST /services/open HTTP/1.1\r\n"
                + HEAD
                + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "BadRequest"),
        row(
            "bad chunk",
            "POST /services/open HTTP/1.1\r\n"
                + HEAD
                + FORM
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\na=1\r\n0\r\n\r\n",
            400,
            "BadRequest"),
        row("no host", "GET /services/open HTTP/1.1\r\n\r\n", 400, "BadRequest"),
        row("no HTTP", "hello\r\n\r\n", 400, "BadRequest"),
        row("HTTP/3.7", "GET / HTTP/3.7\r\n" + HEAD + "\r\n", 505, "HTTPVersionNotSupported"),
        row("long URL", get("/services/open?q=" + "x".repeat(1 << 20)), 414, "URITooLong"),
        row(
            "many headers",
            get("/services/open", "X-A: b\r\n".repeat(100_000)),
            431,
            "RequestHeaderFieldsTooLarge"),
        row(
            "packed body",
            post("/services/open", "abc", "Content-Encoding: gzip\r\n"),
            415,
            "Content-Encoding"),
        row(
            "malformed JSON",
            post("/services/open", "{\"a\":1,\n \"b\":}"),
            400,
            "line 2, column 6"),
        row("JSON with a key twice", post("/services/open", "{\"a\":1,\"a\":2}"), 400, "'a'"),
        row("JSON with trailing junk", post("/services/open", "{} x"), 400, "malformed"),
        row(
            "JSON too deep",
            post("/services/open", "[".repeat(101) + "]".repeat(101)),
            400,
            "depth"),
        row("JSON with NUL", post("/services/open", "{\"a\":\"\\u0000\"}"), 400, "'/a'"),
        row(
            "JSON with half a pair",
            post("/services/open", "{\"a\":[\"\\ud800\"]}"),
            400,
            "'/a/0'"),
        row("JSON with infinity", post("/services/open", "[1e999999]"), 400, "'/0'"),
        row("JSON with NaN", post("/services/open", "[NaN]"), 400, "malformed"),
        row("truncated JSON", post("/services/open", "{\"a\":"), 400, "malformed"),
        row(
            "parts without boundary",
            post("/services/open", "abc", "Content-Type: multipart/form-data\r\n"),
            400,
            "boundary"),
        row("no parts but junk", post("/services/open", "junk", PARTS), 400, "multipart"),
        row(
            "half a part",
            post("/services/read", part("name=Filedata; filename=f", "abc"), PARTS, BEARER)
                .replace("\r\nabc\r\n", "\r\nabcde"),
            400,
            "multipart"),
        row(
            "file of somebody unknown",
            post("/services/read", part("name=Filedata; filename=f", "abc") + "--b--", PARTS),
            401,
            "Not logged in"),
        row(
            "too long a text",
            post(
                "/services/read",
                part("name=t", "x".repeat((1 << 20) + 1)) + "--b--",
                PARTS,
                BEARER),
            413,
            "'t'"),
        row(
            "too long a body without log-in",
            post("/services/open", "q=" + "x".repeat(1 << 20), FORM),
            413,
            "larger"),
        row(
            "too long a body",
            post("/services/read", "q=" + "x".repeat(4 << 20), FORM, BEARER),
            413,
            "larger"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void anOddRequestIsUnderstood(String what, String request, int status, String[] inBody) {
    Reply reply = RawHttp.exchange(server.port(), request);
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.text()).doesNotContain("\n");
    assertThat(inBody).allSatisfy(text -> assertThat(reply.text()).contains(text));
    assertThat(server.leftovers()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void aBadRequestIsRefusedInOurForm(String what, String request, int status, String[] inBody) {
    Reply reply = RawHttp.exchange(server.port(), request);
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.text()).contains(inBody).doesNotEndWith("\n");
    assertThat(reply.json().get("errorcode").asInt()).isEqualTo(status);
    assertThat(reply.json().get("errorname").asText()).isNotEmpty();
    assertThat(reply.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(server.leftovers()).isZero();
  }

  @Test
  void bytesThatAreNoUtf8AreTakenAsLatin1() {
    byte[] request = get("/services/open?q=Zo\u00eb&x=1").getBytes(ISO_8859_1);
    Reply reply = RawHttp.exchange(server.port(), request);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().at("/params/x/0").asText()).isEqualTo("1");
  }

  @Test
  void aJsonBodyThatIsNotUtf8IsRefused() {
    byte[] request =
        post("/services/open", "[\"\u00eb\"]")
            .replace("Content-Length: 6", "Content-Length: 5")
            .getBytes(ISO_8859_1);
    assertThat(RawHttp.exchange(server.port(), request).status()).isEqualTo(400);
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(get("/services/open?n=1") + get("/services/nothing") + get("/services/open?n=3"));
      assertThat(client.reply().json().at("/params/n/0").asText()).isEqualTo("1");
      assertThat(client.reply().status()).isEqualTo(404);
      assertThat(client.reply().json().at("/params/n/0").asText()).isEqualTo("3");
    }
  }

  @Test
  void aConnectionIsClosedWhereTheClientSaysSo() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(get("/services/open", "Connection: close\r\n"));
      assertThat(client.reply().header("Connection")).isEqualTo("close");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void aClientThatWaitsIsToldToContinue() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(
          "POST /services/open HTTP/1.1\r\n"
              + HEAD
              + FORM
              + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(client.reply().status()).isEqualTo(100);
      client.send("a=1");
      assertThat(client.reply().json().at("/params/a/0").asText()).isEqualTo("1");
    }
  }

  @Test
  void aClientThatWaitsButMayNotSendIsToldAtOnce() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(
          "POST /services/read HTTP/1.1\r\n"
              + HEAD
              + "Authorization: Bearer bad\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
      assertThat(client.reply().status()).isEqualTo(401);
    }
  }

  @Test
  void aRefusedBodyIsReadSoThatItsSenderSeesTheAnswer() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(
          post("/services/nothing", "x".repeat(500_000), FORM) + get("/services/open?after=1"));
      assertThat(client.reply().status()).isEqualTo(404);
      assertThat(client.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void aCutUploadLeavesNoFile() throws Exception {
    try (RawHttp client = new RawHttp(server.port())) {
      String whole = part("name=Filedata; filename=f", "x".repeat(300_000)) + "--b--\r\n";
      client.send(post("/services/read", whole, PARTS, BEARER).substring(0, 250_000));
      await(() -> server.leftovers() == 1);
    }
    await(() -> server.leftovers() == 0);
  }

  @Test
  void anUploadBeyondTheLimitLeavesNoFile() {
    String body = part("name=Filedata; filename=f", "x".repeat(9 << 20)) + "--b--\r\n";
    String chunked =
        "POST /services/read HTTP/1.1\r\n"
            + HEAD
            + PARTS
            + BEARER
            + "Transfer-Encoding: chunked\r\n\r\n"
            + Integer.toHexString(body.length())
            + "\r\n"
            + body
            + "\r\n0\r\n\r\n";
    assertThat(RawHttp.exchange(server.port(), chunked).status()).isEqualTo(413);
    assertThat(server.leftovers()).isZero();
  }

  @Test
  void aHeadThatDripsInIsCut() throws Exception {
    try (RawHttp client = new RawHttp(server.port())) {
      long from = System.nanoTime();
      assertThat(drips(client, "GET /services/open HTTP/1.1\r\nX-Slow: ", "x")).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void aBodyThatDripsInIsCut() throws Exception {
    try (RawHttp client = new RawHttp(server.port())) {
      String head = "POST /services/open HTTP/1.1\r\n" + HEAD + "Content-Length: 100000\r\n\r\n";
      assertThat(drips(client, head, "x")).isTrue();
    }
  }

  @Test
  void anIdleConnectionOutlivesTheTimeForAHead() throws Exception {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(get("/services/open"));
      assertThat(client.reply().status()).isEqualTo(200);
      Thread.sleep(Duration.ofMillis(1500));
      client.send(get("/services/open"));
      assertThat(client.reply().status()).isEqualTo(200);
    }
  }

  /** Whether the server ends it before 400 small pieces were sent. */
  private static boolean drips(RawHttp client, String head, String piece) throws Exception {
    client.send(head);
    for (int i = 0; i < 400; i++) {
      try {
        client.send(piece);
        Thread.sleep(20);
        if (client.socket().getInputStream().available() > 0) {
          return client.reply().status() == 408;
        }
      } catch (IOException cut) {
        return true;
      }
    }
    return false;
  }

  private static void await(BooleanSupplier condition) throws Exception {
    for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
