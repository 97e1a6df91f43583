package dev.carillon.server.assets.asset;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The assets whose previews are still to be made: a row for each whose state is {@code WAITING},
 * written and deleted in the transaction that changes the state. All methods work in the caller's
 * transaction.
 */
public final class PreviewQueueRows {

  /** A node whose lease has ended takes what it has no further. */
  private static final String ENDED =
      """
       and claimed_by not in (
        select epoch from nodes where taken_over_at is null and lease_until > clock_timestamp())
      """;

  private PreviewQueueRows() {}

  /** An asset has a file that was not there before. */
  public static void add(Connection connection, String assetId, long now) throws SQLException {
    Sql.update(
        connection,
        """
        insert into preview_queue (asset_id, queued_at, claimed_until, tries) values (?, ?, 0, 0)
        on conflict (asset_id) do update
        set queued_at = excluded.queued_at, claimed_until = 0, tries = 0
        """,
        assetId,
        now);
  }

  /**
   * An asset has a file whose own metadata could not be read yet.
   *
   * @param named fields that it is not to give values of
   */
  public static void unread(
      Connection connection, String assetId, String blob, Collection<String> named)
      throws SQLException {
    Sql.update(
        connection,
        """
        insert into preview_queue (asset_id, queued_at, claimed_until, tries, unread_blob, named)
        values (?, 0, 0, 0, ?, ?)
        on conflict (asset_id) do update
        set unread_blob = excluded.unread_blob, named = excluded.named
        """,
        assetId,
        blob,
        listed(named));
  }

  /** Keeps these fields as they are when the asset's waiting file is read. */
  public static void named(Connection connection, String assetId, Collection<String> fields)
      throws SQLException {
    Sql.update(
        connection,
        "update preview_queue set named = named || ? where asset_id = ? and unread_blob <> ''",
        listed(fields),
        assetId);
  }

  /** Queues the file of an asset that is the copy of another, whose file is still to be read. */
  public static void copied(Connection connection, String fromId, String toId) throws SQLException {
    Optional<Unread> unread = unread(connection, fromId);
    if (unread.isPresent()) {
      unread(connection, toId, unread.get().blob(), unread.get().named());
    }
  }

  /** What of an asset's file is still to be read. */
  public static Optional<Unread> unread(Connection connection, String assetId) throws SQLException {
    return Sql.first(
        connection,
        "select unread_blob, named from preview_queue where asset_id = ? and unread_blob <> ''",
        row -> new Unread(row.getString(1), names(row.getString(2))),
        assetId);
  }

  private static Set<String> names(String list) {
    return Arrays.stream(list.split(",")).collect(Collectors.toUnmodifiableSet());
  }

  private static String listed(Collection<String> fields) {
    StringBuilder list = new StringBuilder();
    fields.forEach(field -> list.append(field).append(','));
    return list.toString();
  }

  /** An asset waits no more. */
  public static void remove(Connection connection, String assetId) throws SQLException {
    Sql.update(connection, "delete from preview_queue where asset_id = ?", assetId);
  }

  /** Removes a claimed asset that needs no preview after all. */
  public static int drop(Connection connection, String assetId) throws SQLException {
    return Sql.update(
        connection, "delete from preview_queue where asset_id = ? and claimed_until > 0", assetId);
  }

  /**
   * Takes some of those that wait longest, for so long that no other node takes them meanwhile.
   *
   * @param epoch of the node that takes them
   */
  public static List<Claim> claim(
      Connection connection, Dialect dialect, long epoch, long now, long until, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        """
        update preview_queue set claimed_until = ?, claimed_by = ?, tries = tries + 1
        where asset_id in (
          select asset_id from preview_queue where claimed_until <= ?
          order by claimed_until, queued_at limit ?\
        """
            + dialect.forUpdateSkipLocked()
            + ") returning asset_id, tries",
        row -> new Claim(row.getString("asset_id"), row.getInt("tries")),
        until,
        epoch,
        now,
        limit);
  }

  /** Gives one back: it is taken again at this time, or later. */
  public static int giveBack(Connection connection, String assetId, long at, boolean tried)
      throws SQLException {
    return Sql.update(
        connection,
        "update preview_queue set claimed_until = ?, tries = tries - ?"
            + " where asset_id = ? and claimed_until > 0",
        at,
        tried ? 0 : 1,
        assetId);
  }

  /**
   * The nodes that had taken some are not there any more, unless an external engine has them. Where
   * there is one node for good, that is so at its start.
   */
  public static int release(Connection connection, Dialect dialect) throws SQLException {
    return Sql.update(
        connection,
        """
        update preview_queue set claimed_until = 0 where claimed_until > 0 and not exists (
          select 1 from external_jobs j where j.asset_id = preview_queue.asset_id
            and j.state = 'posted')\
        """
            + (dialect.shared() ? ENDED : ""));
  }

  /** One can be taken now, even if another has it; whether it waits at all. */
  public static boolean due(Connection connection, String assetId) throws SQLException {
    return Sql.update(
            connection, "update preview_queue set claimed_until = 0 where asset_id = ?", assetId)
        > 0;
  }

  /** One begins anew: somebody else is to make it. */
  public static int anew(Connection connection, String assetId) throws SQLException {
    return Sql.update(
        connection,
        "update preview_queue set claimed_until = 0, tries = 0 where asset_id = ?",
        assetId);
  }

  /** Whether any can be taken. */
  public static boolean any(Connection connection, long now) throws SQLException {
    return Sql.any(connection, "select 1 from preview_queue where claimed_until <= ? limit 1", now);
  }

  /**
   * What a file is still to be read for.
   *
   * @param blob that file
   * @param named fields that it gives no values of
   */
  public record Unread(String blob, Set<String> named) {

    /** Stands for all fields. */
    public static final String ALL = "*";

    /** Whether it may give a value of this field. */
    public boolean gives(String field) {
      return !named.contains(field) && !named.contains(ALL);
    }
  }

  /**
   * One that was taken.
   *
   * @param tries how often it has been taken, this time included
   */
  public record Claim(String assetId, int tries) {}
}
