package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon login --browser}, and a person who types its code in the console. */
class BrowserLoginTest {

  private static final Pattern CODE = Pattern.compile("type this code: {2}([A-Z]{4}-[A-Z]{4})");
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;
  private ServerWithShell server;
  private Carillon shell;
  private int started;

  @BeforeEach
  void open() {
    server = ServerWithShell.open(folder);
    shell = server.shell();
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** A command that waits for a person. */
  private record Waiting(Process process, Path output, String code) {

    String ended(int exitCode) throws IOException, InterruptedException {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      String said = Files.readString(output);
      assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
      return said;
    }
  }

  private Waiting login(String... more) throws Exception {
    Path output = folder.resolve("said-" + started++);
    Process process = shell.start(output, byBrowser(more));
    Await.until(() -> CODE.matcher(Files.readString(output)).find());
    String said = Files.readString(output);
    assertThat(said).contains(server.url() + "/console/pair").contains("10 minutes");
    Matcher code = CODE.matcher(said);
    assertThat(code.find()).isTrue();
    return new Waiting(process, output, code.group(1));
  }

  private String[] byBrowser(String... more) {
    return Stream.concat(
            Stream.of("login", "--server", server.url(), "--browser"), Arrays.stream(more))
        .toArray(String[]::new);
  }

  private TestResponse confirm(String code) {
    return server
        .admin()
        .json(
            "POST",
            "/api/pairings/confirmation",
            "{\"userCode\": \"" + code + "\", \"scopes\": [\"assets:read\", \"webhooks:read\"]}");
  }

  @Test
  void aConfirmedLoginIsKeptAndEndsWithTheLogout() throws Exception {
    Waiting login = login("--json");
    JsonNode confirmed = confirm(login.code()).is(200).json();
    String said = login.ended(0);
    assertThat(said)
        .contains("as admin, until " + confirmed.path("expiresAt").asText())
        .contains("'" + confirmed.path("tokenName").asText() + "'")
        .contains("assets:read, webhooks:read")
        .contains("\"loggedIn\":true")
        .doesNotContain("crl_");
    Path profiles = shell.config().resolve("profiles.json");
    String kept = Files.readString(profiles);
    assertThat(kept).contains("crl_").contains("\"paired\":true");
    assertThat(shell.run("whoami").is(0).out()).contains("admin");
    shell.run("webhooks", "list").is(0);
    assertThat(shell.run("users", "list").is(3).err()).contains("admin:read");

    assertThat(shell.run("logout").is(0).err()).contains("Its API token was revoked");
    assertThat(Files.readString(profiles)).doesNotContain("crl_");
    JsonNode token = server.admin().get("/api/tokens").json().at("/items/0");
    assertThat(token.path("revokedAt").isNull()).isFalse();
    Files.writeString(profiles, kept);
    shell.run("whoami").is(3);
  }

  @Test
  void theServerSaysWhetherALogoutRevokedTheToken() throws Exception {
    Waiting login = login();
    confirm(login.code()).is(200);
    login.ended(0);
    Matcher token =
        Pattern.compile("crl_\\w+")
            .matcher(Files.readString(shell.config().resolve("profiles.json")));
    assertThat(token.find()).isTrue();
    String[] again = {"login", "--server", server.url(), "--token-stdin", "--profile", "again"};
    shell.runWith(token.group() + "\n", again).is(0);
    assertThat(shell.run("logout").is(0).err()).contains("Its API token was revoked");
    shell.run("whoami", "--profile", "default").is(3);
    assertThat(shell.run("logout", "--profile", "default").is(0).err())
        .contains("The API token was not revoked")
        .doesNotContain("was revoked");
  }

  @Test
  void aLoginInItsPlaceEndsTheTokenOfTheOneBefore() throws Exception {
    Waiting login = login();
    confirm(login.code()).is(200);
    login.ended(0);
    server.logIn();
    assertThat(server.admin().get("/api/tokens").json().at("/items/0/revokedAt").isNull())
        .isFalse();
    assertThat(shell.run("whoami").is(0).out()).contains("admin");
  }

  @Test
  void aRefusedLoginKeepsNothing() throws Exception {
    Waiting login = login();
    server
        .admin()
        .json("POST", "/api/pairings/refusal", "{\"userCode\": \"" + login.code() + "\"}")
        .is(204);
    assertThat(login.ended(3)).contains("was refused in the console");
    assertThat(shell.config().resolve("profiles.json")).doesNotExist();
  }

  @Test
  void aScriptThatNamesNoWayToLogInIsToldWhichThereAre() {
    assertThat(shell.runWith("", "login", "--server", server.url()).is(2).err())
        .contains("--username or --browser");
    String[][] both = {
      {"--username", "admin"}, {"--password-stdin"}, {"--token-stdin"},
    };
    for (String[] other : both) {
      assertThat(shell.run(byBrowser(other)).is(2).err()).contains("--browser cannot be used with");
    }
  }
}
