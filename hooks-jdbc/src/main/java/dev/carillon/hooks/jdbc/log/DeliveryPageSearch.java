package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.delivery.FoldedText;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.Fan;
import dev.carillon.hooks.jdbc.packed.Open;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks through the deliveries that come into question, step by step. Each step is a read of its
 * own, short enough to be in nobody's way, and only so many deliveries are looked at in only so
 * much time.
 */
final class DeliveryPageSearch {

  private static final int STEP_MIN = 250;
  private static final int STEP_MAX = 5_000;
  private static final int READ_MAX = 50_000;
  private static final int TEXT_READ_MAX = 100_000;
  private static final int COUNTED_MAX = 100_000;
  private static final Duration PAGE_MAX = Duration.ofSeconds(5);
  private static final Duration COUNT_MAX = Duration.ofSeconds(2);

  private static final String BODIES =
      "select body from attempts where delivery = ? and body is not null";

  private final StoreContext context;

  DeliveryPageSearch(StoreContext context) {
    this.context = context;
  }

  Page page(DeliveryFilter asked, Cursor after, int limit) {
    DeliveryFilter filter = storable(asked);
    boolean texts = !filter.text().isEmpty();
    int first = texts ? SearchBudget.TEXT_FIRST : Math.clamp(2L * limit, STEP_MIN, STEP_MAX);
    SearchBudget budget = new SearchBudget(context.engineClock(), PAGE_MAX, first);
    LogSource source = source(filter);
    List<Entry> found = new ArrayList<>();
    Cursor from = after;
    boolean goesOn = true;
    for (int read = 0; goesOn && read < (texts ? TEXT_READ_MAX : READ_MAX); ) {
      Step step = step(source, filter, from, budget.rows());
      for (Entry entry : step.fitting()) {
        found.add(entry);
        if (found.size() == limit) {
          Cursor end = new Cursor(after.newestFirst(), entry.delivery().sequence());
          return new Page(found, end, true, true);
        }
      }
      from = step.end();
      if (!step.more()) {
        return new Page(found, from, false, true);
      }
      read += step.read();
      goesOn = budget.goesOn();
    }
    return new Page(found, from, true, false);
  }

  Count count(DeliveryFilter asked, int max) {
    DeliveryFilter filter = storable(asked);
    if (DeliveryCounts.counts(filter)) {
      long all = new DeliveryCounts(context).count(filter, max);
      return new Count(Math.min(all, max), all > max);
    }
    int first = filter.text().isEmpty() ? STEP_MAX : SearchBudget.TEXT_FIRST;
    SearchBudget budget = new SearchBudget(context.engineClock(), COUNT_MAX, first);
    LogSource source = source(filter);
    long count = 0;
    Cursor from = Cursor.NEWEST;
    boolean goesOn = true;
    for (int read = 0; goesOn && read < COUNTED_MAX; ) {
      Step step = step(source, filter, from, budget.rows());
      count += step.fitting().size();
      if (count > max) {
        return new Count(max, true);
      }
      if (!step.more()) {
        return new Count(count, false);
      }
      from = step.end();
      read += step.read();
      goesOn = budget.goesOn();
    }
    return new Count(count, true);
  }

  private LogSource source(DeliveryFilter filter) {
    LogSources sources = new LogSources(context);
    return context.database().read(connection -> sources.choose(connection, filter));
  }

  /** The same filter with the subject as it was stored. */
  private static DeliveryFilter storable(DeliveryFilter filter) {
    About about = filter.about();
    return new DeliveryFilter(
        filter.states(),
        filter.webhooks(),
        new About(about.types(), Columns.text(about.subject()), about.event()),
        filter.last(),
        filter.created(),
        filter.text());
  }

  private Step step(LogSource source, DeliveryFilter filter, Cursor from, int size) {
    // memory first: what it says is checked by what the database says after it
    List<Open> open = source.open(from, size);
    return context.database()
        .read(
            connection -> {
              DeliveryReader reader = DeliveryReader.atOneMoment(context, connection);
              LogSource.Part part = source.next(reader, from, open, size);
              return fitting(reader, connection, filter, part);
            });
  }

  private static Step fitting(
      DeliveryReader reader, Connection connection, DeliveryFilter filter, LogSource.Part part)
      throws SQLException {
    List<StoredDelivery> found = part.deliveries();
    List<Entry> entries = reader.entries(found);
    List<StoredDelivery> wanted = new ArrayList<>();
    List<Entry> fitting = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (filter.matches(entries.get(i))) {
        fitting.add(entries.get(i));
        wanted.add(found.get(i));
      }
    }
    if (!filter.text().isEmpty()) {
      fitting = containing(reader, connection, new FoldedText(filter.text()), wanted, fitting);
    }
    return new Step(fitting, found.size(), part.end(), part.more());
  }

  private static List<Entry> containing(
      DeliveryReader reader,
      Connection connection,
      FoldedText text,
      List<StoredDelivery> deliveries,
      List<Entry> entries)
      throws SQLException {
    Set<Long> events = new HashSet<>();
    deliveries.forEach(one -> events.add(one.event().sequence()));
    Map<Long, StoredDelivery.OfEvent> whole = reader.events(events, true);
    List<Entry> containing = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      StoredDelivery one = deliveries.get(i);
      StoredDelivery.OfEvent event = whole.get(one.event().sequence());
      boolean inPayload =
          event != null
              && one.payload() != Fan.MISSED
              && text.in(PackedEvent.payload(event.payloads(), one.payload()).bytes());
      if (inPayload || inBodies(connection, text, one.sequence())) {
        containing.add(entries.get(i));
      }
    }
    return containing;
  }

  private static boolean inBodies(Connection connection, FoldedText text, long delivery)
      throws SQLException {
    return Sql.list(connection, BODIES, row -> text.in(row.getBytes(1)), delivery).contains(true);
  }

  /**
   * A part of the log.
   *
   * @param fitting what fits the filter, in the cursor's order
   * @param read how many deliveries were looked at
   * @param end where the next step begins, if there is more
   */
  private record Step(List<Entry> fitting, int read, Cursor end, boolean more) {}
}
