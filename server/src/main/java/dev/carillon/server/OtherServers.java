package dev.carillon.server;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.operations.home.KeyCheck;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.nodes.NodeFact;
import dev.carillon.server.platform.nodes.NodeFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this node must have in common with those beside it, where there may be any. */
final class OtherServers implements AutoCloseable {

  private static final List<String> KEYS =
      List.of("config/token.key", "config/request.key", "config/audit.key");

  private final ServerConfig config;
  private final KeyCheck keys;
  private @Nullable NodeFacts facts;

  /** They were not looked for yet. */
  OtherServers(ServerConfig config, KeyCheck keys) {
    this.config = config;
    this.keys = keys;
  }

  /** Whether other servers may use the database at the same time. */
  boolean any() {
    return config.store() instanceof StoreConfig.Postgres postgres && postgres.manyNodes();
  }

  /**
   * Refuses to work beside nodes that have other keys or files.
   *
   * @throws IllegalArgumentException which names what differs, and says what to do
   */
  void join(Database database) {
    if (!any()) {
      return;
    }
    try {
      List<NodeFact> all = new ArrayList<>();
      for (String key : KEYS) {
        all.add(NodeFact.key(key, TokenKey.readOrMake(config.home().resolve(key))));
      }
      all.add(NodeFact.secretKeys(() -> keys.cipher().keys().ids()));
      all.add(
          switch (config.fileStore()) {
            case FileStoreConfig.Folder(Path folder) -> NodeFact.fileStore(folder);
            case FileStoreConfig.S3 place ->
                NodeFact.fileStore((place.name() + " " + place.endpoint()).strip());
          });
      all.add(NodeFact.search(config.search().shared()));
      all.add(NodeFact.fields(config.ownFields()));
      String name = Node.ofThisProcess().name() + " (" + config.home() + ")";
      facts = NodeFacts.join(database, name, all);
    } catch (IOException failed) {
      throw new IllegalArgumentException("a key of this node cannot be used: " + failed, failed);
    }
  }

  /** Whether each other node encrypts secrets with the key of this id, as far as they have said. */
  boolean encryptWith(String keyId) {
    NodeFacts joined = facts;
    return joined == null
        || joined.allOthers(
            NodeFact.SECRET_KEYS, ids -> ids.startsWith(keyId + " ") || ids.equals(keyId));
  }

  /** Whether this node agrees with the others; none where there are none. */
  List<Check> checks() {
    NodeFacts joined = facts;
    if (joined == null) {
      return List.of();
    }
    String trouble = joined.trouble();
    return List.of(
        trouble.isEmpty()
            ? Check.up("nodes", "All nodes have the same keys, fields, file store and search")
            : Check.degraded("nodes", trouble));
  }

  @Override
  public void close() {
    NodeFacts joined = facts;
    if (joined != null) {
      joined.close();
    }
  }
}
