package dev.carillon.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.crash.ServerProcess;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while a part of an upload arrives. */
@Tag("long")
class KilledUploadTest {

  private static final int PART = 2 << 20;

  @TempDir private Path home;

  @Test
  void theUploadGoesOnWhereItsLastStoredPartEnded() throws Exception {
    byte[] file = ResumableUploadsTest.bytes(3 * PART);
    int port = ServerProcess.freePort();
    try (HttpClient http = HttpClient.newHttpClient()) {
      TestClient client =
          TestClient.at(http, "http://127.0.0.1:" + port)
              .basic(ServerProcess.USERNAME, ServerProcess.PASSWORD);
      String id;
      try (ServerProcess killed = ServerProcess.start(home, port)) {
        id = ResumableUploadsTest.begun(client, "killed.bin", file.length);
        ResumableUploadsTest.part(client, id, 0, file, 0, PART).is(204);
        Held held = new Held(Arrays.copyOfRange(file, PART, 2 * PART));
        var lost =
            http.sendAsync(
                client
                    .request("/api/uploads/" + id)
                    .header("Upload-Offset", Integer.toString(PART))
                    .header("Content-Type", "application/offset+octet-stream")
                    .method("PATCH", BodyPublishers.ofInputStream(() -> held))
                    .build(),
                BodyHandlers.ofByteArray());
        held.awaitHalf();
        killed.kill();
        held.release();
        assertThat(lost.handle((response, failure) -> failure != null).get()).isTrue();
      }
      try (ServerProcess server = ServerProcess.start(home, port)) {
        TestResponse stored = client.bare("HEAD", "/api/uploads/" + id).is(200);
        assertThat(stored.header("Upload-Offset")).isEqualTo(Integer.toString(PART));
        ResumableUploadsTest.part(client, id, PART, file, PART, file.length).is(204);
        String url =
            client
                .form("/services/create", "folderPath", "/Killed", "uploadId", id)
                .ok()
                .get("originalUrl")
                .asText();
        assertThat(client.get(url).body()).isEqualTo(file);
        assertThat(server.printed()).doesNotContain("WARNING: A part");
      }
    }
  }

  /** The bytes of a part, of which the second half comes only when it is released. */
  private static final class Held extends InputStream {

    private final ByteArrayInputStream bytes;
    private final int half;
    private final CountDownLatch halfSent = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    Held(byte[] content) {
      bytes = new ByteArrayInputStream(content);
      half = content.length / 2;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int count) {
      if (bytes.available() <= half) {
        halfSent.countDown();
        await(released);
      }
      return bytes.read(buffer, from, Math.min(count, 1 << 16));
    }

    void awaitHalf() {
      await(halfSent);
    }

    void release() {
      released.countDown();
    }

    private static void await(CountDownLatch latch) {
      try {
        if (!latch.await(60, TimeUnit.SECONDS)) {
          throw new UncheckedIOException(new IOException("nothing happened for a minute"));
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
