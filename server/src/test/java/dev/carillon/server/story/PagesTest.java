package dev.carillon.server.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.commands.ServerWithShell;
import dev.carillon.server.crash.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages tell readers to type works, and prints what they say it prints. */
@Tag("long")
class PagesTest {

  private static final Path PAGES = Path.of("../docs/webhooks").toAbsolutePath().normalize();
  private static final Pattern BLOCK =
      Pattern.compile("^```([^\n]+)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  /** An attempt can be proved up to two minutes after its delivery has ended. */
  private static final long PATIENCE_SECONDS = 240;

  @TempDir static Path temp;
  private static ServerWithShell server;
  private static Clone clone;

  @BeforeAll
  static void start() throws IOException {
    server = ServerWithShell.open(Files.createDirectory(temp.resolve("office")));
    clone = Clone.in(Files.createDirectory(temp.resolve("clone")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static List<String> pages() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      return Stream.concat(
              files.map(file -> file.getFileName().toString()).sorted(),
              Stream.of("../alerts.md", "../assets-client.md", "../files.md", "../redeliver.md"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aReaderTypesWhatIsThereAndSeesWhatIsThere(String page) throws Exception {
    String port = Integer.toString(ServerProcess.freePort());
    String text = onPort(port, Files.readString(PAGES.resolve(page)));
    StringBuilder typed =
        new StringBuilder("assets=$CARILLON_SERVER\nlogin=admin:" + ServerWithShell.PASSWORD);
    typed.append("\ntrap 'kill $(jobs -p) 2> /dev/null || true' EXIT");
    StringBuilder seen = new StringBuilder();
    for (var block : BLOCK.matcher(text).results().toList()) {
      String label = block.group(1);
      if (label.equals("sh story")) {
        typed.append('\n').append(block.group(2));
      } else if (label.contains(" story ")) {
        String file = label.substring(label.lastIndexOf(' ') + 1);
        Files.writeString(clone.root().resolve(file), block.group(2));
      } else if (label.equals("text")) {
        seen.append(block.group(2));
      }
    }
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            "XDG_CONFIG_HOME",
            temp.resolve("config").toString(),
            "PORT",
            port,
            "CARILLON_SERVER",
            server.url(),
            "CARILLON_USERNAME",
            "admin",
            "CARILLON_PASSWORD",
            ServerWithShell.PASSWORD);
    Path log = temp.resolve(Path.of(page).getFileName() + ".log");

    try (Shell shell = new Shell(clone.root(), log, environment, typed.toString())) {
      assertThat(shell.ended(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(shell.printed()).isZero();
      String printed =
          shell
              .printed()
              .lines()
              .filter(line -> !line.startsWith("carillon: ") && !line.isBlank())
              .collect(Collectors.joining("\n"));
      String pattern =
          seen.toString().lines().map(PagesTest::pattern).collect(Collectors.joining("\n"));
      assertThat(printed).as(page).matches(pattern);
    }
  }

  /** What readers start listens on a port that nothing else has here. */
  private static String onPort(String port, String text) {
    return text.replaceAll("(127\\.0\\.0\\.1(?:\", |:))9000\\b", "$1" + port);
  }

  /**
   * What the page shows is all that comes; … stands for anything within a line, and alone on a line
   * for any lines.
   */
  private static String pattern(String line) {
    if (line.equals("…")) {
      return "(?:.*\n)*.*";
    }
    return Pattern.quote(line).replace("…", "\\E.*\\Q");
  }
}
