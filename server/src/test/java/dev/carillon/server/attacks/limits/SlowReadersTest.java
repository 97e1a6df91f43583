package dev.carillon.server.attacks.limits;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who asks for much and does not read it takes hardly any memory. */
@Tag("alone")
@Tag("long")
class SlowReadersTest {

  private static final int ASSETS = 120;
  private static final int DESCRIPTION_CHARS = 70_000;
  private static final int READERS = 12;

  /** Whole, they would be twelve times 8 MB. */
  private static final long GROWN_MAX = 40L << 20;

  private static final int PATIENCE_MILLIS = 60_000;

  @TempDir private static Path home;
  private static AttackedServer server;
  private static String id = "";

  @BeforeAll
  static void library() {
    server = new AttackedServer(home);
    String description = "x".repeat(DESCRIPTION_CHARS);
    for (int i = 0; i < ASSETS; i++) {
      create("/Slow/" + i + ".txt", description);
    }
    id = create("/Slow/often.txt", description);
    for (int i = 0; i < ASSETS; i++) {
      String other =
          "{\"id\":\"" + id + "\",\"metadata\":{\"description\":\"" + i + description + "\"}}";
      assertThat(server.json(Visitor.SUPER_PRO, "POST", "/services/update", other).statusCode())
          .isEqualTo(200);
    }
  }

  private static String create(String path, String description) {
    String asset =
        "{\"metadata\":{\"assetPath\":\"" + path + "\",\"description\":\"" + description + "\"}}";
    var answer = server.json(Visitor.SUPER_PRO, "POST", "/services/create", asset);
    assertThat(answer.statusCode()).isEqualTo(200);
    return AttackedServer.member(AttackedServer.text(answer), "id");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /services/search?q=*:*&num=10000,                 /hits
          /api/asset/search?q=*:*&size=1000,                /hits
          /services/asset/history?id=ID&num=1000,           /hits
          /metadata/all.json?q=*:*,                         ''
          /metadata/all.csv?q=*:*,                          -
          /api/events?limit=200,                            /items
          """)
  void aLongResponseIsNotKeptForWhoDoesNotReadIt(String path, String list) throws IOException {
    String asked = path.replace("ID", id);
    List<Socket> slow = new ArrayList<>();
    long before = alive();
    try {
      for (int i = 0; i < READERS; i++) {
        slow.add(reader(asked));
      }
      for (Socket reader : slow) {
        String start = new String(reader.getInputStream().readNBytes(12), UTF_8);
        assertThat(start).startsWith("HTTP/1.1 ").matches(text -> text.endsWith("200"), "200");
      }
      assertThat(server.get(Visitor.SUPER_PRO, "/services/search?q=*:*&num=1").statusCode())
          .isEqualTo(200);
      assertThat(alive() - before).as("bytes for %s slow readers", READERS).isLessThan(GROWN_MAX);
    } finally {
      for (Socket reader : slow) {
        reader.close();
      }
    }
    byte[] whole = server.get(Visitor.SUPER_PRO, asked).body();
    assertThat(whole.length).isGreaterThan(ASSETS * DESCRIPTION_CHARS);
    if (!list.equals("-")) {
      JsonNode items = new ObjectMapper().readTree(whole).at(list);
      assertThat(items.size()).isGreaterThanOrEqualTo(ASSETS);
    }
  }

  /** What the heap holds, garbage left out. */
  private static long alive() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static Socket reader(String path) {
    try {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(4096);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: h\r\n");
      for (Map.Entry<String, String> header : server.proof(Visitor.SUPER_PRO).entrySet()) {
        request.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
      }
      socket.getOutputStream().write(request.append("\r\n").toString().getBytes(UTF_8));
      return socket;
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }
}
