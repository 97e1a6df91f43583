package dev.carillon.server.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.commands.Carillon;
import dev.carillon.server.commands.ServerWithShell;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandsTest {

  @TempDir private Path folder;

  @Test
  void theLogIsListedAndCheckedWithAServerAndWithoutOne() throws Exception {
    String home;
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      home = server.home().toString();
      Carillon shell = server.shell();
      shell.run("properties", "set", "webHooksTimeoutSeconds", "20").is(0);
      JsonNode entry =
          shell.run("audit", "list", "--type", "property", "--since", "1h", "--json").is(0).json();
      assertThat(entry.path("action").asText()).isEqualTo("setProperty");
      assertThat(entry.path("via").asText()).isEqualTo("token");
      assertThat(shell.run("audit", "list").is(0).out())
          .contains("setProperty")
          .contains("property webHooksTimeoutSeconds");
      assertThat(shell.run("audit", "list", "--result", "maybe").code()).isEqualTo(2);
      assertThat(shell.run("audit", "verify").is(0).out()).startsWith("Intact: ");
    }
    Carillon shell = new Carillon(folder);
    assertThat(shell.run("audit", "verify", "--offline", "--home", home).is(0).out())
        .startsWith("Intact: ");
    Log log = new Log(null, Path.of(home), "");
    log.spoil("update audit_log set actor = 'eve' where action = 'setProperty'");
    Carillon.Ended broken = shell.run("audit", "verify", "--offline", "--home", home);
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.out()).startsWith("Broken at entry ");
  }
}
