package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The log of attempts: a first try that went well lies in its delivery's row, others in theirs. */
public final class SqlAttempts implements AttemptLog {

  private static final String SELECT =
      """
      select a.*, u.text as user_agent_text
      from attempts a left join user_agents u on u.number = a.user_agent
      where a.delivery = ? order by a.number
      """;

  private final StoreContext context;
  private final String find;

  /** The log of this store. */
  public SqlAttempts(StoreContext context) {
    this.context = context;
    this.find =
        """
        select d.sequence, d.first_status, d.first_at, d.first_duration, d.first_revision,
          (select u.text from user_agents u where u.number = d.first_user_agent) as first_agent
        from deliveries d
        """
            + DeliveryRow.byId(context.dialect().ofEvent());
  }

  @Override
  public List<Attempt> of(Delivery.Id delivery) {
    return context.database().read(connection -> select(connection, delivery));
  }

  private List<Attempt> select(Connection connection, Delivery.Id id) throws SQLException {
    List<Attempt> attempts = new ArrayList<>();
    Optional<Long> sequence =
        Sql.first(
            connection,
            find,
            row -> {
              addFirst(row, attempts);
              return row.getLong("sequence");
            },
            DeliveryRow.parametersOf(id));
    if (sequence.isPresent()) {
      attempts.addAll(Sql.list(connection, SELECT, AttemptRow::read, sequence.get()));
    }
    return attempts;
  }

  private static void addFirst(ResultSet row, List<Attempt> attempts) throws SQLException {
    int status = row.getInt("first_status");
    if (status > 0) {
      String agent = row.getString("first_agent");
      int revision = Math.max(0, row.getInt("first_revision"));
      AttemptTarget.Made made = new AttemptTarget.Made(revision, agent == null ? "" : agent);
      attempts.add(
          new Attempt(
              1,
              Columns.time(row, "first_at"),
              Columns.duration(row.getLong("first_duration")),
              new Outcome.Accepted(ReceiverResponse.of(status)),
              Timings.NONE,
              new AttemptTarget("", made, AttemptTarget.Peer.NONE),
              false,
              false));
    }
  }
}
