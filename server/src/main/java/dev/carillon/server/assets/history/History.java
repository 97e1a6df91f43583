package dev.carillon.server.assets.history;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.assets.asset.Actor;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetVersion;
import dev.carillon.server.assets.asset.HistoryEntry;
import dev.carillon.server.assets.asset.TrashStore;
import dev.carillon.server.assets.asset.TrashedAsset;
import dev.carillon.server.assets.asset.VersionStore;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.SeenFolders;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.PageIterator;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The log of what was done with assets. Changes write into it by themselves. */
public record History(Changes changes, InstantSource clock) {

  private static final System.Logger LOG = System.getLogger(History.class.getName());

  private static final int PURGED_AT_ONCE = 1_000;
  private static final int READ_AT_ONCE = 20;
  private static final long CHARS_AT_ONCE = 1 << 18;

  /** A page of what was done with an asset, newest first. */
  Page page(String assetId, HistoryActions actions, int start, int num) {
    return changes.read(
        c ->
            new Page(
                HistoryRows.page(c, assetId, actions, start, num),
                HistoryRows.count(c, assetId, actions)));
  }

  /** The usages of a page, read one after the other as they are asked for. */
  Iterator<Entry> each(String assetId, Page page, Supplier<UserPermissions> permissions) {
    return new PageIterator<>(
        page.sequences(), READ_AT_ONCE, rows -> entries(assetId, rows, permissions.get()));
  }

  /**
   * Where each of some assets that are removed was last, of those that a user may view: as long as
   * they are in the trash, as is decided there. Afterwards their folder may be another one, so they
   * are for those who see everything.
   *
   * @param assetIds at most 100
   */
  Map<String, TreePath> lastPaths(List<String> assetIds, UserPermissions permissions) {
    return changes.read(
        c -> {
          Map<String, TreePath> seen = HistoryRows.lastPaths(c, assetIds);
          if (!permissions.everything()) {
            Map<String, TrashedAsset.Access> trashed = TrashStore.accesses(c, assetIds);
            seen.entrySet()
                .removeIf(
                    asset -> {
                      TrashedAsset.Access access = trashed.get(asset.getKey());
                      return access == null
                          || !access.permits(permissions, Permission.VIEW)
                          || !permissions.sees(asset.getValue().parent());
                    });
          }
          return seen;
        });
  }

  private Optional<List<Entry>> entries(
      String assetId, List<Long> sequences, UserPermissions permissions) {
    return changes.read(
        c -> {
          Optional<List<HistoryEntry>> usages = HistoryRows.rows(c, sequences, CHARS_AT_ONCE);
          List<Long> numbers =
              usages.stream()
                  .flatMap(List::stream)
                  .map(HistoryEntry::version)
                  .filter(number -> number > 0)
                  .toList();
          Map<Long, AssetVersion> versions = new HashMap<>();
          if (!numbers.isEmpty()) {
            VersionStore.find(c, assetId, numbers)
                .forEach(version -> versions.put(version.number(), version));
          }
          List<TreePath> places = places(usages.orElse(List.of()), versions.values());
          SeenFolders folders = SeenFolders.of(c, permissions, places);
          return usages.map(
              all ->
                  all.stream()
                      .map(
                          usage ->
                              new Entry(
                                  usage,
                                  Optional.ofNullable(versions.get(usage.version())),
                                  folders))
                      .toList());
        });
  }

  /** All that these rows show of where an asset was, or one that it comes from. */
  private static List<TreePath> places(
      List<HistoryEntry> usages, Collection<AssetVersion> versions) {
    return Stream.concat(
            usages.stream().flatMap(row -> Stream.of(row.subject().path(), row.source().path())),
            versions.stream().map(version -> version.metadata().text("assetPath")))
        .filter(path -> !path.isEmpty())
        .map(TreePath::new)
        .toList();
  }

  /** Forgets what was done before this time; how many rows that were. */
  public int purge(Instant before) {
    int all = 0;
    int removed = PURGED_AT_ONCE;
    while (removed == PURGED_AT_ONCE) {
      removed = changes.write(c -> HistoryRows.purge(c, before.toEpochMilli(), PURGED_AT_ONCE));
      all += removed;
    }
    return all;
  }

  /** Writes that something was done which changed no asset. */
  void add(HistoryEntry usage) {
    changes.write(
        connection -> {
          usage.append(connection);
          return usage;
        });
  }

  /** Writes that a call did something which changed no asset. */
  void add(String action, Asset asset, Map<String, ?> details) {
    add(HistoryEntry.of(action, asset, Actor.present(), clock.instant(), details));
  }

  /**
   * Writes that a guest did something. What cannot be written down was done all the same.
   *
   * @param details what is known of it
   */
  public void done(String action, Asset asset, Map<String, ?> details) {
    try {
      add(action, asset, details);
    } catch (HooksException trouble) {
      LOG.log(System.Logger.Level.WARNING, "An action of a guest could not be recorded", trouble);
    }
  }

  /**
   * Writes that a call's answer is a file. What a client asks for piece by piece is one download. A
   * download that cannot be written down is answered all the same.
   */
  public void downloaded(Call call, Asset asset, Map<String, ?> details) {
    downloaded(call, asset, Actor.present(), details);
  }

  /** Writes that a caller without an account downloads a file. */
  public void downloaded(Call call, Asset asset, Actor actor, Map<String, ?> details) {
    String range = call.header("Range").orElse("bytes=0-").replace(" ", "");
    boolean whole = range.startsWith("bytes=0-") && call.header("If-None-Match").isEmpty();
    if (call.method().equals("HEAD") || !whole) {
      return;
    }
    try {
      add(HistoryEntry.of(HistoryEntry.DOWNLOAD, asset, actor, clock.instant(), details));
    } catch (HooksException trouble) {
      LOG.log(System.Logger.Level.WARNING, "A download could not be recorded", trouble);
    }
  }

  /**
   * A page of the log.
   *
   * @param sequences which usages
   * @param total how many usages there are in all
   */
  record Page(List<Long> sequences, long total) {
    Page {
      sequences = List.copyOf(sequences);
    }
  }

  /**
   * What was done, and the version that it made as long as that is there.
   *
   * @param version empty where it made none, or that is gone
   * @param folders which folders the caller sees of those that it shows
   */
  record Entry(HistoryEntry usage, Optional<AssetVersion> version, SeenFolders folders) {}

  /**
   * The rows of the log, as they are read and removed. All methods work in the caller's
   * transaction.
   */
  private static final class HistoryRows {

    /** A driver that would read all rows at once reads so many. */
    private static final int FETCHED = 8;

    private HistoryRows() {}

    /**
     * Removes rows from before this time, the oldest first, but not more than so many; how many.
     */
    static int purge(Connection connection, long before, int limit) throws SQLException {
      return Sql.update(
          connection,
          """
          delete from usage_log where sequence in
            (select sequence from usage_log where logged_at < ? order by logged_at limit ?)
          """,
          before,
          limit);
    }

    /** How many rows there are for an asset. */
    static long count(Connection connection, String assetId, HistoryActions actions)
        throws SQLException {
      return Sql.number(
          connection,
          "select count(*) from usage_log where asset_id = ?" + actions.condition(),
          values(assetId, actions).toArray());
    }

    /** The sequence numbers of a page of an asset's rows, newest first. */
    static List<Long> page(
        Connection connection, String assetId, HistoryActions actions, int start, int num)
        throws SQLException {
      List<Object> values = values(assetId, actions);
      values.add(num);
      values.add(start);
      return Sql.list(
          connection,
          "select sequence from usage_log where asset_id = ?"
              + actions.condition()
              + " order by sequence desc limit ? offset ?",
          Sql.NUMBER,
          values.toArray());
    }

    /** One look into the index for each asset, however long its history is. */
    static Map<String, TreePath> lastPaths(Connection connection, List<String> assetIds)
        throws SQLException {
      Map<String, TreePath> paths = new HashMap<>();
      if (!assetIds.isEmpty()) {
        String newest = "select max(sequence) from usage_log where asset_id = ?";
        Sql.each(
            connection,
            "select asset_id, asset_path from usage_log where asset_path <> '' and sequence in ("
                + String.join(" union all ", Collections.nCopies(assetIds.size(), newest))
                + ")",
            row -> paths.put(row.getString(1), new TreePath(row.getString(2))),
            assetIds.toArray());
      }
      return paths;
    }

    /**
     * The rows that are there, newest first; empty where they are longer than that in all, of more
     * than one.
     */
    static Optional<List<HistoryEntry>> rows(
        Connection connection, List<Long> sequences, long charsMax) throws SQLException {
      List<HistoryEntry> found = new ArrayList<>();
      long chars = 0;
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              select id, logged_at, username, remote_addr, action, asset_id, asset_path, asset_type,
                asset_domain, source_id, source_path, version, changed, details
              from usage_log where sequence in (\
              """
                  + Sql.marks(sequences.size())
                  + ") order by sequence desc")) {
        select.setFetchSize(FETCHED);
        for (int i = 0; i < sequences.size(); i++) {
          select.setLong(i + 1, sequences.get(i));
        }
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            HistoryEntry usage = usage(rows);
            found.add(usage);
            chars += usage.changed().length() + usage.details().length();
            if (chars > charsMax && sequences.size() > 1) {
              return Optional.empty();
            }
          }
        }
      }
      return Optional.of(found);
    }

    private static List<Object> values(String assetId, HistoryActions actions) {
      List<Object> values = new ArrayList<>(List.of(assetId));
      values.addAll(actions.names());
      return values;
    }

    private static HistoryEntry usage(ResultSet row) throws SQLException {
      return new HistoryEntry(
          row.getString("id"),
          row.getLong("logged_at"),
          new Actor(row.getString("username"), row.getString("remote_addr")),
          row.getString("action"),
          new HistoryEntry.Subject(
              row.getString("asset_id"),
              row.getString("asset_path"),
              row.getString("asset_type"),
              row.getString("asset_domain")),
          new HistoryEntry.Source(row.getString("source_id"), row.getString("source_path")),
          row.getLong("version"),
          row.getString("changed"),
          row.getString("details"));
    }
  }
}
