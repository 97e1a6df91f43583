package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The log of attempts: a record tells of the only one, or all have rows. */
public final class SqlAttempts implements AttemptLog {

  private static final String SELECT =
      """
      select a.number, a.at, a.duration, a.look_up, a.connect, a.tls, a.first_byte, a.outcome,
        a.status, a.error, a.detail, a.headers, a.body, a.body_bytes, a.cut, a.url, a.address,
        a.tls_protocol, a.certificate_until, a.manual, a.revision, a.login,
        u.text as user_agent_text
      from {attempts} a left join {user_agents} u on u.number = a.user_agent
      where a.delivery = ? and a.number > ? order by a.number limit ?
      """;

  private final StoreContext context;

  /** The log of this store. */
  public SqlAttempts(StoreContext context) {
    this.context = context;
  }

  @Override
  public List<Attempt> of(Delivery.Id delivery) {
    return context.database().read(connection -> of(connection, delivery));
  }

  private List<Attempt> of(Connection connection, Delivery.Id id) throws SQLException {
    Optional<StoredDelivery> found = DeliveryReader.atOneMoment(context, connection).find(id);
    return found.isEmpty() ? List.of() : of(connection, found.get());
  }

  /** All attempts of a delivery, which the same transaction has read. */
  public static List<Attempt> of(Connection connection, StoredDelivery delivery)
      throws SQLException {
    return switch (delivery.place()) {
      case StoredDelivery.InEvent open -> List.of();
      case StoredDelivery.Recorded(FirstAttempt first) ->
          List.of(first.attempt(UserAgents.text(connection, first.userAgent())));
      case StoredDelivery.Row row -> of(connection, row, 0, Integer.MAX_VALUE);
    };
  }

  /**
   * Some attempts of a delivery that has a row.
   *
   * @param after the number of the last one that is known
   */
  static List<Attempt> of(Connection connection, StoredDelivery.Row row, int after, int limit)
      throws SQLException {
    return Sql.list(connection, SELECT, AttemptRow::read, row.sequence(), after, limit);
  }
}
