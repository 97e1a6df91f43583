package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.files.LiveFiles;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upload that is cut leaves nothing: no asset, no file, no event. */
@Tag("long")
class CutUploadTest {

  private static final int FILE_BYTES = 3_000_000;
  private static final String HEAD =
      """
      --cut\r
      Content-Disposition: form-data; name="Filedata"; filename="cut.txt"\r
      Content-Type: text/plain\r
      \r
      """;
  private static final String TAIL =
      "\r\n--cut\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\ndone\r\n--cut--\r\n";
  private static final String BODY = HEAD + "x".repeat(FILE_BYTES) + TAIL;

  @TempDir Path temp;

  @Test
  void anUploadThatIsCutLeavesNothing() throws Exception {
    Path home = temp.resolve("home");
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(200);
        ServerProcess server = ServerProcess.start(home, ServerProcess.freePort())) {
      Client client = server.client();
      client.webhook(receiver.url(), List.of("asset_create", "folder_create"), List.of("name"));

      for (boolean reset : List.of(false, true)) {
        for (int length : List.of(HEAD.length() / 2, HEAD.length(), 70_000, BODY.length() / 2)) {
          cut(server.port(), length, reset);
        }
        // all of the file is there, all but the last byte of the request
        cut(server.port(), HEAD.length() + FILE_BYTES, reset);
        cut(server.port(), BODY.length() - TAIL.length() + 10, reset);
        cut(server.port(), BODY.length() - 3, reset);
      }

      Await.until(() -> LiveFiles.below(home.resolve("files")).isEmpty());
      assertThat(client.search("", 0).path("totalHits").asLong()).isZero();
      client.post("/services/create", Map.of("assetPath", "/whole.txt")).accepted();
      assertThat(receiver.next(Duration.ofSeconds(60)).text()).contains("whole.txt");
      assertThat(receiver.rest()).isEmpty();
    }
  }

  /** Sends so much of the body, and then closes the connection or resets it. */
  private static void cut(int port, int length, boolean reset) throws IOException {
    String user = ServerProcess.USERNAME + ":" + ServerProcess.PASSWORD;
    String head =
        "POST /services/create?folderPath=/Cut HTTP/1.1\r\nHost: localhost\r\n"
            + "Authorization: Basic "
            + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.US_ASCII))
            + "\r\nContent-Type: multipart/form-data; boundary=cut\r\nContent-Length: "
            + BODY.length()
            + "\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      if (reset) {
        socket.setSoLinger(true, 0);
      }
      socket
          .getOutputStream()
          .write((head + BODY.substring(0, length)).getBytes(StandardCharsets.US_ASCII));
    }
  }
}
