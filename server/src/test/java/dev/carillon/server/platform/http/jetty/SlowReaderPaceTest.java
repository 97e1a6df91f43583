package dev.carillon.server.platform.http.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A response is kept for a reader who takes it, and not for one who takes a byte now and then. */
class SlowReaderPaceTest {

  private static final int LARGE = 16 << 20;
  private static final String ASK =
      "GET /services/large?bytes=" + LARGE + " HTTP/1.1\r\nHost: h\r\n\r\n";

  /** Twice as long a reader may be slow: less than the timeout of an idle connection. */
  private static final Duration SLOWNESS = Duration.ofSeconds(1);

  private static final int TRICKLED_MAX = 400;

  @TempDir Path folder;
  private EchoServer server;

  @BeforeEach
  void start() throws IOException {
    HttpLimits usual = HttpLimits.DEFAULTS;
    server =
        new EchoServer(
            folder,
            new HttpLimits(
                usual.openBodyBytesMax(),
                usual.plainBodyBytesMax(),
                usual.textPartBytesMax(),
                usual.uploadBytesMax(),
                SLOWNESS,
                new HttpLimits.Crowd(128, 4096, 1 << 20, 3L * LARGE / 2)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whoTakesAByteNowAndThenLosesTheRoomOfTheResponse() throws Exception {
    try (Socket slow = reader()) {
      InputStream in = slow.getInputStream();
      assertThat(new String(in.readNBytes(12), UTF_8)).isEqualTo("HTTP/1.1 200");
      assertThat(status()).as("while the response waits").isEqualTo(503);
      int status = 503;
      for (int i = 0; i < TRICKLED_MAX && status == 503; i++) {
        assertThat(in.read()).isNotNegative();
        Thread.sleep(50);
        status = i % 10 == 0 ? status() : status;
      }
      assertThat(status).as("when it has trickled").isEqualTo(200);
    }
  }

  @Test
  void whoTakesAPieceNowAndThenGetsItWhole() throws Exception {
    try (Socket steady = reader()) {
      InputStream in = steady.getInputStream();
      int got = 0;
      for (byte[] piece = in.readNBytes(1 << 20);
          piece.length > 0 && got + piece.length < LARGE;
          piece = in.readNBytes(1 << 20)) {
        got += piece.length;
        Thread.sleep(250);
      }
      assertThat(got).isGreaterThanOrEqualTo(LARGE - (1 << 20));
    }
  }

  private int status() {
    return RawHttp.exchange(server.port(), ASK).status();
  }

  private Socket reader() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(60_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.getOutputStream().write(ASK.getBytes(UTF_8));
    return socket;
  }
}
