package dev.carillon.server.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.crash.ServerProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class StoryTest {

  /** One can begin and end with a dash, next to which there is no boundary of a word. */
  private static final Pattern ID = Pattern.compile("(?<![\\w-])[\\w-]{22}(?![\\w-])");

  private static final String MARKER = "event folder_create /Marker {}";

  @TempDir Path temp;

  @Test
  void aNewcomerDoesWhatTheReadmeSaysAndSeesWhatItSays() throws Exception {
    Story story = Story.of(Clone.readme());
    Clone clone = Clone.in(Files.createDirectory(temp.resolve("my carillon")));
    int port = ServerProcess.freePort();
    int receiverPort = ServerProcess.freePort();
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME", System.getProperty("java.home"),
            "CARILLON_PORT", Integer.toString(port),
            "PORT", Integer.toString(receiverPort));
    // Waiting keeps the receiver that the story starts in the background a child of this shell.
    String typed = onPorts(story.client(), port, receiverPort) + "\nwait\n";

    try (Shell server =
        new Shell(clone.root(), temp.resolve("server.log"), environment, story.server())) {
      awaitAlive(server, port);
      try (Shell client = new Shell(clone.root(), temp.resolve("client.log"), environment, typed)) {
        List<String> seen =
            story.seen().stream()
                .map(line -> line.replace(":9000/", ":" + receiverPort + "/"))
                .toList();
        awaitLines(client, server, seen);
        // whatever was told before this is told then
        String marker =
            onPorts("assets=http://localhost:8080; : 127.0.0.1:9000\n", port, receiverPort)
                + "curl -sS --fail-with-body -u admin:ring-every-bell"
                + " $assets/services/createFolder -d path=/Marker";
        try (Shell after =
            new Shell(clone.root(), temp.resolve("after.log"), environment, marker)) {
          assertThat(after.ended(60, TimeUnit.SECONDS)).as(after.printed()).isZero();
        }
        awaitLines(client, server, List.of(MARKER));
        List<String> all = new ArrayList<>(normalised(seen));
        all.add(MARKER);
        assertThat(told(client.printed())).containsExactlyInAnyOrderElementsOf(all);
      }
    }

    assertThat(clone.root().resolve("home")).isDirectory();
    assertThat(clone.root().resolve("server/target/carillon-server.aot")).isNotEmptyFile();
  }

  private static String onPorts(String text, int port, int receiverPort) {
    assertThat(text).contains("localhost:8080").contains("127.0.0.1:9000");
    return text.replace("localhost:8080", "localhost:" + port)
        .replace("127.0.0.1:9000", "127.0.0.1:" + receiverPort);
  }

  private static void awaitLines(Shell client, Shell server, List<String> lines)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!told(client.printed()).containsAll(normalised(lines))) {
      String both = client.printed() + "\n-- server --\n" + server.printed();
      assertThat(both).doesNotContainPattern("(?m)^(refused|failed):");
      assertThat(client.running()).as("not seen: %s in:%n%s", lines, both).isTrue();
      assertThat(System.nanoTime()).as("not seen: %s in:%n%s", lines, both).isLessThan(end);
      Thread.sleep(20);
    }
  }

  /** All that came after the webhook was shown. */
  private static List<String> told(String printed) {
    List<String> lines = printed.lines().dropWhile(line -> !line.startsWith("{")).skip(1).toList();
    return normalised(lines);
  }

  /** Ids differ each time: the first that is seen counts as the one in the README, and so on. */
  private static List<String> normalised(List<String> lines) {
    Map<String, String> names = new LinkedHashMap<>();
    return lines.stream()
        .map(
            line ->
                ID.matcher(line)
                    .replaceAll(
                        id ->
                            names.computeIfAbsent(id.group(), none -> "<id " + names.size() + ">")))
        .toList();
  }

  private static void awaitAlive(Shell server, int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/alive.txt")).build();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (!alive(client, request)) {
        assertThat(server.running()).as("the server ended:%n%s", server.printed()).isTrue();
        assertThat(System.nanoTime()).as(server.printed()).isLessThan(end);
        Thread.sleep(20);
      }
    }
  }

  private static boolean alive(HttpClient client, HttpRequest request) throws Exception {
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (ConnectException notYet) {
      return false;
    }
  }

  /**
   * What README.md tells newcomers to type, and what it says they will see.
   *
   * @param server the block that starts the server
   * @param client the other blocks, in order
   * @param seen the lines that the receiver prints
   */
  record Story(String server, String client, List<String> seen) {

    static Story of(Path readme) throws IOException {
      String text = Files.readString(readme);
      return new Story(
          blocks(text, "sh story server").getFirst(),
          String.join("\n", blocks(text, "sh story")),
          blocks(text, "text").getFirst().lines().toList());
    }

    /** The contents of the fenced blocks with exactly this after the fence. */
    private static List<String> blocks(String text, String label) {
      return Pattern.compile("^```" + label + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
          .matcher(text)
          .results()
          .map(block -> block.group(1))
          .toList();
    }
  }
}
