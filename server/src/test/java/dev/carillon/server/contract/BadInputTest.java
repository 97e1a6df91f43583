package dev.carillon.server.contract;

import static dev.carillon.server.testing.TestClient.FORM;
import static dev.carillon.server.testing.TestClient.MULTIPART;
import static dev.carillon.server.testing.TestClient.MULTIPART_END;
import static dev.carillon.server.testing.TestClient.encoded;
import static dev.carillon.server.testing.TestClient.part;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody should send: a clear error, nothing half done, no event for what did not happen. */
class BadInputTest {

  private static final String JSON = "application/json";
  private static final String CREATE = "/services/create";
  private static final int MEGABYTE = 1 << 20;

  private static RawRequestServer server;
  private static String id;
  private static String box;
  private static List<String> paths;

  @BeforeAll
  static void open(@TempDir Path home) {
    server = new RawRequestServer(home);
    id = server.asset("/a/b/one.txt");
    box = server.asset("/a/box.collection");
    server.told();
    paths = there();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static List<String> there() {
    return server.finds("NOT ancestorPaths:\"/last\"");
  }

  private static void nothingHappened() {
    assertThat(there()).isEqualTo(paths);
    assertThat(server.told()).isEmpty();
    assertThat(server.send("GET", "/api/folder/list").is(200).json().findValuesAsText("path"))
        .containsExactlyInAnyOrder("/a", "/last");
  }

  static Stream<String> names() {
    return Stream.concat(
        "\\:*?\"<>|#;\u0001\u007f".chars().mapToObj(c -> "x" + (char) c + "y"),
        Stream.of("..", "."));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aForbiddenNameIsRefusedWhereverItStands(String name) {
    String json = "{\"%s\":\"" + escaped("/a/" + name) + "\"}";
    for (TestResponse answer :
        List.of(
            form(CREATE, "assetPath=/a/" + encoded(name)),
            form(CREATE, "folderPath=/a&name=" + encoded(name)),
            form(CREATE, "folderPath=/a/" + encoded(name) + "&name=ok.txt"),
            form("/services/update", "id=" + id + "&filename=" + encoded(name)),
            form("/services/update", "id=" + id + "&folderPath=/" + encoded(name)),
            form("/services/move", "source=/a/b&target=/a/" + encoded(name)),
            form("/services/copy", "source=/a/b&target=/a/" + encoded(name)),
            server.send("POST", "/api/asset", JSON, json.formatted("assetPath")),
            server.send("POST", "/api/folder", JSON, json.formatted("path")))) {
      assertThat(answer.is(400).json().path("message").asText()).isNotEmpty();
    }
    assertThat(form("/services/createFolder", "path=/a/" + encoded(name)).is(200).text())
        .doesNotContain("\"created\"");
    nothingHappened();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../etc/passwd",
        "/a/../../../etc/passwd",
        "/a/./b",
        "..",
        "/a/..",
        "\\\\h\\s"
      })
  void noPathLeadsOut(String path) {
    form(CREATE, "assetPath=" + encoded(path)).is(400);
    form("/services/move", "source=/a/b&target=" + encoded(path)).is(400);
    form("/services/move", "source=" + encoded(path) + "&target=/z").is(400);
    form("/services/remove", "folderPath=" + encoded(path)).is(400);
    form("/services/browse", "path=" + encoded(path)).is(400);
    nothingHappened();
  }

  @Test
  void nothingGoesIntoItself() {
    for (String call : List.of("/services/move", "/services/copy")) {
      for (String target : List.of("/a/b", "/a/b/c/d", "/A/c")) {
        assertThat(form(call, "source=/a&target=" + target).is(400).text()).contains("itself");
      }
    }
    assertThat(form("/services/collection/add", "collectionId=" + box + "&childIds=" + box).text())
        .doesNotContain("\"processedCount\":1");
    String both = "&target1Id=" + id + "&target2Id=" + id;
    form("/services/createRelation", "relationType=related" + both).is(400);
    nothingHappened();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"noSuchField:", "(a", "a AND", "\"a", "[1 TO", "a)) OR ((b", "title:[a TO", "+"})
  void aQueryThatNobodyCanReadIsRefusedByEachCall(String query) {
    String q = encoded(query);
    for (TestResponse answer :
        List.of(
            form("/services/search", "q=" + q),
            form("/services/updatebulk", "title=x&q=" + q),
            form("/services/remove", "q=" + q),
            form("/services/move", "source=/a/b&target=/z&filterQuery=" + q),
            form("/services/createAuthKey", "subject=s&validUntil=2100-01-01&query=" + q),
            server.send("GET", "/metadata/r.csv?fields=name&q=" + q),
            server.send("GET", "/zip/z.zip?q=" + q),
            server.send("GET", "/api/asset/search?q=" + q))) {
      assertThat(answer.is(400).json().path("message").asText()).contains("query");
    }
    nothingHappened();
  }

  @Test
  void aHundredMegabytesOfMetadataAreRefusedHoweverTheyCome() throws IOException {
    String metadata = "metadata={\"title\":\"";
    String head = part("assetPath", "", "/a/large.txt").stripTrailing();
    refused(FORM, "assetPath=/a/large.txt&" + metadata, 100, "", "\"}");
    refused(JSON, "{\"assetPath\":\"/a/large.txt\",\"metadata\":{\"title\":\"", 100, "", "\"}}");
    String one = head + "\r\n" + openPart("metadata") + "{\"title\":\"";
    refused(MULTIPART, one, 100, "", "\"}\r\n--xXx--");
    String end = "\r\n" + MULTIPART_END;
    String title = "\r\n" + openPart("title");
    String file = "\r\n" + openPart("Filedata") + "data:,";
    refused(MULTIPART, head, 100, title, end);
    refused(MULTIPART, head, 100, file, end);
    // of so little the rest is read after the refusal: its sender sees the answer
    assertThat(sent(MULTIPART, head, 6, title, end)).isEqualTo("HTTP/1.1 413");
    nothingHappened();
  }

  private static String openPart(String name) {
    return "--xXx\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n";
  }

  /** Whoever hangs up has refused as well. */
  private static void refused(String type, String begin, int megabytes, String each, String end) {
    try {
      assertThat(sent(type, begin, megabytes, each, end)).isEqualTo("HTTP/1.1 413");
    } catch (IOException hungUp) {
      server.plain("GET", "/services/ping", "", "").is(200);
    }
  }

  /** Sends so many megabytes, with something before each; how the answer begins. */
  private static String sent(String type, String begin, int megabytes, String each, String end)
      throws IOException {
    byte[] piece = (each + "x".repeat(MEGABYTE)).getBytes(UTF_8);
    long length = begin.length() + (long) piece.length * megabytes + end.length();
    String head =
        String.join(
            "\r\n",
            "POST " + CREATE + " HTTP/1.1",
            "Host: h",
            "Authorization: Bearer " + server.bearer(),
            "Content-Type: " + type,
            "Content-Length: " + length,
            "",
            "");
    try (Socket socket = new Socket(server.address().getHost(), server.address().getPort())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(UTF_8));
      out.write(begin.getBytes(UTF_8));
      for (int n = 0; n < megabytes; n++) {
        out.write(piece);
      }
      out.write(end.getBytes(UTF_8));
      out.flush();
      return new String(socket.getInputStream().readNBytes(12), UTF_8);
    }
  }

  private static TestResponse form(String call, String body) {
    return server.send("POST", call, FORM, body);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\u0001", "\\u0001")
        .replace("\u007f", "\\u007f");
  }
}
