package dev.carillon.server.platform.audit;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.http.AuditNote.Subject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of the audit log. Appending and purging lock the head first. */
final class AuditStore {

  static final String COLUMNS =
      """
      seq, at, actor, via, token_id, address, request_id, action, object_type, object_id,
      object_name, result, status, times, was, became, hash
      """;

  private static final String INSERT =
      "insert into audit_log (" + COLUMNS + ") values (" + Sql.marks(17) + ")";
  private static final String HEAD =
      "select base_seq, base_hash, last_seq, last_hash, seal from audit_head where id = 1";

  private final HeadSeal seal;
  private final String lockedHead;

  AuditStore(Dialect dialect, HeadSeal seal) {
    this.seal = seal;
    this.lockedHead = HEAD + dialect.forUpdate();
  }

  /**
   * Appends entries, in this order, behind all that are there. Where the chain was tampered with,
   * an entry that says so goes before them.
   *
   * @param known the newest entry that this node has seen
   * @return the new end
   */
  ChainHead.Link append(Connection connection, List<AuditEntry> entries, ChainHead.Link known)
      throws SQLException {
    ChainHead head = head(connection, lockedHead);
    // a foreign entry behind the end must not keep others from their numbers
    long end = Math.max(newest(connection), head.last().seq());
    ChainHead.Link last = new ChainHead.Link(end, head.last().hash());
    List<AuditEntry> all = new ArrayList<>();
    continuity(connection, head, known).ifPresent(wrong -> all.add(SystemEntries.tampered(wrong)));
    all.addAll(entries);
    List<StoredEntry> stored = new ArrayList<>();
    for (AuditEntry entry : all) {
      long seq = last.seq() + 1;
      last = new ChainHead.Link(seq, HashChain.hash(last.hash(), seq, entry));
      stored.add(new StoredEntry(last, entry));
    }
    Sql.batch(
        connection, INSERT, stored, (statement, one) -> set(statement, one.entry(), one.link()));
    put(connection, seal.sealed(head.base(), last));
    return last;
  }

  /** What shows that the chain's end was tampered with; empty where nothing does. */
  Optional<String> continuity(Connection connection, ChainHead head, ChainHead.Link known)
      throws SQLException {
    if (!seal.holds(head)) {
      return Optional.of(
          "the head of the log was not written by a server with this key; it names entry "
              + head.last().seq());
    }
    if (head.last().seq() < known.seq()) {
      return Optional.of(
          "the log ends with entry %s, but the server wrote entries up to %s"
              .formatted(head.last().seq(), known.seq()));
    }
    if (newest(connection) > head.last().seq()) {
      return Optional.of("there are entries after the last one, " + head.last().seq());
    }
    boolean kept = known.seq() <= head.base().seq() || has(connection, known);
    return kept
        ? Optional.empty()
        : Optional.of("entry " + known.seq() + " is not the entry that was written");
  }

  /** Removes the oldest entries, up to this one; those behind it then hang on its hash. */
  void purge(Connection connection, ChainHead.Link upTo) throws SQLException {
    ChainHead head = head(connection, lockedHead);
    if (upTo.seq() > head.base().seq()) {
      Sql.update(connection, "delete from audit_log where seq <= ?", upTo.seq());
      put(connection, seal.sealed(upTo, head.last()));
    }
  }

  /** Begin and end of the chain. */
  static ChainHead head(Connection connection) throws SQLException {
    return head(connection, HEAD);
  }

  /** The highest number; 0 where there is no entry. */
  static long newest(Connection connection) throws SQLException {
    return Sql.number(connection, "select coalesce(max(seq), 0) from audit_log");
  }

  /** Whether there is an entry with this number and this hash. */
  static boolean has(Connection connection, ChainHead.Link link) throws SQLException {
    return Sql.any(
        connection, "select 1 from audit_log where seq = ? and hash = ?", link.seq(), link.hash());
  }

  private static ChainHead head(Connection connection, String sql) throws SQLException {
    return Sql.first(
            connection,
            sql,
            row ->
                new ChainHead(
                    new ChainHead.Link(row.getLong(1), row.getString(2)),
                    new ChainHead.Link(row.getLong(3), row.getString(4)),
                    row.getString(5)))
        .orElseThrow(() -> new SQLException("audit_head has no row"));
  }

  private static void put(Connection connection, ChainHead head) throws SQLException {
    Sql.update(
        connection,
        """
        update audit_head set base_seq = ?, base_hash = ?, last_seq = ?, last_hash = ?, seal = ?
        where id = 1
        """,
        head.base().seq(),
        head.base().hash(),
        head.last().seq(),
        head.last().hash(),
        head.seal());
  }

  private static void set(PreparedStatement statement, AuditEntry entry, ChainHead.Link link)
      throws SQLException {
    AuditEntry.Who who = entry.who();
    statement.setLong(1, link.seq());
    statement.setLong(2, entry.atMillis());
    statement.setString(3, who.actor());
    statement.setString(4, who.via());
    statement.setString(5, who.tokenId());
    statement.setString(6, who.address());
    statement.setString(7, who.requestId());
    statement.setString(8, entry.action());
    statement.setString(9, entry.subject().type());
    statement.setString(10, entry.subject().id());
    statement.setString(11, entry.subject().name());
    statement.setString(12, entry.outcome().result());
    statement.setInt(13, entry.outcome().status());
    statement.setInt(14, entry.outcome().times());
    statement.setString(15, entry.diff().before());
    statement.setString(16, entry.diff().after());
    statement.setString(17, link.hash());
  }

  /** The entry in this row of {@link #COLUMNS}. */
  static StoredEntry read(ResultSet row) throws SQLException {
    return new StoredEntry(
        new ChainHead.Link(row.getLong("seq"), row.getString("hash")),
        new AuditEntry(
            row.getLong("at"),
            new AuditEntry.Who(
                row.getString("actor"),
                row.getString("via"),
                row.getString("token_id"),
                row.getString("address"),
                row.getString("request_id")),
            row.getString("action"),
            new Subject(
                row.getString("object_type"),
                row.getString("object_id"),
                row.getString("object_name")),
            new AuditEntry.Outcome(
                row.getString("result"), row.getInt("status"), row.getInt("times")),
            new AuditEntry.Diff(row.getString("was"), row.getString("became"))));
  }

  /** An entry with its place in the chain. */
  record StoredEntry(ChainHead.Link link, AuditEntry entry) {}
}
