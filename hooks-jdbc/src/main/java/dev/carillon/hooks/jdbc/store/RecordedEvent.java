package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import dev.carillon.hooks.webhook.FanOut;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a transaction wrote of an event.
 *
 * @param fanOut as it was written
 * @param ids of the deliveries, one for each match
 * @param at when, by the engine's clock, in whole microseconds
 */
public record RecordedEvent(FanOut fanOut, List<Delivery.Id> ids, Instant at) {

  public RecordedEvent {
    ids = List.copyOf(ids);
  }

  /**
   * Gives each match an id; the time is cut to what a column holds, so that memory says the same.
   */
  public static RecordedEvent of(FanOut fanOut, Instant now) {
    List<Delivery.Id> ids = new ArrayList<>();
    for (int i = 0; i < fanOut.matches().size(); i++) {
      ids.add(DeliveryRow.newId(fanOut.event().id()));
    }
    return new RecordedEvent(fanOut, ids, Columns.instant(Columns.micros(now)));
  }

  /** The receipt, once it is known which sequence each delivery got. */
  public Receipt receipt(Connection connection, long[] sequences) throws SQLException {
    List<DueDelivery> due = new ArrayList<>();
    int missed = 0;
    for (int i = 0; i < ids.size(); i++) {
      FanOut.Match match = fanOut.matches().get(i);
      if (match.missed()) {
        missed++;
      } else {
        due.add(
            new DueDelivery(
                pending(ids.get(i), sequences[i], match), fanOut.payloads().get(match.payload())));
      }
    }
    // only a lent connection's commit is certain to have happened when its caller goes on
    boolean trusted = Transaction.of(connection).isPresent();
    return new Receipt(fanOut.event().id(), due, missed, trusted);
  }

  private Delivery pending(Delivery.Id id, long sequence, FanOut.Match match) {
    return new Delivery(
        id,
        sequence,
        match.webhook(),
        fanOut.event().id(),
        fanOut.event().type(),
        fanOut.event().subject(),
        0,
        new DeliveryState.Pending(at),
        at,
        fanOut.event().trace());
  }
}
