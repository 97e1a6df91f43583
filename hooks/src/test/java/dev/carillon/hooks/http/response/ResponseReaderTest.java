package dev.carillon.hooks.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.ReceiverResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9\r\n",
        "220 smtp ready\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "http/1.1 200 OK\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 200\tOK\r\n\r\n",
        "HTTP/1.1 200 O\0K\r\n\r\n",
        "HTTP/1.1 200 O\rK\r\n\r\n",
        "HTTP/1.1 200 OK\r\n folded: first\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        "HTTP/1.1 200 OK\r\nName : x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nN\u00e4me: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nxx",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999999\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1 x\r\nx\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000000000000000\r\nx",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
      })
  void refusesWhatIsNoProperAnswer(String raw) {
    assertThat(Script.whole(raw).outcome()).isEqualTo("bad_http");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 OK\r\nX: y",
        "HTTP/1.1 200 OK\r\nX: y\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nxx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        "HTTP/1.1 103 Early\r\n\r\n",
      })
  void tellsWhatEndedTooEarly(String raw) {
    assertThat(Script.whole(raw).outcome()).isEqualTo("closed_early");
  }

  @Test
  void repairsWhatTheStandardLetsAUserAgentRepair() throws IOException {
    ReceiverResponse response =
        read(
            "HTTP/1.1 200\nX-Folded: a \r\n   b\r\n\tc\r\nX-Control: a\u0001b\nX-Text: \u00e4 \r\n"
                + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok");

    assertThat(response.header("x-folded")).contains("a b c");
    assertThat(response.header("x-control")).contains("a b");
    assertThat(response.header("x-text")).contains("\u00e4");
    assertThat(response.body()).isEqualTo("ok");
  }

  @Test
  void passesOverUpToEightInterimAnswers() throws IOException {
    String interim = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";

    assertThat(read(interim.repeat(8) + "HTTP/1.1 204 No\r\n\r\n").status()).isEqualTo(204);
    assertThat(Script.whole(interim.repeat(9) + "HTTP/1.1 204 No\r\n\r\n").outcome())
        .isEqualTo("bad_http");
  }

  @Test
  void limitsTheHead() {
    String start = "HTTP/1.1 200 OK\r\n";
    String end = "Content-Length: 0\r\n\r\n";

    assertThat(Script.whole(start + "X: y\r\n".repeat(199) + end).outcome())
        .startsWith("ReceiverResponse");
    assertThat(Script.whole(start + "X: y\r\n".repeat(200) + end).outcome())
        .isEqualTo("body_too_large");
    assertThat(Script.whole(start + "X: " + "y".repeat(60_000) + "\r\n" + end).outcome())
        .startsWith("ReceiverResponse");
    assertThat(Script.whole(start + "X: " + "y".repeat(66_000) + "\r\n" + end).outcome())
        .isEqualTo("body_too_large");
    assertThat(Script.whole(start + "X: a\r\n " + "b\r\n ".repeat(250) + "c\r\n" + end).outcome())
        .isEqualTo("body_too_large");
  }

  @Test
  void limitsEachAnswerOfAConnectionAlone() throws IOException {
    String lines = "HTTP/1.1 204 No\r\n" + "X: y\r\n".repeat(150) + "\r\n";
    String bytes = "HTTP/1.1 204 No\r\nX: " + "y".repeat(50_000) + "\r\n\r\n";
    ResponseReader reader = new ResponseReader(Script.whole((lines + bytes).repeat(5)));

    for (int i = 0; i < 10; i++) {
      assertThat(reader.read().status()).isEqualTo(204);
    }
  }

  @Test
  void keepsAtMostEightKilobytesOfHeaders() throws IOException {
    ReceiverResponse response =
        read("HTTP/1.1 500 X\r\n" + ("X: " + "y".repeat(1000) + "\r\n").repeat(20) + "\r\n");

    assertThat(response.headers()).hasSize(8);
  }

  @Test
  void readsNoByteMoreOfABodyThanItCounts() {
    String head = "HTTP/1.1 500 X\r\nContent-Length: 1000000\r\n\r\n";
    Script script = new Script(Script.bytes(head + "z".repeat(1_000_000)), List.of(1000));

    assertThat(script.outcome()).contains("cut=true").contains("reusable=false");
    assertThat(script.taken()).isLessThanOrEqualTo(head.length() + 65_536 + 8192);
  }

  @Test
  void leavesAGzipBombPacked() throws IOException {
    ReceiverResponse response =
        read(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\u001f\u008b\b");

    assertThat(response.bodyBytes()).isEqualTo(3);
  }

  @Test
  void countsManySmallChunksAsBodyAndLongExtensionsAsHead() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    ReceiverResponse response = read(head + "1\r\nx\r\n".repeat(30_000) + "0\r\n\r\n");
    assertThat(response.bodyBytes()).isEqualTo(30_000);
    assertThat(response.cut()).isTrue();
    assertThat(Script.whole(head + ("1;" + "e".repeat(1000) + "\r\nx\r\n").repeat(100)).outcome())
        .isEqualTo("body_too_large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 204 No\r\n\r\n",
        "HTTP/1.1 304 No\r\nContent-Length: 9\r\n\r\n",
        "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
      })
  void keepsTheConnectionWhereTheNextAnswerIsCertainToBegin(String raw) {
    assertThat(Script.whole(raw).outcome()).endsWith("reusable=true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore",
        "HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      })
  void partsWhereItIsNot(String raw) {
    assertThat(Script.whole(raw).outcome()).endsWith("reusable=false");
  }

  @Test
  void takesTheCharsetThatIsNamed() throws IOException {
    assertThat(read("HTTP/1.1 400 X\r\nContent-Type: a/b; charset=\"latin1\"\r\n\r\n\u00e4").body())
        .isEqualTo("\u00e4");
    assertThat(
            read("HTTP/1.1 400 X\r\nContent-Type: a/b; charset=nonsense\r\n\r\n\u00c3\u00a4")
                .body())
        .isEqualTo("\u00e4");
  }

  private static ReceiverResponse read(String raw) throws IOException {
    return new ResponseReader(Script.whole(raw)).read();
  }
}
