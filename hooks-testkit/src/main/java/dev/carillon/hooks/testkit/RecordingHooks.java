package dev.carillon.hooks.testkit;

import dev.carillon.hooks.AfterCommit;
import dev.carillon.hooks.EventPublisher;
import dev.carillon.hooks.Published;
import dev.carillon.hooks.event.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/**
 * Remembers what is published and sends nothing: for tests of code that takes an {@link
 * EventPublisher}. It writes nothing to any database.
 *
 * <p>Only committed events count. Whether a transaction is committed it knows of connections that
 * come from {@link #dataSource}, and of those that an {@link AfterCommit} knows, such as Spring's.
 * An event on any other connection counts as soon as it is published, whatever becomes of its
 * transaction. Safe for use by many threads.
 */
public final class RecordingHooks implements EventPublisher, PublishedEvents {

  private final AfterCommit afterCommit;
  private final CopyOnWriteArrayList<PublishedEvent> events = new CopyOnWriteArrayList<>();

  /** One that knows the transactions of its own {@link #dataSource} alone. */
  public RecordingHooks() {
    this(AfterCommit.UNKNOWN);
  }

  /**
   * One that knows other transactions too.
   *
   * @param afterCommit is asked about connections that are not from {@link #dataSource}
   */
  public RecordingHooks(AfterCommit afterCommit) {
    this.afterCommit = afterCommit;
  }

  /**
   * The same connections, of which this knows whether they are committed or rolled back. An event
   * counts from the commit on; one that is rolled back, to a savepoint too, never does.
   *
   * @param pool is used as it is and never closed
   */
  public DataSource dataSource(DataSource pool) {
    return WatchedConnection.pool(pool);
  }

  /**
   * Remembers the event once its transaction is committed.
   *
   * @return with 0 webhooks: it has none
   * @throws IllegalStateException as the real one, if the connection is in auto-commit mode
   */
  @Override
  public Published publish(Connection connection, Event event) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new IllegalStateException(
          "connection: it is in auto-commit mode; an event is published in a transaction, so call"
              + " setAutoCommit(false) first and commit() afterwards");
    }
    if (connection.isReadOnly()) {
      throw new IllegalStateException(
          "connection: it is read-only; an event is written, so use a transaction that may write");
    }
    PublishedEvent published = PublishedEvent.of(event);
    Runnable remember = () -> events.add(published);
    if (!WatchedConnection.register(connection, remember)
        && !afterCommit.register(connection, remember)) {
      remember.run();
    }
    return new Published(event.id(), 0);
  }

  @Override
  public List<PublishedEvent> published() {
    return List.copyOf(events);
  }

  /** The committed events of this type, the oldest first. */
  public List<PublishedEvent> published(String type) {
    return events.stream().filter(event -> event.type().equals(type)).toList();
  }

  /**
   * Forgets all events. Those of transactions that are still open count once they are committed.
   */
  public void clear() {
    events.clear();
  }
}
