package dev.carillon.hooks.spring;

import dev.carillon.hooks.EventPublisher;
import dev.carillon.hooks.Published;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.spring.json.JsonMapping;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Publishes events to webhooks in the transaction of the caller: what is rolled back is never sent,
 * what is committed is sent even if this process dies right after.
 *
 * <pre>{@code
 * @Transactional
 * void place(Order order) {
 *   orders.save(order);
 *   webhooks.publish("order.placed", order.id(), order);
 * }
 * }</pre>
 *
 * <p>It works with every transaction manager that exposes its JDBC connection for the {@code
 * DataSource}: those of JDBC and of JPA do. Deliveries start when the transaction is committed.
 */
public final class WebhookPublisher {

  private final Supplier<? extends EventPublisher> hooks;
  private final PresentTransaction transaction;
  private final JsonMapping json;
  private final PublishObserver observer;
  private final InstantSource clock;

  /**
   * A publisher.
   *
   * @param hooks records the events; asked for when the first one is published
   * @param dataSource the one of the program's transactions
   * @param json makes the payload of an object
   * @param observer surrounds each publication
   * @param clock for the time of events
   */
  public WebhookPublisher(
      Supplier<? extends EventPublisher> hooks,
      DataSource dataSource,
      JsonMapping json,
      PublishObserver observer,
      InstantSource clock) {
    this.hooks = hooks;
    this.transaction = new PresentTransaction(dataSource);
    this.json = json;
    this.observer = observer;
    this.clock = clock;
  }

  /**
   * Records an event in the present transaction.
   *
   * @param type what kind of thing happened, such as {@code order.placed}
   * @param subject the id of what it happened to; its {@code toString()} is recorded
   * @param payload what webhooks are sent: an object, which the program's Jackson mapper writes as
   *     JSON, or a {@code String} that is JSON already and is sent as it is
   * @return the event's id, and how many webhooks get it
   * @throws IllegalTransactionStateException if there is no transaction, one that only reads, one
   *     of another {@code DataSource}, or one that is committed already, as in a listener that is
   *     called after the commit; the message says what to do
   * @throws IllegalArgumentException if type, subject or payload is not allowed, or cannot be
   *     written as JSON
   * @throws DataAccessException if the database failed; the transaction cannot be committed then
   */
  public Published publish(String type, Object subject, Object payload) {
    requireTransaction();
    return publish(event(type, subject, payload));
  }

  /**
   * An event that can be given an owner or tags before it is published: {@code
   * webhooks.publish(webhooks.event("order.placed", id, order).ownedBy(tenant))}.
   *
   * @param type as {@link #publish(String, Object, Object)}, and so are the others
   * @throws IllegalArgumentException as {@link #publish(String, Object, Object)}
   */
  public Event event(String type, Object subject, Object payload) {
    String text = payload instanceof String ready ? ready : json.write(payload);
    return Event.of(new EventType(type), subject.toString(), clock.instant(), Snapshot.of(text));
  }

  /**
   * Records an event with an id, a time or a snapshot of your own in the present transaction.
   *
   * @throws IllegalTransactionStateException as {@link #publish(String, Object, Object)}
   * @throws DataAccessException as {@link #publish(String, Object, Object)}
   */
  public Published publish(Event event) {
    requireTransaction();
    return observer.observe(event, this::record);
  }

  private Published record(Event event) {
    DataSource dataSource = transaction.dataSource();
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try {
      if (connection.getAutoCommit()) {
        throw ofAnotherDataSource();
      }
      return hooks.get().publish(connection, event);
    } catch (SQLException failed) {
      throw translated(failed);
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  private void requireTransaction() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalTransactionStateException(
          "An event is published in a transaction, and there is none here: annotate the calling"
              + " method with @Transactional (and call it through its bean), or use a"
              + " TransactionTemplate, so that the event is recorded if and only if your rows are");
    }
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      throw new IllegalTransactionStateException(
          "An event cannot be published when the transaction is over: publish before the commit,"
              + " in the method that changes your rows or in a @TransactionalEventListener with the"
              + " phase BEFORE_COMMIT");
    }
    if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
      throw new IllegalTransactionStateException(
          "An event cannot be published in a transaction that only reads: take readOnly = true off"
              + " the @Transactional of the calling method");
    }
    if (!transaction.exists()) {
      throw ofAnotherDataSource();
    }
  }

  private static IllegalTransactionStateException ofAnotherDataSource() {
    return new IllegalTransactionStateException(
        "The present transaction is not one of the DataSource that webhooks use, so the event"
            + " would not share its fate: use the transaction manager of that DataSource in the"
            + " calling method, such as @Transactional(\"transactionManager\")");
  }

  private static DataAccessException translated(SQLException failed) {
    String task = "Record an event for webhooks";
    DataAccessException known = new SQLStateSQLExceptionTranslator().translate(task, null, failed);
    return known == null ? new UncategorizedSQLException(task, null, failed) : known;
  }
}
