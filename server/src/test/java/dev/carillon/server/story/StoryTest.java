package dev.carillon.server.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.crash.ServerProcess;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoryTest {

  private static final String SAMPLE_ID = "2n-UzMFgate9nAwg8zLXCs";
  private static final String ID = "[0-9A-Za-z_-]{22}";

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
        awaitLines(client, server, story.seen());
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

  /** Each line is printed once, and the same asset's id stands in all. */
  private static void awaitLines(Shell client, Shell server, List<String> lines)
      throws InterruptedException {
    assertThat(lines).hasSizeGreaterThan(2);
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    for (String line : lines) {
      Pattern pattern =
          Pattern.compile(
              "(?m)^" + Pattern.quote(line).replace(SAMPLE_ID, "\\E(?<id>" + ID + ")\\Q") + "$");
      while (!pattern.matcher(client.printed()).find()) {
        String both = client.printed() + "\n-- server --\n" + server.printed();
        assertThat(both).doesNotContainPattern("(?m)^(refused|failed):");
        assertThat(client.running()).as("'%s' not seen in:%n%s", line, both).isTrue();
        assertThat(System.nanoTime()).as("'%s' not seen in:%n%s", line, both).isLessThan(end);
        Thread.sleep(20);
      }
    }
    Matcher ids = Pattern.compile("(?m)^event asset_\\w+ (" + ID + ")").matcher(client.printed());
    assertThat(ids.results().map(id -> id.group(1)).distinct()).hasSize(1);
    assertThat(client.printed()).doesNotContainPattern("(?m)^(refused|failed):");
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
}
