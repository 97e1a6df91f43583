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
import org.junit.jupiter.params.provider.ValueSource;

/** Files, whole and in part. The stored one holds ten digits; its tag is v1. */
class FileResponsesTest {

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

  private static Reply get(String target, String headers) {
    return call("GET", target, headers);
  }

  private static Reply call(String method, String target, String headers) {
    String lines = headers.isEmpty() ? "" : headers + "\r\n";
    return RawHttp.exchange(
        server.port(), method + " " + target + " HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n");
  }

  @Test
  void aFileIsSentWhole() {
    Reply reply = get("/file/7/a.png", "");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("0123456789");
    assertThat(reply.header("Content-Type")).isEqualTo("image/png");
    assertThat(reply.header("ETag")).isEqualTo("\"v1\"");
    assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 206, 0123, bytes 0-3/10",
    "bytes=7-, 206, 789, bytes 7-9/10",
    "bytes=-2, 206, 89, bytes 8-9/10",
    "bytes=-50, 206, 0123456789, bytes 0-9/10",
    "bytes=8-99, 206, 89, bytes 8-9/10",
    "bytes=10-, 416, '', bytes */10",
    "bytes=-0, 416, '', bytes */10",
    "bytes=5-2, 200, 0123456789, ''",
    "'bytes=0-1,3-4', 200, 0123456789, ''",
    "lines=0-3, 200, 0123456789, ''",
    "bytes=99999999999999999999-, 200, 0123456789, ''",
  })
  void aRangeIsSentAsFarAsThereIsOne(String range, int status, String body, String sent) {
    Reply reply = get("/file/7/a.png", "Range: " + range);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.text()).isEqualTo(body);
    assertThat(reply.header("Content-Range")).isEqualTo(sent);
  }

  @Test
  void aRangeOfAnotherVersionIsTheWholeFile() {
    String range = "Range: bytes=0-3\r\nIf-Range: ";
    assertThat(get("/file/7/a.png", range + "\"v0\"").status()).isEqualTo(200);
    assertThat(get("/file/7/a.png", range + "W/\"v1\"").status()).isEqualTo(200);
    assertThat(get("/file/7/a.png", range + "\"v1\"").status()).isEqualTo(206);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"})
  void aFileThatTheClientHasIsNotSentAgain(String tags) {
    Reply reply = get("/file/7/a.png", "If-None-Match: " + tags);
    assertThat(reply.status()).isEqualTo(304);
    assertThat(reply.header("ETag")).isEqualTo("\"v1\"");
    assertThat(get("/file/7/a.png", "If-None-Match: \"v2\"").status()).isEqualTo(200);
  }

  @Test
  void headTellsTheLengthOnly() {
    Reply reply = call("HEAD", "/file/7/a.png", "");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Length")).isEqualTo("10");
  }

  @Test
  void aNameOfAnyAlphabetIsSentInPlainAscii() {
    Reply reply = get("/file/7/Zoë%20%22q%22%0d%0aX:1.png", "");
    assertThat(reply.header("Content-Disposition"))
        .isEqualTo(
            "inline; filename=\"Zo_ _q___X:1.png\"; "
                + "filename*=UTF-8''Zo%C3%AB%20%22q%22%0D%0AX%3A1.png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "image/svg%2Bxml", "application/xml", "text/javascript", "x/y"})
  void whatABrowserCouldRunIsAnAttachment(String type) {
    assertThat(get("/file/7/a?type=" + type, "").header("Content-Disposition"))
        .startsWith("attachment;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/jpeg", "video/mp4", "application/pdf", "text/plain;charset=UTF-8"})
  void whatABrowserOnlyShowsIsShown(String type) {
    assertThat(get("/file/7/a?type=" + type, "").header("Content-Disposition"))
        .startsWith("inline;");
  }

  @Test
  void aSenselessAcceptHeaderChangesNothing() {
    assertThat(get("/file/7/a.png", "Accept: application/nonsense;q=x, ,").status()).isEqualTo(200);
  }
}
