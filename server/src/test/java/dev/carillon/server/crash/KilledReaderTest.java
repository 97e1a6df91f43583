package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.crash.ReaderProcess.Reader;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers of consumers, each a process of its own, and the server are killed at random moments
 * while assets change: no event is lost, what was acknowledged does not come again, no two readers
 * have an event at a time, and where the consumer is ordered the changes of an asset are read in
 * order.
 */
@Tag("long")
@Tag("faults")
class KilledReaderTest {

  private static final long SEED = 20_261_201;
  private static final int READER_KILLS = FaultRecord.scaled(16, 120);
  private static final int KILLS_FOR_EACH_OF_SERVER = 4;
  private static final int LIFE_MILLIS_MAX = 600;
  private static final int ASSETS = 8;
  private static final int CHANGE_MILLIS_MAX = 40;

  private static final String ORDERED = "ordered";
  private static final String ANY_ORDER = "free";

  @TempDir private Path temp;

  private final List<String> assets = new ArrayList<>();

  /** The numbers of the changes of each asset to which the server responded that they are made. */
  private final Map<String, Set<Integer>> accepted = new TreeMap<>();

  private final List<ReaderProcess> readers = new ArrayList<>();
  private final List<String> killed = new ArrayList<>();
  private volatile boolean enough;
  private Random random = new Random(SEED);
  private int lives;

  @AfterEach
  void end() {
    enough = true;
    readers.forEach(ReaderProcess::close);
  }

  @OnEachDatabase
  void noEventIsLostOrReadByTwoAndEachAssetsStayInOrder(TestDatabase database) throws Exception {
    long seed = SEED + database.name().length();
    System.out.println("killed readers on " + database + ": seed " + seed);
    random = new Random(seed);
    KilledHome home = KilledHome.on(database, temp.resolve("home"));
    Path file = temp.resolve("lines.txt");
    ServerProcess server = home.start();
    try {
      Client client = server.client();
      for (String consumer : List.of(ORDERED, ANY_ORDER)) {
        String token = register(client, consumer);
        start(new Reader(consumer, "pull", 0, home.port(), token, file));
        start(new Reader(consumer, "pull", 1, home.port(), token, file));
        start(new Reader(consumer, "stream", 0, home.port(), token, file));
      }
      create(client);
      long changes = random.nextLong();
      Thread changing = Thread.ofVirtual().start(() -> change(client, new Random(changes)));
      for (int kill = 1; kill <= READER_KILLS; kill++) {
        killAReader(file);
        if (kill % KILLS_FOR_EACH_OF_SERVER == 0) {
          Thread.sleep(random.nextInt(LIFE_MILLIS_MAX));
          server.kill();
          server = home.start();
        }
      }
      enough = true;
      changing.join();
      for (String consumer : List.of(ORDERED, ANY_ORDER)) {
        allIsRead(client, consumer);
      }
    } finally {
      server.close();
    }
    assertThat(readers).allMatch(ReaderProcess::runs);
    for (ReaderProcess reader : readers) {
      reader.kill();
    }
    List<ReaderLine> lines = ReaderLine.read(file);
    check(ORDERED, new ReaderRecord(lines, ORDERED));
    check(ANY_ORDER, new ReaderRecord(lines, ANY_ORDER));
    assertThat(new ReaderRecord(lines, ORDERED).beforeTheirTurn()).isEmpty();
  }

  private void check(String consumer, ReaderRecord record) {
    long held =
        killed.stream()
            .filter(process -> process.startsWith(consumer))
            .filter(process -> !record.heldAtItsEnd(process).isEmpty())
            .count();
    System.out.println(
        consumer
            + ": "
            + record.events()
            + " events, read again: "
            + record.repeated()
            + ", readers killed with events: "
            + held);
    for (String asset : assets) {
      assertThat(record.numbers(asset)).as("%s of %s", asset, consumer).containsAll(made(asset));
    }
    assertThat(record.neverAcknowledged()).isEmpty();
    assertThat(record.againAfterItsEnd()).isEmpty();
    assertThat(record.shared()).isEmpty();
    assertThat(record.responsesOutOfOrder()).isEmpty();
    // and it was put to the test
    assertThat(record.readers())
        .containsExactly(consumer + "-pull-0", consumer + "-pull-1", consumer + "-stream-0");
    assertThat(held).isPositive();
    assertThat(record.repeated()).isPositive();
  }

  private Set<Integer> made(String asset) {
    return accepted.getOrDefault(asset, Set.of());
  }

  private static String register(Client client, String name) throws IOException {
    String id =
        client
            .postJson(
                "/services/admin/webhook",
                Map.of(
                    "name",
                    name,
                    "delivery",
                    "pull",
                    "ordering",
                    name.equals(ORDERED) ? "asset" : "none",
                    "eventTypes",
                    List.of("asset_update_metadata"),
                    "triggerMetadataFields",
                    List.of("description")))
            .accepted()
            .path("id")
            .asText();
    return client
        .postJson(
            "/api/tokens",
            Map.of(
                "name",
                name,
                "scopes",
                List.of("events:consume"),
                "consumer",
                id,
                "password",
                ServerProcess.PASSWORD))
        .accepted()
        .path("token")
        .asText();
  }

  private void create(Client client) throws IOException {
    for (int i = 0; i < ASSETS; i++) {
      String path = "/Killed/" + i + ".txt";
      String id =
          client.post("/services/create", Map.of("assetPath", path)).accepted().path("id").asText();
      assets.add(id);
      accepted.put(id, new TreeSet<>());
    }
  }

  /** Changes assets, with numbers that grow; a change without a response may be made or not. */
  private void change(Client client, Random which) {
    for (int number = 0; !enough; number++) {
      String asset = assets.get(which.nextInt(ASSETS));
      Map<String, String> form =
          Map.of("id", asset, "metadata", "{\"description\": \"" + number + "\"}");
      try {
        if (client.post("/services/update", form).ok()) {
          made(asset).add(number);
        }
      } catch (IOException cut) {
        // the server is down
      }
      Await.pause(which.nextInt(CHANGE_MILLIS_MAX));
    }
  }

  private void start(Reader reader) throws IOException {
    readers.add(reader.start(lives++, random.nextLong()));
  }

  /** Kills one just after it got an event, or at any moment later, and starts it again. */
  private void killAReader(Path file) throws Exception {
    ReaderProcess reader = readers.get(random.nextInt(readers.size()));
    reader.awaitEvent();
    boolean atOnce = random.nextBoolean();
    Thread.sleep(random.nextInt(atOnce ? ReaderProgram.THINK_MILLIS_MIN : LIFE_MILLIS_MAX));
    assertThat(reader.runs()).as(() -> printed(file, reader)).isTrue();
    reader.kill();
    readers.remove(reader);
    killed.add(reader.name());
    start(reader.how());
  }

  private static String printed(Path file, ReaderProcess reader) {
    try {
      return reader.name() + Files.readString(file.resolveSibling(reader.name() + ".err"));
    } catch (IOException nothing) {
      return reader.name();
    }
  }

  /** Waits until its readers have acknowledged all of it, for as long as less and less is left. */
  private static void allIsRead(Client client, String consumer) throws Exception {
    String path = "GET /api/consumers/" + consumer;
    for (int left = pending(client, path); left > 0; left = pending(client, path)) {
      int before = left;
      Await.until(() -> pending(client, path) < before);
    }
    JsonNode state = client.call(path).accepted();
    assertThat(state.path("lost").asInt()).isZero();
    assertThat(state.path("leased").asInt()).isZero();
    JsonNode rest = client.call(path + "/events").accepted();
    assertThat(rest.path("events")).isEmpty();
  }

  private static int pending(Client client, String path) throws IOException {
    return client.call(path).accepted().path("pending").asInt();
  }
}
