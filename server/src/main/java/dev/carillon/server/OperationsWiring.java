package dev.carillon.server;

import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.server.operations.ObserveFeature;
import dev.carillon.server.operations.health.ActiveUsers;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.operations.health.Disks;
import dev.carillon.server.operations.health.SystemApi;
import dev.carillon.server.operations.secrets.SecretsFeature;
import dev.carillon.server.platform.config.EncryptedText;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.Version;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.http.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The room of operations, wired: health, metrics, support and keys. It shows how the other rooms
 * are.
 *
 * @param activeUsers who called lately
 */
record OperationsWiring(ActiveUsers activeUsers) {

  /**
   * Begins to look, and adds the calls.
   *
   * @param observe has watched since the start
   * @param checks what the report on health says beside its own
   */
  static OperationsWiring open(
      PlatformWiring platform,
      ObserveFeature observe,
      WebhookWiring webhooks,
      AccountWiring accounts,
      AssetWiring assets,
      Supplier<List<Check>> checks,
      Routes routes,
      ResourceStack closing) {
    ServerConfig config = platform.config();
    ActiveUsers activeUsers = new ActiveUsers(platform.clock());
    new SystemApi(activeUsers, Version.TEXT, () -> platform.settings().systemMetricsWithoutLogin())
        .routes(routes);
    closing
        .add(
            new SecretsFeature(
                config.secretKeys(),
                platform.cipher(),
                platform.database(),
                () -> keysOf(config.nodeProperties()),
                platform.wall()))
        .routes(routes);
    Path home = config.home();
    ObserveFeature.Running running =
        new ObserveFeature.Running(
            platform.database(),
            platform.store(),
            webhooks.hooks(),
            Version.TEXT,
            Node.ofThisProcess().name(),
            home,
            new Disks(Map.of("home", home, "files", config.files()), platform.reserve()::kept),
            assets::indexLag,
            accounts.authentication()::failedLogIns,
            checks);
    closing.add(observe.show(running, routes));
    return new OperationsWiring(activeUsers);
  }

  /** The ids of keys that encrypted values of this file need. */
  private static List<String> keysOf(Path nodeProperties) {
    try {
      return EncryptedText.keyIds(Files.readString(nodeProperties));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("node.properties cannot be read", unreadable);
    }
  }
}
