package dev.carillon.samples.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SqliteShopTest extends ShopRules {

  private static final Pattern COMMANDS = Pattern.compile("(?s)```sh\n(.*?)```");

  /** The build that runs this test has done what the first line asks for. */
  @Test
  void theCommandOfTheReadmeWorks() throws Exception {
    Matcher commands = COMMANDS.matcher(Files.readString(Path.of("README.md")));
    assertThat(commands.find()).isTrue();
    List<String> lines = commands.group(1).lines().toList();
    assertThat(lines.getFirst()).startsWith("./mvnw ").endsWith(" package");
    Files.createDirectory(folder.resolve("samples"));
    Files.createSymbolicLink(folder.resolve("samples/embedded"), Path.of("").toAbsolutePath());

    try (ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      String run = String.join("\n", lines.subList(1, lines.size()));
      ProcessBuilder shell =
          new ProcessBuilder("bash", "-c", run.replace(":9000", ":" + receiver.port()))
              .directory(folder.toFile())
              .redirectErrorStream(true);
      String java = Path.of(System.getProperty("java.home"), "bin").toString();
      shell.environment().merge("PATH", java, (path, first) -> first + ":" + path);
      Process shop = shell.start();
      try (var typed = shop.outputWriter(UTF_8)) {
        typed.write("7 bell\n");
        typed.flush();
        String order = receiver.next(PATIENCE).text();
        assertThat(order).isEqualTo("{\"number\":7,\"item\":\"bell\"}");
      }
      String printed = new String(shop.getInputStream().readAllBytes(), UTF_8);
      assertThat(shop.waitFor()).as(printed).isZero();
    }
  }

  @Override
  Books newBooks(Path folder) {
    return Books.sqlite(folder);
  }
}
