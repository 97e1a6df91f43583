package dev.carillon.server.accounts.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.accounts.login.AuthServer;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.jetty.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first user of an empty server. */
class FirstUserSetupTest {

  private static final String HTML = "Accept: text/html,*/*;q=0.8";

  @TempDir Path home;
  private AuthServer server;
  private String token;

  @BeforeEach
  void start() throws IOException {
    server = new AuthServer(home);
    token = server.setup.link().substring("/setup?".length());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theLinkShowsAFormThatRunsNoScript() {
    Reply page = server.get(server.setup.link(), HTML);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
    assertThat(page.header("Content-Security-Policy"))
        .startsWith("default-src 'none'; style-src 'sha256-")
        .contains("form-action 'self'");
    assertThat(page.text())
        .contains("<form method=\"post\" action=\"/services/setup\">")
        .contains(token.substring("token=".length()))
        .doesNotContain("<script");
  }

  @Test
  void theFormMakesTheFirstUserAndSaysWhatIsNext() {
    Reply done = server.post("/services/setup", HTML, token + "&username=Ann&password=long+enough");
    assertThat(done.status()).as(done.text()).isEqualTo(200);
    assertThat(done.text()).contains("Log in");
    assertThat(server.post("/services/login", "", "username=Ann&password=long+enough").text())
        .contains("\"loginSuccess\":true");
    assertThat(server.get(server.setup.link(), HTML).status()).isEqualTo(410);
  }

  @Test
  void allNodesWithTheSameKeyHaveTheSameLink() throws IOException {
    TokenKey key = TokenKey.readOrMake(home.resolve("config/request.key"));
    assertThat(new FirstUserSetup(server.users, key).link()).isEqualTo(server.setup.link());
    TokenKey another = TokenKey.readOrMake(home.resolve("config/another.key"));
    assertThat(new FirstUserSetup(server.users, another).link()).isNotEqualTo(server.setup.link());
  }

  @Test
  void aScriptMakesTheFirstUserOnce() {
    String form = token + "&username=Ann&password=long+enough";
    assertThat(server.post("/services/setup", "", form).text()).isEqualTo("{}");
    assertThat(server.post("/services/setup", "", form).status()).isEqualTo(409);
  }

  @Test
  void anotherTokenMakesNobody() {
    String form = "token=x&username=Ann&password=long+enough";
    assertThat(server.post("/services/setup", "", form).status()).isEqualTo(403);
    assertThat(server.post("/services/setup", HTML, form).text()).contains("role=\"alert\"");
    assertThat(server.get("/setup?token=x", HTML).status()).isEqualTo(403);
    assertThat(server.users.any()).isFalse();
  }

  @Test
  void aShortPasswordIsRefusedWithoutRepeatingIt() {
    Reply reply = server.post("/services/setup", "", token + "&username=Ann&password=secret");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("message").asText())
        .contains("'password' must have at least 10 characters")
        .doesNotContain("secret");
    assertThat(server.users.any()).isFalse();
  }

  @Test
  void whatAFormSentIsNeverMarkup() {
    Reply reply =
        server.post("/services/setup", HTML, token + "&username=%3Cb%3E&password=long+enough");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("&lt;b&gt;").doesNotContain("<b>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ann", "a/b", "a:b", "..", "a\tb", "<ann>"})
  void aNameThatCannotBeAFolderIsRefused(String username) {
    assertThatThrownBy(() -> server.users.createFirst(username, "long enough"))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(400);
              assertThat(problem.message()).contains("'username'");
            });
  }
}
