package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.commands.Carillon.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about users and API tokens. */
class AccountCommandsTest {

  private static final String NEXT = "another password";

  @TempDir private Path folder;

  private static String[] login(String url, String username) {
    return new String[] {
      "login", "--server", url, "--username", username, "--password-stdin", "--profile", username
    };
  }

  @Test
  void usersAreMadeListedDisabledAndEnabled() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      JsonNode made = shell.run("users", "create", "anna", "--json").is(0).json();
      assertThat(made.path("passwordLink").asText()).contains("/set-password?token=");
      shell.runWith(NEXT + "\n", "users", "create", "bob", "--password-stdin").is(0);
      assertThat(shell.run("users", "list").is(0).out()).contains("admin").contains("anna");
      assertThat(shell.run("users", "list", "--text", "an", "--json").is(0).out().lines())
          .hasSize(1);
      shell.runWith(NEXT + "\n", login(server.url(), "bob")).is(0);
      shell.run("switch", "default").is(0);
      shell.run("users", "disable", "bob").is(0);
      shell.run("whoami", "--profile", "bob").is(3);
      shell.runWith(NEXT + "\n", login(server.url(), "bob")).is(3);
      shell.run("users", "enable", "bob").is(0);
      shell.runWith(NEXT + "\n", login(server.url(), "bob")).is(0);
      shell.run("switch", "default").is(0);
      assertThat(shell.run("users", "reset-password", "bob").is(0).out())
          .contains("/set-password?token=");
      shell.run("users", "reset-password", "bob", "--home", "x").is(2);
      shell.run("users", "disable", "nobody").is(4);
      shell.run("users", "disable", "admin").is(5);
    }
  }

  @Test
  void aTokenIsMadeLogsInAndIsRevoked() throws IOException {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      JsonNode made =
          shell
              .runWith(
                  ServerWithShell.PASSWORD + "\n",
                  "tokens",
                  "create",
                  "ci",
                  "--password-stdin",
                  "--scope",
                  "assets:read,admin:read",
                  "--expires-in-days",
                  "7",
                  "--json")
              .is(0)
              .json();
      String token = made.path("token").asText();
      assertThat(shell.run("tokens", "create", "x", "--scope", "assets:read").is(2).err())
          .contains("your password; use --password-stdin");
      assertThat(shell.run("tokens", "list").is(0).out())
          .contains(made.path("id").asText())
          .doesNotContain(token);
      String[] byToken = {
        "login", "--server", server.url(), "--token-stdin", "--profile", "ci", "--json"
      };
      shell.runWith("crl_wrong\n", byToken).is(3);
      Ended loggedIn = shell.runWith(token + "\n", byToken).is(0);
      assertThat(loggedIn.err()).contains("as admin");
      assertThat(loggedIn.json().path("username").asText()).isEqualTo("admin");
      assertThat(loggedIn.out()).doesNotContain(token);
      assertThat(shell.run("whoami").is(0).out()).contains("admin");
      shell.run("users", "list").is(0);
      assertThat(shell.run("users", "create", "x").is(3).err()).contains("admin:write");
      Carillon script =
          new Carillon(Files.createDirectories(folder.resolve("script")))
              .with("CARILLON_SERVER", server.url())
              .with("CARILLON_TOKEN", token);
      assertThat(shell.run("logout").is(0).err()).contains("The API token was not revoked");
      assertThat(script.run("whoami").is(0).out()).contains("admin");
      shell.run("switch", "default").is(0);
      Ended revoked = shell.run("tokens", "revoke", made.path("id").asText(), "--json").is(0);
      assertThat(revoked.json().path("revoked").asBoolean()).isTrue();
      script.run("whoami").is(3);
      shell.run("tokens", "create", "x", "--scope", "everything").is(2);
    }
  }

  @Test
  void whoeverHasTheHomeSetsAPasswordWhileNoServerRuns() throws IOException {
    String[] reset;
    String token;
    try (ServerWithShell server = ServerWithShell.open(folder)) {
      String home = server.home().toString();
      reset =
          new String[] {
            "users", "reset-password", "ADMIN", "--offline", "--home", home, "--password-stdin"
          };
      assertThat(server.shell().runWith(NEXT + "\n", reset).is(1).err()).startsWith("carillon: ");
      server.logIn();
      token =
          server
              .shell()
              .runWith(
                  ServerWithShell.PASSWORD + "\n",
                  "tokens",
                  "create",
                  "ci",
                  "--scope",
                  "assets:read",
                  "--password-stdin")
              .is(0)
              .out()
              .strip();
    }
    Carillon shell = new Carillon(folder);
    assertThat(shell.runWith("short\n", reset).is(1).err())
        .contains("10 characters")
        .doesNotContain("short");
    String[] unknown = reset.clone();
    unknown[2] = "nobody";
    assertThat(shell.runWith(NEXT + "\n", unknown).is(1).err()).contains("no user 'nobody'");
    reset = Arrays.copyOf(reset, reset.length + 1);
    reset[reset.length - 1] = "--revoke-tokens";
    Ended done = shell.runWith(NEXT + "\n", reset).is(0);
    assertThat(done.out() + done.err()).contains("is set").doesNotContain(NEXT);
    try (ServerWithShell server = ServerWithShell.open(folder)) {
      shell.runWith(ServerWithShell.PASSWORD + "\n", login(server.url(), "admin")).is(3);
      shell.runWith(NEXT + "\n", login(server.url(), "admin")).is(0);
      Carillon script =
          new Carillon(Files.createDirectories(folder.resolve("script")))
              .with("CARILLON_SERVER", server.url())
              .with("CARILLON_TOKEN", token);
      script.run("whoami").is(3);
    }
  }

  /** As any new password does: what was begun with the old one goes on no more. */
  @Test
  void aPasswordSetOfflineEndsWhatWasMadeWithTheOldOne() throws IOException {
    JsonNode started;
    String link;
    String home;
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      started =
          server
              .anonymous()
              .json("POST", "/api/pairings", "{\"program\": \"p\", \"machine\": \"m\"}")
              .is(201)
              .json();
      String code = "{\"userCode\": \"" + started.path("userCode").asText() + "\"";
      String scopes = ", \"scopes\": [\"assets:read\"]}";
      server.admin().json("POST", "/api/pairings/confirmation", code + scopes).is(200);
      link = server.admin().post("/api/users/admin/password-link").is(200).text();
      home = server.home().toString();
    }
    String[] reset = {
      "users", "reset-password", "admin", "--offline", "--home", home, "--password-stdin"
    };
    new Carillon(folder).runWith(NEXT + "\n", reset).is(0);
    try (ServerWithShell server = ServerWithShell.open(folder)) {
      String device = "{\"deviceCode\": \"" + started.path("deviceCode").asText() + "\"}";
      server.anonymous().json("POST", "/api/pairings/token", device).is(404);
      Matcher token = Pattern.compile("token=([\\w-]+)").matcher(link);
      assertThat(token.find()).isTrue();
      server
          .anonymous()
          .form("/services/set-password", "token", token.group(1), "password", "yet-another-one")
          .is(403);
    }
  }
}
