package dev.carillon.server.assets.asset;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.transaction.Batch;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.field.MetadataJson;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.json.JsonBytes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that was done with one asset.
 *
 * @param at milliseconds since 1970
 * @param action such as {@code CHECKIN}
 * @param subject the asset as it was afterwards, or last
 * @param source where it comes from, or was before
 * @param version the number of the version that this made; 0 = none
 * @param changed a JSON object: each changed field's {@code oldValue} and {@code newValue}
 * @param details a JSON object
 */
public record HistoryEntry(
    String id,
    long at,
    Actor actor,
    String action,
    Subject subject,
    Source source,
    long version,
    String changed,
    String details) {

  /** A version was removed. */
  public static final String REMOVE_VERSION = "REMOVE_VERSION";

  /** An asset came back from the trash. */
  public static final String RESTORE = "RESTORE";

  /** An asset in the trash was deleted for good. */
  public static final String PURGE = "PURGE";

  /** A file was downloaded. */
  public static final String DOWNLOAD = "DOWNLOAD";

  /** Room for what most changes tell. */
  private static final int TOLD_LENGTH = 256;

  private static final Map<String, String> ACTIONS =
      Map.ofEntries(
          Map.entry("asset_create", "CREATE"),
          Map.entry("asset_create_by_copy", "COPY"),
          Map.entry("asset_create_from_filestore_rescue", "CREATE"),
          Map.entry("asset_create_from_version", "COPY_VERSION"),
          Map.entry("asset_promote", "COPY_VERSION"),
          Map.entry("asset_checkin", "CHECKIN"),
          Map.entry("asset_checkout", "CHECKOUT"),
          Map.entry("asset_undo_checkout", "UNDO_CHECKOUT"),
          Map.entry("asset_update_metadata", "METADATA_UPDATE"),
          Map.entry("asset_move", "MOVE"),
          Map.entry("asset_rename", "RENAME"),
          Map.entry("asset_remove", "REMOVE"));

  /** What a change does. */
  public static HistoryEntry of(AssetChange change, Actor actor, Instant at) {
    Asset asset = change.shown();
    long version =
        switch (change) {
          case AssetChange.Created created -> asset.version();
          case AssetChange.Updated updated ->
              asset.version() == updated.before().version() ? 0 : asset.version();
          case AssetChange.Restored restored -> 0;
          case AssetChange.Removed removed -> 0;
        };
    return new HistoryEntry(
        Ids.timed(at),
        at.toEpochMilli(),
        actor.orModifierOf(change),
        action(change),
        Subject.of(asset),
        Source.of(change),
        version,
        told(change),
        "{}");
  }

  private static String action(AssetChange change) {
    return change instanceof AssetChange.Restored
        ? RESTORE
        : ACTIONS.getOrDefault(change.type().name(), change.type().name());
  }

  /** Something that changes no asset. */
  public static HistoryEntry of(
      String action, Asset asset, Actor actor, Instant at, Map<String, ?> details) {
    return new HistoryEntry(
        Ids.timed(at),
        at.toEpochMilli(),
        actor,
        action,
        Subject.of(asset),
        Source.NONE,
        0,
        "{}",
        Json.text(details));
  }

  /** Adds its row, in the caller's transaction: with those of others, where some are together. */
  public void append(Connection connection) throws SQLException {
    Optional<Transaction> lent = Transaction.of(connection);
    if (lent.isPresent() && lent.get().batching()) {
      lent.get().batch(Together.class, Together::new).entries.add(this);
    } else {
      insert(connection, List.of(this));
    }
  }

  private static void insert(Connection connection, List<HistoryEntry> entries)
      throws SQLException {
    Sql.batch(
        connection,
        """
        insert into usage_log (id, logged_at, username, remote_addr, action, asset_id, asset_path,
          asset_type, asset_domain, source_id, source_path, version, changed, details)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        entries,
        (statement, entry) -> Sql.set(statement, entry.values()));
  }

  private Object[] values() {
    return new Object[] {
      id,
      at,
      actor.user(),
      actor.address(),
      action,
      subject.id(),
      subject.path(),
      subject.type(),
      subject.domain(),
      source.id(),
      source.path(),
      version,
      changed,
      details
    };
  }

  /** The entries that a group of transactions adds. */
  private static final class Together implements Batch {

    private final List<HistoryEntry> entries = new ArrayList<>();

    @Override
    public boolean write(Connection connection) throws SQLException {
      insert(connection, entries);
      return true;
    }
  }

  /** The changed fields as JSON; empty for a new asset, since all of its fields are new. */
  private static String told(AssetChange change) {
    boolean all = change instanceof AssetChange.Created || change instanceof AssetChange.Restored;
    return all || change.changed().isEmpty() ? "{}" : told(change.changed());
  }

  private static String told(Map<String, FieldChange> changed) {
    JsonBytes out = new JsonBytes(TOLD_LENGTH).object();
    changed.forEach(
        (field, values) -> {
          MetadataJson.write(values.oldValue(), out.name(field).object().name("oldValue"));
          MetadataJson.write(values.newValue(), out.name("newValue"));
          out.endObject();
        });
    return out.endObject().text();
  }

  /** The asset that something was done with. */
  public record Subject(String id, String path, String type, String domain) {
    static Subject of(Asset asset) {
      return new Subject(
          asset.id(),
          asset.path().text(),
          asset.metadata().text("assetType"),
          asset.metadata().text("assetDomain"));
    }
  }

  /** The asset that it was made from, or its own place before; both empty where there is none. */
  public record Source(String id, String path) {

    static final Source NONE = new Source("", "");

    static Source of(AssetChange change) {
      return switch (change) {
        case AssetChange.Created(_, _, var from, _) ->
            from == null ? NONE : new Source(from.id(), from.path().text());
        case AssetChange.Updated updated ->
            updated.before().path().equals(updated.after().path())
                ? NONE
                : new Source(updated.before().id(), updated.before().path().text());
        case AssetChange.Restored restored -> NONE;
        case AssetChange.Removed removed -> NONE;
      };
    }
  }
}
