package dev.carillon.server.platform.http.jetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that look like delimiters, cut anywhere on their way, arrive byte for byte. */
class MultipartFuzzTest {

  private static final String BOUNDARY = "---------------------------18467633426500";

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

  static Stream<byte[]> nastyFiles() {
    String delimiter = "\r\n--" + BOUNDARY;
    List<String> files = new ArrayList<>();
    files.add("-----BEGIN CERTIFICATE-----\r\nMIIB\r\n-----END CERTIFICATE-----\r\n");
    for (int cut = 1; cut < delimiter.length(); cut += 3) {
      files.add(delimiter.substring(0, cut));
      files.add(delimiter.substring(2, Math.max(cut, 3)) + "x");
      files.add("a\r" + delimiter.substring(0, cut) + "\r");
    }
    files.add("\r\r\n\n\r");
    files.add("\r".repeat(300));
    files.add("-".repeat(40));
    files.add("-".repeat(70));
    files.add("\n".repeat(90) + "-".repeat(200));
    files.add("\n" + delimiter.substring(2, 20) + "\n");
    return files.stream().map(file -> file.getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @MethodSource("nastyFiles")
  void aFileIsTheSameWhereverItsUploadWasCut(byte[] file) throws Exception {
    byte[] request = request(file);
    int start = new String(request, ISO_8859_1).indexOf("filename=f") - 5;
    try (RawHttp client = new RawHttp(server.port())) {
      client.socket().setTcpNoDelay(true);
      for (int cut = start; cut < request.length; cut += 3) {
        client.send(Arrays.copyOf(request, cut));
        pause();
        client.send(Arrays.copyOfRange(request, cut, request.length));
        assertSame(client.reply(), file);
      }
    }
  }

  @Test
  void randomFilesMadeOfPiecesOfDelimitersArriveWhole() throws Exception {
    Random random = new Random(20261125);
    String delimiter = "\r\n--" + BOUNDARY;
    try (RawHttp client = new RawHttp(server.port())) {
      client.socket().setTcpNoDelay(true);
      for (int round = 0; round < 150; round++) {
        StringBuilder text = new StringBuilder();
        for (int piece = random.nextInt(12); piece > 0; piece--) {
          int from = random.nextInt(delimiter.length());
          text.append(delimiter, from, from + random.nextInt(delimiter.length() - from));
          text.append("\r".repeat(random.nextInt(20) / 10 * random.nextInt(5)));
        }
        byte[] file = text.toString().replace(BOUNDARY, "").getBytes(ISO_8859_1);
        byte[] request = request(file);
        for (int at = 0; at < request.length; ) {
          int end = Math.min(request.length, at + 1 + random.nextInt(400));
          client.send(Arrays.copyOfRange(request, at, end));
          pause();
          at = end;
        }
        assertSame(client.reply(), file);
      }
    }
  }

  @Test
  void aLargeFileArrivesWhole() throws Exception {
    byte[] file = new byte[5_000_001];
    new Random(1).nextBytes(file);
    for (int at = 65_400; at < file.length - 10; at += 65_536 - 7) {
      System.arraycopy("\r\n-----".getBytes(ISO_8859_1), 0, file, at, 7);
    }
    try (RawHttp client = new RawHttp(server.port())) {
      assertSame(client.send(request(file)).reply(), file);
    }
  }

  private static byte[] request(byte[] file) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=Filedata; filename=f\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n")
            .getBytes(ISO_8859_1));
    body.writeBytes(file);
    body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(ISO_8859_1));
    String head =
        "POST /services/read HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n"
            + "Content-Type: multipart/form-data; boundary="
            + BOUNDARY
            + "\r\nContent-Length: "
            + body.size()
            + "\r\n\r\n";
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(ISO_8859_1));
    body.writeTo(request);
    return request.toByteArray();
  }

  private static void assertSame(Reply reply, byte[] file) throws NoSuchAlgorithmException {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    JsonNode seen = reply.json().get("file");
    assertThat(seen.get("length").asInt()).as(reply.text()).isEqualTo(file.length);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);
    assertThat(seen.get("sha256").asText()).isEqualTo(HexFormat.of().formatHex(digest));
  }

  /** Long enough for the server to read what was sent so far. */
  private static void pause() throws InterruptedException {
    Thread.sleep(0, 600_000);
  }
}
