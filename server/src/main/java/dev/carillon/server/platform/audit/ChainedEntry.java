package dev.carillon.server.platform.audit;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.audit.AuditStore.StoredEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * An entry with all that its hash is made of: who has these can compute the hash and compare it
 * with that of an exported log.
 *
 * @param id its number
 * @param atMillis when it was written, in milliseconds since 1970
 * @param status of its outcome
 * @param count of its outcome
 * @param texts its other members, in the order in which they are hashed; the sixth is the action,
 *     the eighth the object's id, the last one what the entry says, as JSON
 * @param previousHash of the entry before, in hexadecimal digits
 * @param hash its own
 */
public record ChainedEntry(
    long id,
    long atMillis,
    int status,
    int count,
    List<String> texts,
    String previousHash,
    String hash) {

  private static final int OBJECT_ID = 7;

  private static final String FIND =
      "select "
          + AuditStore.COLUMNS
          + " from audit_log where object_type = ? and object_id = ? and action = ?"
          + " and object_type <> 'asset' and object_type <> '' order by seq limit 1";
  private static final String NEWEST =
      "select "
          + AuditStore.COLUMNS
          + " from audit_log where object_type = ? and action = ?"
          + " and object_type <> 'asset' and object_type <> '' order by seq desc limit 1";

  public ChainedEntry {
    texts = List.copyOf(texts);
  }

  static Optional<ChainedEntry> find(Connection connection, String type, String id, String action)
      throws SQLException {
    return chained(connection, Sql.first(connection, FIND, AuditStore::read, type, id, action));
  }

  static Optional<ChainedEntry> newest(Connection connection, String type, String action)
      throws SQLException {
    return chained(connection, Sql.first(connection, NEWEST, AuditStore::read, type, action));
  }

  private static Optional<ChainedEntry> chained(Connection connection, Optional<StoredEntry> found)
      throws SQLException {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    StoredEntry stored = found.get();
    long seq = stored.link().seq();
    ChainHead.Link base = AuditStore.head(connection).base();
    Optional<String> before =
        base.seq() == seq - 1
            ? Optional.of(base.hash())
            : Sql.first(
                connection,
                "select hash from audit_log where seq = ?",
                row -> row.getString(1),
                seq - 1);
    AuditEntry entry = stored.entry();
    return Optional.of(
        new ChainedEntry(
            seq,
            entry.atMillis(),
            entry.outcome().status(),
            entry.outcome().times(),
            HashChain.texts(entry),
            before.orElse(""),
            stored.link().hash()));
  }

  /** The id of the object that it is about. */
  public String objectId() {
    return texts.get(OBJECT_ID);
  }

  /** What the entry says was set, as JSON. */
  public String says() {
    return texts.getLast();
  }
}
