package dev.carillon.server.platform.database;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.time.Duration;

/**
 * Work that each node begins now and again, of which one at a time is enough: who comes first has
 * the turn, and all others leave theirs out. A node that ends in the middle of it costs the others
 * one period.
 */
public record TaskTurns(Database database) {

  private static final String TAKE =
      """
      insert into task_turns (name, begun_at)
      values (?, (extract(epoch from clock_timestamp()) * 1000)::bigint)
      on conflict (name) do update set begun_at = excluded.begun_at
      where task_turns.begun_at <= excluded.begun_at - ?
      """;

  /**
   * Whether this node has the turn. Where the database belongs to one process, it always has.
   *
   * @param name what is done
   * @param apart how long there is no other turn
   */
  public boolean take(String name, Duration apart) {
    return !database.dialect().shared()
        || database.<Integer>write(c -> Sql.update(c, TAKE, name, apart.toMillis())) > 0;
  }
}
