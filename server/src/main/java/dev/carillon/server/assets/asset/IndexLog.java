package dev.carillon.server.assets.asset;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.transaction.CommitEffects;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last change of each asset, numbered in the order of commits: from it the search index is
 * brought up to date after a crash, or built anew.
 */
public final class IndexLog {

  private IndexLog() {}

  /**
   * Numbers the changes of a transaction, one number for each asset: its last state counts. They
   * get their numbers just before the commit, since from there on others wait; a transaction that
   * the database has not lent must call this last.
   */
  public static Numbered append(Connection connection, List<AssetChange> changes)
      throws SQLException {
    Map<String, AssetChange> last = new LinkedHashMap<>();
    for (AssetChange change : changes) {
      last.put(change.shown().id(), change);
    }
    Numbered numbered = new Numbered(List.copyOf(last.values()));
    if (last.isEmpty()) {
      return numbered;
    }
    Optional<Transaction> lent = Transaction.of(connection);
    if (lent.isPresent()) {
      lent.get().effects(Together.class, Together::new).all.add(numbered);
    } else {
      put(connection, List.of(numbered));
    }
    return numbered;
  }

  private static void put(Connection connection, List<Numbered> all) throws SQLException {
    int count = all.stream().mapToInt(one -> one.changes.size()).sum();
    long sequence =
        Sql.first(
                    connection,
                    "update index_sequence set last = last + ? returning last",
                    Sql.NUMBER,
                    count)
                .orElseThrow(() -> new SQLException("index_sequence has no row"))
            - count;
    List<Entry> entries = new ArrayList<>();
    for (Numbered one : all) {
      one.from(sequence + 1);
      entries.addAll(one.entries());
      sequence += one.changes.size();
    }
    Sql.batch(
        connection,
        """
        insert into index_log (asset_id, sequence, removed) values (?, ?, ?)
        on conflict (asset_id) do update
        set sequence = excluded.sequence, removed = excluded.removed
        """,
        entries,
        (statement, entry) ->
            Sql.set(
                statement, entry.assetId(), entry.sequence(), entry instanceof Entry.Gone ? 1 : 0));
  }

  /** The entries after a number, with the assets as they are now. */
  static List<Entry> after(Connection connection, long sequence, int limit) throws SQLException {
    return Sql.list(
        connection,
        """
        select l.sequence, l.asset_id, a.id, a.revision, a.blob, a.metadata
        from index_log l left join assets a on a.id = l.asset_id
        where l.sequence > ? order by l.sequence limit ?
        """,
        row ->
            row.getString("id") == null
                ? new Entry.Gone(row.getLong("sequence"), row.getString("asset_id"))
                : new Entry.Present(row.getLong("sequence"), AssetStore.asset(row)),
        sequence,
        limit);
  }

  /** Of how many assets it knows the last change. */
  static long count(Connection connection) throws SQLException {
    return Sql.number(connection, "select count(*) from index_log");
  }

  /** The number of the last change. */
  public static long last(Connection connection) throws SQLException {
    return Sql.number(connection, "select last from index_sequence");
  }

  /** How far the log goes, and what of it is forgotten. */
  static Reach reach(Connection connection) throws SQLException {
    return Sql.first(connection, "select last, pruned from index_sequence", IndexLog::reachOf)
        .orElseThrow(() -> new SQLException("index_sequence has no row"));
  }

  private static Reach reachOf(ResultSet row) throws SQLException {
    return new Reach(row.getLong("last"), row.getLong("pruned"));
  }

  /**
   * Forgets removals that all indexes have on disk: one built anew does not need them. The lock on
   * the sequence lets a node that {@linkplain IndexFollowers#join joins} meanwhile count, or see
   * what was forgotten. Both lock what commits lock last, so they are {@link
   * dev.carillon.hooks.jdbc.LockOrder#BEFORE_COMMIT}.
   */
  static void prune(Connection connection, long applied) throws SQLException {
    if (!Sql.any(
        connection,
        "select 1 from index_log where removed = 1 and sequence <= ? limit 1",
        applied)) {
      return;
    }
    Sql.update(connection, "update index_sequence set last = last");
    long all = Math.min(applied, IndexFollowers.least(connection, applied));
    Sql.update(connection, "update index_sequence set pruned = ? where pruned < ?", all, all);
    Sql.update(connection, "delete from index_log where removed = 1 and sequence <= ?", all);
  }

  /**
   * What the log holds.
   *
   * @param last the number of the last change
   * @param pruned removals up to this number are forgotten
   */
  record Reach(long last, long pruned) {}

  /** One number and what the index must know of it. */
  public sealed interface Entry {

    /** From 1 up. */
    long sequence();

    /** Which asset. */
    String assetId();

    /** An asset as it is now. */
    record Present(long sequence, Asset asset) implements Entry {
      @Override
      public String assetId() {
        return asset.id();
      }
    }

    /** An asset that is not there any more. */
    record Gone(long sequence, String assetId) implements Entry {}
  }

  /** Changes that have their numbers once their transaction is committed. */
  public static final class Numbered {

    private final List<AssetChange> changes;
    private List<Entry> entries = List.of();

    private Numbered(List<AssetChange> changes) {
      this.changes = changes;
    }

    private void from(long first) {
      List<Entry> numbered = new ArrayList<>();
      for (AssetChange change : changes) {
        long sequence = first + numbered.size();
        numbered.add(
            change instanceof AssetChange.Removed
                ? new Entry.Gone(sequence, change.shown().id())
                : new Entry.Present(sequence, change.shown()));
      }
      entries = List.copyOf(numbered);
    }

    /** The changes with their numbers, in their order. */
    public List<Entry> entries() {
      return entries;
    }
  }

  /**
   * The changes of a transaction, by one caller or many: of one asset the last change counts. All
   * nodes number their changes by one row, so that is locked last.
   */
  private static final class Together implements CommitEffects {

    private final List<Numbered> all = new ArrayList<>();

    @Override
    public void beforeCommit(Connection connection) throws SQLException {
      if (!all.isEmpty()) {
        put(connection, all);
      }
    }

    @Override
    public int mark() {
      return all.size();
    }

    @Override
    public void undoTo(int mark) {
      all.subList(mark, all.size()).clear();
    }

    @Override
    public void committed() {
      // the index gets them from the callers
    }

    @Override
    public void unknown() {
      // callers hear of it
    }
  }
}
