package dev.carillon.server.operations.transfer;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.server.operations.home.LastRun;
import dev.carillon.server.platform.config.EncryptedText;
import dev.carillon.server.platform.config.NodeProperties;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.MovedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Lets a home use the database that it was copied into. One step decides: the note beside the file,
 * from which on no server uses the file. What follows is done again where it was interrupted.
 */
record HomeSwitch(ServerConfig config, StoreConfig.Postgres to, Path file) {

  /** What the note says; empty where the home was not moved. */
  Optional<MovedDatabase> done() {
    return MovedDatabase.of(file);
  }

  /** Writes the note. */
  void decide() throws IOException {
    new MovedDatabase(to.address(), Instant.now().toString()).keep(file);
  }

  /**
   * Makes sure that the note names this database.
   *
   * @throws Failure where it names another
   */
  void requireSame(MovedDatabase moved) {
    if (!moved.database().equals(to.address())) {
      throw new Failure(ExitCode.CONFLICT, "nothing was copied: " + moved.refusal(file));
    }
  }

  /** Why the command ends where the home was moved into a database that does not hold it. */
  Failure lost(MovedDatabase moved) {
    return new Failure(
        ExitCode.CONFLICT,
        ("the home was moved to %s at %s, but that database does not hold it: it is empty, or a"
                + " copy of another home. Was it dropped and created again, or is it another one at the"
                + " same address? Restore it from its backup. If there is none, empty it, delete %s"
                + " and run this again: %s is copied once more, without what was recorded since the"
                + " move, and with requests that may be sent a second time")
            .formatted(moved.database(), moved.movedAt(), MovedDatabase.noteOf(file), file));
  }

  /** Names the database where servers and commands look for it. */
  void nameIt() throws IOException {
    StoreConfig.Postgres named = named();
    Optional<LastRun> last = LastRun.read(config.home());
    if (last.isPresent()) {
      last.get().on(named).keep(config.home());
    }
    Map<String, String> settings = new HashMap<>(Map.of("database", named.address()));
    if (!named.password().isEmpty()) {
      settings.put("databaseUsername", named.username());
      settings.put(
          "databasePassword",
          EncryptedText.of(named.password(), AesSecretCipher.open(config.secretKeys())));
    }
    NodeProperties.set(config.home(), settings);
  }

  /** A password that stood in the address is kept; one from elsewhere stays where it is. */
  private StoreConfig.Postgres named() {
    Properties address = Driver.parseURL(to.url(), null);
    String password = address == null ? "" : address.getProperty("password", "");
    if (address == null || password.isEmpty()) {
      return new StoreConfig.Postgres(to.address(), to.username(), "", to.manyNodes());
    }
    String username = address.getProperty("user", to.username());
    return new StoreConfig.Postgres(to.address(), username, password, to.manyNodes());
  }
}
