package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.NumberRange;
import dev.carillon.hooks.jdbc.store.SqlAttempts;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks into a store that is not opened here: it changes nothing and needs neither a lock nor a
 * lease, so another process may be at work on it, or none. Where a delivery lies follows from the
 * database alone.
 */
public final class DeliveryInspector {

  private final Connection connection;
  private final DeliveryReader reader;

  /**
   * Begins to look at one moment of the database.
   *
   * @param connection in a transaction in which nothing was read yet and nothing is written
   */
  public DeliveryInspector(Dialect dialect, Connection connection) throws SQLException {
    this.connection = dialect.names().on(connection);
    this.reader = DeliveryReader.atOneMoment(dialect, this.connection);
  }

  /** The delivery with an id, with its payload and attempts; empty where there is none any more. */
  public Optional<Whole> find(Delivery.Id id) throws SQLException {
    Optional<StoredDelivery> found = reader.find(id);
    return found.isEmpty() ? Optional.empty() : Optional.of(whole(found.get()));
  }

  private Whole whole(StoredDelivery one) throws SQLException {
    Payload payload =
        one.payload() == EventDeliveries.MISSED
            ? Payload.of(new byte[0])
            : one.event().payload(one.payload());
    List<Attempt> attempts = SqlAttempts.of(connection, one);
    return new Whole(inspected(List.of(one)).getFirst(), payload, attempts);
  }

  /**
   * All deliveries behind a number, in the order of their numbers.
   *
   * @param size about so many are read at once; there may be fewer or none although more follow
   */
  public Part behind(long sequence, int size) throws SQLException {
    NumberRange reach = new NumberRange(false, sequence, Long.MAX_VALUE);
    LogSource.Part part = EventWalk.all().next(reader, reach, LogSource.Opened.NOT_ASKED, size);
    return new Part(inspected(part.deliveries()), part.end(reach), part.more());
  }

  private List<Inspected> inspected(List<StoredDelivery> deliveries) throws SQLException {
    List<Entry> entries = reader.entries(deliveries);
    List<Inspected> inspected = new ArrayList<>();
    for (int i = 0; i < deliveries.size(); i++) {
      StoredDelivery one = deliveries.get(i);
      inspected.add(new Inspected(entries.get(i), Place.of(one), one.owner()));
    }
    return inspected;
  }

  /** Where a delivery lies. */
  public enum Place {
    /** Nowhere but in its event: it is pending, and no attempt of it is stored. */
    OPEN,
    /** In a block of first attempts, which went well. */
    RECORD,
    /** In a row of its own, as are all its attempts. */
    ROW;

    private static Place of(StoredDelivery delivery) {
      return switch (delivery.place()) {
        case StoredDelivery.InEvent open -> OPEN;
        case StoredDelivery.Recorded recorded -> RECORD;
        case StoredDelivery.Row row -> ROW;
      };
    }
  }

  /**
   * A delivery as it is stored.
   *
   * @param owner the epoch of the node that sends it while it is pending
   */
  public record Inspected(Entry entry, Place place, long owner) {}

  /**
   * The same with all that is kept of it.
   *
   * @param payload of no bytes where it was missed
   */
  public record Whole(Inspected delivery, Payload payload, List<Attempt> attempts) {
    public Whole {
      attempts = List.copyOf(attempts);
    }
  }

  /**
   * Some deliveries.
   *
   * @param end the number from which to go on
   * @param more whether there may be more
   */
  public record Part(List<Inspected> deliveries, long end, boolean more) {
    public Part {
      deliveries = List.copyOf(deliveries);
    }
  }
}
