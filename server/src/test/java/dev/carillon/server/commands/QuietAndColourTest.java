package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.cli.remote.Credentials;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.commands.Carillon.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a command says, and whether in colours. */
class QuietAndColourTest {

  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";

  @TempDir Path folder;

  @Test
  void quietLeavesNothingButTheDataAndTheReasonOfAFailure() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      create(server, "/a.txt");
      create(server, "/b.txt");
      Ended told = shell.run("assets", "list").is(0);
      assertThat(told.err()).contains("2 found");
      Ended quiet = shell.run("assets", "list", "--quiet").is(0);
      assertThat(quiet.err()).isEmpty();
      assertThat(quiet.out()).isEqualTo(told.out()).contains("/a.txt");
      assertThat(shell.run("assets", "list", "-q").is(0).err()).isEmpty();
      Ended refused = shell.run("webhooks", "get", "nosuch", "--quiet").is(4);
      assertThat(refused.err()).contains("nosuch");
      assertThat(refused.out()).isEmpty();
      String[] nothing = {"deliveries", "resend", "--state", "exhausted", "--yes", "-q"};
      Ended none = shell.run(nothing).is(0);
      assertThat(none.out() + none.err()).isEmpty();
    }
  }

  @Test
  void aQuietListenShowsWhatWasRefusedAndNothingElse() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Script secondRefused =
        (request, out, socket) ->
            Script.status(calls.incrementAndGet() == 2 ? 500 : 204).answer(request, out, socket);
    try (ServerWithShell server = ServerWithShell.loggedIn(folder);
        ScriptedReceiver program = ScriptedReceiver.start(secondRefused)) {
      String[] listen = {
        "listen",
        "--forward-to",
        program.url(),
        "--events",
        "asset_create",
        "--count",
        "3",
        "--output",
        "quiet"
      };
      Path output = folder.resolve("listen.log");
      Process listening = server.shell().start(output, listen);
      try {
        Written.await(output, "Ready.");
        create(server, "/1.txt");
        program.next(Duration.ofSeconds(60));
        create(server, "/2.txt");
        String id = program.next(Duration.ofSeconds(60)).header("webhook-id").orElseThrow();
        create(server, "/3.txt");
        assertThat(listening.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
        assertThat(listening.exitValue()).isZero();
        assertThat(Files.readAllLines(output))
            .hasSize(2)
            .last()
            .asString()
            .contains("asset_create", id, "  500  ");
      } finally {
        listening.destroyForcibly();
      }
    }
  }

  @Test
  void outcomesAreColouredInATerminalUnlessNoColourIsWanted() throws Exception {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder);
        ScriptedReceiver taking = ScriptedReceiver.answering(204);
        ScriptedReceiver refusing = ScriptedReceiver.answering(500)) {
      Carillon shell = server.shell();
      assertThat(shell.run(trigger(taking)).is(0).out()).contains("204").doesNotContain("\u001b");
      assertThat(inTerminal(shell, 0, trigger(taking))).contains(GREEN + "204");
      assertThat(inTerminal(shell, 1, trigger(refusing))).contains(RED + "500");
      shell.with("NO_COLOR", "");
      assertThat(inTerminal(shell, 0, trigger(taking))).contains(GREEN + "204");
      shell.with("NO_COLOR", "1");
      assertThat(inTerminal(shell, 0, trigger(taking))).contains("204").doesNotContain("\u001b[");
    }
  }

  private static String[] trigger(ScriptedReceiver receiver) {
    return new String[] {"trigger", "asset_create", "--forward-to", receiver.url()};
  }

  @Test
  void helpIsAsWideAsTheTerminal() throws Exception {
    try (ServerWithShell server = ServerWithShell.open(folder)) {
      String[] help = {"webhooks", "create", "--help"};
      int wide = longest(inTerminal(server.shell(), 0, help));
      assertThat(wide).as("of 120 columns").isBetween(90, 120);
      assertThat(longest(server.shell().run(help).is(0).out())).as("of none").isBetween(60, 80);
    }
  }

  private static int longest(String text) {
    return text.replaceAll("\\u001b\\[[0-9;]*m", "")
        .lines()
        .filter(line -> !line.startsWith("Script "))
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }

  private String inTerminal(Carillon shell, int code, String... command) throws Exception {
    Path shown = folder.resolve("terminal.log");
    Files.deleteIfExists(shown);
    Process process = shell.startInTerminal(shown, command);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(shown);
    assertThat(process.exitValue()).as(text).isEqualTo(code);
    return text;
  }

  private static void create(ServerWithShell server, String path) {
    new ServerClient(
            server.url(),
            new Credentials.Basic("admin", ServerWithShell.PASSWORD),
            Duration.ofSeconds(30))
        .form("/services/create", Map.of("assetPath", path));
  }
}
