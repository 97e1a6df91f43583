package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.commands.Carillon.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in and out. */
class SessionTest {

  @TempDir Path folder;

  @Test
  void aLogInIsKeptForItsOwnerAloneAndEndsAtTheServerToo() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      assertThat(shell.run("whoami", "--json").is(0).json().path("username").asText())
          .isEqualTo("admin");
      Path profiles = shell.config().resolve("profiles.json");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(profiles)))
          .isEqualTo("rw-------");
      String kept = Files.readString(profiles);
      assertThat(kept).contains("token").doesNotContain(ServerWithShell.PASSWORD);

      shell.with("PATH", "");
      assertThat(shell.process("", "open", "--json", "jobs").is(0).json().path("url").asText())
          .isEqualTo(server.url() + "/console/jobs");
      JsonNode left = shell.run("logout", "--json").is(0).json();
      assertThat(left.path("loggedIn").asBoolean(true)).isFalse();
      assertThat(left.has("token")).isFalse();

      assertThat(Files.readString(profiles)).doesNotContain(server.url(), "admin", "current");
      assertThat(shell.run("switch", "--json").is(0).out()).doesNotContain(server.url());
      assertThat(shell.run("whoami", "--server", server.url()).is(3).err())
          .contains("carillon login");
      Files.writeString(profiles, kept);
      shell.run("whoami").is(3);
      // what the server has ended is forgotten all the same
      assertThat(shell.run("logout").is(0).err()).contains("deleted on this machine");
      assertThat(Files.readString(profiles)).doesNotContain(server.url());
    }
  }

  @Test
  void aWrongPasswordIsToldAndNothingIsKept() throws IOException {
    try (ServerWithShell server = ServerWithShell.open(folder)) {
      Ended refused =
          server
              .shell()
              .process(
                  "wrong\n",
                  "login",
                  "--server",
                  server.url(),
                  "--username",
                  "admin",
                  "--password-stdin");

      assertThat(refused.is(3).err()).contains("user name or the password is wrong");
      assertThat(server.shell().config().resolve("profiles.json")).doesNotExist();
    }
  }

  @Test
  void aTokenIsNeverSentToAnotherServer() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder);
        ScriptedReceiver stranger = ScriptedReceiver.answering(204)) {
      String url = stranger.url().replaceAll("/+$", "");
      server.shell().run("whoami", "--server", url);

      var request = stranger.next(java.time.Duration.ofSeconds(60));
      assertThat(request.headers().toString()).doesNotContainIgnoringCase("authorization");
    }
  }

  @Test
  void whatIsDoneAtAnotherServerLeavesTheLogInAlone() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      shell.run("logout", "--server", "http://127.0.0.1:1").is(3);

      assertThat(shell.run("whoami").is(0).out()).contains("admin");
    }
  }

  @Test
  void theEnvironmentLogsInForScripts() throws IOException {
    try (ServerWithShell server = ServerWithShell.open(folder)) {
      Carillon shell =
          server
              .shell()
              .with("CARILLON_SERVER", server.url())
              .with("CARILLON_USERNAME", "admin")
              .with("CARILLON_PASSWORD", ServerWithShell.PASSWORD);

      assertThat(shell.process("", "whoami").is(0).out()).contains("admin");
      shell.with("CARILLON_TOKEN", "crl_one\ntwo");
      assertThat(shell.run("whoami").is(2).err())
          .contains("CARILLON_TOKEN")
          .doesNotContain("crl_one");
    }
  }

  @Test
  void exitCodesTellScriptsWhatWentWrong() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      Ended misspelt = shell.run("webhoks").is(2);
      assertThat(misspelt.err()).contains("Did you mean: carillon webhooks");
      assertThat(shell.run("webhooks", "get", "nosuch").is(4).err()).contains("nosuch");
      shell.run("whoami", "--profile", "nosuch").is(2);
      shell.run("whoami", "--server", "ftp://localhost").is(2);
      shell.run("whoami", "--server", "http://localhost:99999").is(2);
      Ended named = shell.run("whoami", "--server", "http://admin:secret@localhost").is(2);
      assertThat(named.err()).contains("carillon login").doesNotContain("secret");
      assertThat(shell.run("whoami", "--timeout", "0s").is(2).err()).contains("--timeout");
      shell.run("whoami", "--timeout", "999999d").is(2);
      Ended away = shell.run("whoami", "--server", "http://127.0.0.1:1").is(6);
      assertThat(away.out()).isEmpty();
      assertThat(away.err()).contains("http://127.0.0.1:1 cannot be reached");
    }
  }
}
