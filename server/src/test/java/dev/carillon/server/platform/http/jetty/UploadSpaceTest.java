package dev.carillon.server.platform.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.platform.http.capacity.DiskSpace.Space;
import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads leave some of the disk free for the database, whatever they announce. */
class UploadSpaceTest {

  private static final long KEPT = 1_000_000_000;

  /** What an upload is promised before it has sent anything. */
  private static final long AHEAD = 8 << 20;

  private static final String ANN = "Authorization: Bearer good\r\n";
  private static final String BOB = "Authorization: Bearer plain\r\n";

  /** What the disk is said to have free beside what uploads have written. */
  private final AtomicLong free = new AtomicLong(KEPT + 100_000_000);

  @TempDir Path folder;
  private EchoServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new EchoServer(
            folder,
            HttpLimits.DEFAULTS,
            new DiskReserve(folder, place -> new Space(free.get() - written(), 4 * KEPT), KEPT));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatIsAnnouncedToBeTooMuchIsRefusedBeforeItIsSent() {
    Reply refused = RawHttp.exchange(server.port(), put(ANN, 100_000_001));
    assertThat(refused.status()).isEqualTo(507);
    assertThat(refused.json().path("code").asText()).isEqualTo("InsufficientStorage");
    assertThat(refused.json().path("detail").asText())
        .contains(
            "no disk space for 100000001 more bytes",
            "1100000000 bytes of the disk are free",
            "kept");
    assertThat(server.leftovers()).isZero();
  }

  @Test
  void whatIsNotAnnouncedIsRefusedWhenItIsTooMuch() throws Exception {
    free.set(KEPT + (10 << 20));
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(
          "PUT /api/file HTTP/1.1\r\nHost: h\r\n" + ANN + "Transfer-Encoding: chunked\r\n\r\n");
      String megabyte = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
      assertThat(refused(client, megabyte, 30)).isTrue();
    }
    awaitEmpty();
  }

  @Test
  void anUploadEndsWhenOthersHaveFilledTheDiskMeanwhile() throws Exception {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(put(ANN, 60 << 20));
      awaitOpen();
      free.set(KEPT - 1);
      assertThat(refused(client, "x".repeat(1 << 20), 40)).isTrue();
    }
    awaitEmpty();
  }

  @Test
  void whatOpenUploadsWerePromisedIsTaken() throws Exception {
    try (RawHttp first = new RawHttp(server.port())) {
      first.send(put(ANN, 90_000_000));
      awaitOpen();
      Reply refused = RawHttp.exchange(server.port(), put(BOB, 95_000_000));
      assertThat(refused.status()).isEqualTo(507);
      assertThat(refused.json().path("detail").asText())
          .as("all that is in the way")
          .contains(
              "1100000000 bytes of the disk are free",
              "1000000000 are kept for the database",
              AHEAD + " are reserved for running uploads");
      assertThat(RawHttp.exchange(server.port(), put(BOB, 5) + "hello").status()).isEqualTo(200);
    }
    awaitEmpty();
    assertThat(
            RawHttp.exchange(server.port(), put(BOB, 20_000_000) + "x".repeat(20_000_000)).status())
        .as("whoever has gone has nothing")
        .isEqualTo(200);
  }

  @Test
  void whatIsAnnouncedAndNotSentTakesLittleFromOthers() throws Exception {
    try (RawHttp first = new RawHttp(server.port())) {
      first.send(put(ANN, 90_000_000));
      awaitOpen();
      String bobs = put(BOB, 60_000_000) + "x".repeat(60_000_000);
      assertThat(RawHttp.exchange(server.port(), bobs).status()).isEqualTo(200);
    }
  }

  @Test
  void aSecondUploadDoesNotEndTheFirstOfTheSameUser() throws Exception {
    try (RawHttp first = new RawHttp(server.port())) {
      first.send(
          "PUT /api/file HTTP/1.1\r\nHost: h\r\n" + ANN + "Transfer-Encoding: chunked\r\n\r\n");
      String megabyte = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
      first.send(megabyte.repeat(30));
      awaitWritten(30 << 20);
      try (RawHttp second = new RawHttp(server.port())) {
        second.send(put(ANN, 1000) + "x");
        awaitOpen(2);
        first.send(megabyte.repeat(40) + "0\r\n\r\n");
        assertThat(first.reply().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void severalUploadsOfAUserTogetherLeaveHalfToOthers() throws Exception {
    try (RawHttp first = new RawHttp(server.port())) {
      first.send(put(ANN, 40_000_000));
      awaitOpen();
      Reply second = RawHttp.exchange(server.port(), put(ANN, 20_000_000));
      assertThat(second.status()).isEqualTo(429);
      assertThat(second.header("Retry-After")).isEqualTo("10");
      assertThat(second.json().path("detail").asText())
          .contains("Your uploads", "more than 50000000 bytes in total");
      assertThat(
              RawHttp.exchange(server.port(), put(BOB, 20_000_000) + "x".repeat(20_000_000))
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void theGuestsOfOneLinkGetNoMoreThanHalf() {
    assertThat(guest("a", 60_000_000).status()).isEqualTo(429);
    assertThat(guest("a", 60_000_000).body()).contains("The uploads by this link");
  }

  private Reply guest(String link, int length) {
    return RawHttp.exchange(
        server.port(),
        "POST /share/"
            + link
            + "/upload HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            + "Content-Length: "
            + length
            + "\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"Filedata\";"
            + " filename=\"f.bin\"\r\n\r\nhello");
  }

  private static String put(String who, int length) {
    return "PUT /api/file HTTP/1.1\r\nHost: h\r\n" + who + "Content-Length: " + length + "\r\n\r\n";
  }

  /** Whether it is answered 507, or cut, before so many pieces are sent. */
  private static boolean refused(RawHttp client, String piece, int pieces)
      throws InterruptedException {
    try {
      for (int i = 0; i < pieces; i++) {
        client.send(piece);
        Thread.sleep(20);
        if (client.socket().getInputStream().available() > 0) {
          return client.reply().status() == 507;
        }
      }
      return client.reply().status() == 507;
    } catch (IOException cut) {
      // who still sends when the answer comes may be cut before he reads it
      return true;
    }
  }

  private long written() {
    try (Stream<Path> files = Files.list(folder.resolve("incoming"))) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void awaitWritten(long bytes) throws InterruptedException {
    for (int tries = 0; written() < bytes && tries < 3000; tries++) {
      Thread.sleep(10);
    }
    assertThat(written()).isGreaterThanOrEqualTo(bytes);
  }

  private void awaitOpen() throws InterruptedException {
    awaitOpen(1);
  }

  private void awaitOpen(int files) throws InterruptedException {
    for (int tries = 0; server.leftovers() < files && tries < 3000; tries++) {
      Thread.sleep(10);
    }
    assertThat(server.leftovers()).isEqualTo(files);
  }

  private void awaitEmpty() throws InterruptedException {
    for (int tries = 0; server.leftovers() > 0 && tries < 3000; tries++) {
      Thread.sleep(10);
    }
    assertThat(server.leftovers()).isZero();
  }
}
