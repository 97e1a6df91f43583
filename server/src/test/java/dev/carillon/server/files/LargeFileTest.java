package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.crash.ServerProcess;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file much larger than the server's memory goes in and comes out. */
class LargeFileTest {

  private static final long LENGTH = 200L << 20;

  @TempDir private Path home;

  @Test
  void aFileThreeTimesTheHeapGoesInAndComesOut() throws Exception {
    int port = ServerProcess.freePort();
    try (ServerProcess server = ServerProcess.start(home, port, "-Xmx64m");
        HttpClient http = HttpClient.newHttpClient()) {
      String login =
          "Basic "
              + Base64.getEncoder()
                  .encodeToString(
                      (ServerProcess.USERNAME + ":" + ServerProcess.PASSWORD).getBytes(UTF_8));
      MessageDigest sent = MessageDigest.getInstance("SHA-256");
      HttpResponse<byte[]> made =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + port + "/services/create?folderPath=/Large"))
                  .header("Authorization", login)
                  .header("Content-Type", "multipart/form-data; boundary=cut")
                  .POST(BodyPublishers.ofInputStream(() -> body(sent)))
                  .build(),
              BodyHandlers.ofByteArray());
      assertThat(made.statusCode()).as(new String(made.body(), UTF_8)).isEqualTo(200);
      String url = new ObjectMapper().readTree(made.body()).get("originalUrl").asText();

      MessageDigest received = MessageDigest.getInstance("SHA-256");
      HttpResponse<InputStream> file =
          http.send(
              HttpRequest.newBuilder(URI.create(url)).header("Authorization", login).build(),
              BodyHandlers.ofInputStream());
      try (InputStream in = file.body();
          DigestOutputStream out =
              new DigestOutputStream(java.io.OutputStream.nullOutputStream(), received)) {
        assertThat(in.transferTo(out)).isEqualTo(LENGTH);
      }
      assertThat(received.digest()).isEqualTo(sent.digest());
      assertThat(server.printed()).doesNotContain("OutOfMemory");
    }
  }

  private static InputStream body(MessageDigest digest) {
    sentAnew(digest);
    InputStream head =
        bytes(
            """
            --cut
            Content-Disposition: form-data; name="Filedata"; filename="l.bin"
            Content-Type: application/octet-stream

            """
                .replace("\n", "\r\n"));
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(head, new DigestInputStream(new Noise(), digest), bytes("\r\n--cut--\r\n"))));
  }

  private static void sentAnew(MessageDigest digest) {
    digest.reset();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  /** Bytes of no order, as many as the file has. */
  private static final class Noise extends InputStream {

    private long left = LENGTH;
    private long state = 42;

    @Override
    public int read() {
      if (left == 0) {
        return -1;
      }
      left--;
      return next() & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      if (left == 0) {
        return -1;
      }
      int count = (int) Math.min(length, left);
      for (int i = 0; i < count; i++) {
        bytes[from + i] = next();
      }
      left -= count;
      return count;
    }

    private byte next() {
      state = state * 6364136223846793005L + 1442695040888963407L;
      return (byte) (state >>> 56);
    }
  }
}
