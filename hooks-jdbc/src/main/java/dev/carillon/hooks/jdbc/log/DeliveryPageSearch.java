package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.delivery.FoldedText;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.packed.PackedEvent;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.NumberRange;
import dev.carillon.hooks.jdbc.store.OpenElsewhere;
import dev.carillon.hooks.jdbc.store.SequenceByTime;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks through the deliveries that come into question, step by step. Each step is a read of its
 * own, short enough to hold up nothing else, and only so many deliveries are looked at in only so
 * much time.
 */
final class DeliveryPageSearch {

  private static final int STEP_MIN = 100;
  private static final int STEP_MAX = 5_000;
  private static final int READ_MAX = 50_000;
  private static final int TEXT_READ_MAX = 100_000;
  private static final int COUNTED_MAX = 100_000;
  private static final int LOOKED_INTO_AT_ONCE = 50;
  private static final Duration PAGE_MAX = Duration.ofSeconds(5);
  private static final Duration COUNT_MAX = Duration.ofSeconds(2);

  /**
   * The most by which the order of numbers and that of times may differ: longer than any
   * transaction may take.
   */
  private static final Duration SLACK = Duration.ofMinutes(2);

  private static final String BODIES =
      "select delivery, body from {attempts} where body is not null and ";

  private final StoreContext context;
  private final OpenElsewhere elsewhere;
  private final LongSupplier complete;

  DeliveryPageSearch(StoreContext context, OpenElsewhere elsewhere, LongSupplier complete) {
    this.context = context;
    this.elsewhere = elsewhere;
    this.complete = complete;
  }

  Page page(DeliveryFilter asked, Cursor after, int limit) {
    DeliveryFilter filter = storable(asked);
    boolean texts = !filter.text().isEmpty();
    int first = texts ? SearchBudget.TEXT_FIRST : Math.clamp(2L * limit, STEP_MIN, STEP_MAX);
    SearchBudget budget = new SearchBudget(context.engineClock(), PAGE_MAX, first);
    LogSource source = source(filter);
    NumberRange reach = complete(reach(filter.created(), after));
    List<Entry> found = new ArrayList<>();
    boolean goesOn = true;
    int most = texts ? TEXT_READ_MAX : READ_MAX;
    for (int read = 0; goesOn && read < most; ) {
      Step step = step(source, filter, reach, Math.min(budget.rows(), most - read));
      for (Entry entry : step.fitting()) {
        found.add(entry);
        if (found.size() == limit) {
          return new Page(found, at(reach, entry.delivery().sequence()), true, true);
        }
      }
      if (!step.part().more()) {
        return new Page(found, at(reach, step.part().end(reach)), false, true);
      }
      reach = reach.behind(step.part().end());
      read += step.part().deliveries().size();
      goesOn = budget.goesOn();
    }
    return new Page(found, at(reach, reach.begin()), true, false);
  }

  /**
   * Only so many deliveries are looked into for a text; none is looked into here. Where it takes
   * too long to find out which those are, they are those that were found.
   */
  Optional<Cursor> textEnd(DeliveryFilter asked, Cursor after) {
    DeliveryFilter filter = storable(asked);
    SearchBudget budget = new SearchBudget(context.engineClock(), PAGE_MAX, STEP_MAX);
    LogSource source = source(filter);
    NumberRange reach = complete(reach(filter.created(), after));
    Optional<Cursor> end = Optional.empty();
    boolean goesOn = true;
    for (int read = 0; goesOn; goesOn = budget.goesOn()) {
      NumberRange from = reach;
      // a slow step makes the next ones shorter: the last one must not pass the end
      int size = end.isPresent() ? budget.rows() : Math.min(budget.rows(), TEXT_READ_MAX - read);
      LogSource.Opened open = source.open(from, size);
      LogSource.Part part =
          context.database().read(connection -> source.next(reader(connection), from, open, size));
      if (end.isPresent() && !part.deliveries().isEmpty()) {
        return end;
      }
      if (!part.more()) {
        return Optional.empty();
      }
      reach = reach.behind(part.end());
      read += part.deliveries().size();
      if (read >= TEXT_READ_MAX && end.isEmpty()) {
        end = Optional.of(at(reach, reach.begin()));
      }
    }
    return end.isPresent() ? end : Optional.of(at(reach, reach.begin()));
  }

  Count count(DeliveryFilter asked, int max) {
    DeliveryFilter filter = storable(asked);
    NumberRange reach = reach(filter.created(), Cursor.NEWEST);
    if (DeliveryCounts.counts(filter)) {
      long all = new DeliveryCounts(context, elsewhere).count(filter, reach, max);
      return new Count(Math.min(all, max), all > max);
    }
    int first = filter.text().isEmpty() ? STEP_MAX : SearchBudget.TEXT_FIRST;
    SearchBudget budget = new SearchBudget(context.engineClock(), COUNT_MAX, first);
    LogSource source = source(filter);
    long count = 0;
    boolean goesOn = true;
    for (int read = 0; goesOn && read < COUNTED_MAX; ) {
      Step step = step(source, filter, reach, budget.rows());
      count += step.fitting().size();
      if (count > max) {
        return new Count(max, true);
      }
      if (!step.part().more()) {
        return new Count(count, false);
      }
      reach = reach.behind(step.part().end());
      read += step.part().deliveries().size();
      goesOn = budget.goesOn();
    }
    return new Count(count, true);
  }

  private LogSource source(DeliveryFilter filter) {
    LogSources sources = new LogSources(context, elsewhere);
    return context.database().read(connection -> sources.choose(connection, filter));
  }

  /** The numbers behind a cursor that were given in a time; some of others are there too. */
  private NumberRange reach(Span created, Cursor from) {
    return context
        .database()
        .read(
            connection -> {
              SequenceByTime time = SequenceByTime.EVENTS;
              long first =
                  created.begins() ? time.firstSince(connection, created.from().minus(SLACK)) : 0;
              long end =
                  created.ends()
                      ? time.firstBehind(connection, created.to().plus(SLACK))
                      : Long.MAX_VALUE;
              return from.newestFirst()
                  ? new NumberRange(true, first - 1, Math.min(end, from.sequence()))
                  : new NumberRange(false, Math.max(first - 1, from.sequence()), end);
            });
  }

  /**
   * Where other nodes record, they commit in another order than they take numbers: who goes on from
   * the end of a page would pass what comes later.
   */
  private NumberRange complete(NumberRange reach) {
    return !reach.newestFirst() && context.node().others().any()
        ? reach.notAbove(complete.getAsLong())
        : reach;
  }

  private static Cursor at(NumberRange reach, long sequence) {
    return new Cursor(reach.newestFirst(), sequence);
  }

  /**
   * The same filter with the subject as it was stored, with times as exact as stored ones, and with
   * the webhooks of its owner.
   */
  private DeliveryFilter storable(DeliveryFilter asked) {
    DeliveryFilter filter = new OwnedWebhooks(context).byWebhooks(asked);
    About about = filter.about();
    Span created = filter.created();
    return new DeliveryFilter(
        filter.states(),
        filter.webhooks(),
        new About(about.types(), Columns.text(about.subject()), about.event()),
        filter.last(),
        new Span(roundedUp(created.from()), roundedUp(created.to())),
        filter.text());
  }

  /** Rounds a time up to microseconds, since stored times have no finer parts. */
  private static Instant roundedUp(Instant time) {
    Instant micros = time.truncatedTo(ChronoUnit.MICROS);
    return micros.equals(time) ? time : micros.plus(1, ChronoUnit.MICROS);
  }

  private DeliveryReader reader(Connection connection) throws SQLException {
    return DeliveryReader.atOneMoment(context, connection);
  }

  private Step step(LogSource source, DeliveryFilter filter, NumberRange reach, int size) {
    // memory first: what it says is checked by what the database says after it
    LogSource.Opened open = source.open(reach, size);
    return context
        .database()
        .read(
            connection -> {
              DeliveryReader reader = reader(connection);
              return fitting(reader, filter, source.next(reader, reach, open, size));
            });
  }

  private Step fitting(DeliveryReader reader, DeliveryFilter filter, LogSource.Part part)
      throws SQLException {
    List<StoredDelivery> found = part.deliveries();
    List<Entry> entries = reader.entries(found);
    List<StoredDelivery> wanted = new ArrayList<>();
    List<Entry> fitting = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (fits(filter, entries.get(i))) {
        fitting.add(entries.get(i));
        wanted.add(found.get(i));
      }
    }
    return new Step(
        filter.text().isEmpty()
            ? fitting
            : containing(reader, new FoldedText(filter.text()), wanted, fitting),
        part);
  }

  /** A batch was found by one of its events, and is about all of them. */
  private static boolean fits(DeliveryFilter filter, Entry entry) {
    About about = filter.about();
    return entry.delivery().type().equals(EventType.BATCH)
        ? new DeliveryFilter(
                filter.states(),
                filter.webhooks(),
                new About(about.types(), "", ""),
                filter.last(),
                filter.created(),
                filter.text())
            .matches(entry)
        : filter.matches(entry);
  }

  /**
   * The deliveries that contain a text. It reads a few events at once, since their payloads may be
   * large.
   */
  private List<Entry> containing(
      DeliveryReader reader, FoldedText text, List<StoredDelivery> deliveries, List<Entry> entries)
      throws SQLException {
    List<Entry> containing = new ArrayList<>();
    for (int from = 0, to; from < deliveries.size(); from = to) {
      Set<Long> events = new HashSet<>();
      for (to = from; to < deliveries.size() && to < from + LOOKED_INTO_AT_ONCE; to++) {
        events.add(deliveries.get(to).event().sequence());
      }
      Map<Long, StoredDelivery.OfEvent> whole = reader.events().whole(events);
      Set<Long> inBodies = inBodies(reader.connection(), text, deliveries.subList(from, to));
      for (int i = from; i < to; i++) {
        StoredDelivery one = deliveries.get(i);
        if (inBodies.contains(one.sequence())
            || inPayload(text, one, whole.get(one.event().sequence()))) {
          containing.add(entries.get(i));
        }
      }
    }
    return containing;
  }

  private static boolean inPayload(
      FoldedText text, StoredDelivery one, StoredDelivery.@Nullable OfEvent whole) {
    if (whole == null) {
      return false;
    }
    int payload = one.of(whole).payload();
    return payload != EventDeliveries.MISSED
        && text.in(PackedEvent.payload(whole.payloads(), payload).bytes());
  }

  /**
   * The deliveries among these with the text in a response body. Only deliveries with rows have
   * bodies.
   */
  private Set<Long> inBodies(
      Connection connection, FoldedText text, List<StoredDelivery> deliveries) throws SQLException {
    List<Long> rows = new ArrayList<>();
    for (StoredDelivery one : deliveries) {
      if (one.place() instanceof StoredDelivery.Row) {
        rows.add(one.sequence());
      }
    }
    Set<Long> found = new HashSet<>();
    if (!rows.isEmpty()) {
      Sql bodies = Sql.of(BODIES).then(context.dialect().among("delivery", rows));
      bodies
          .list(connection, row -> text.in(row.getBytes("body")) ? row.getLong("delivery") : 0)
          .forEach(found::add);
    }
    return found;
  }

  /**
   * A step of a search.
   *
   * @param fitting what fits the filter, in the cursor's order
   * @param part what was looked at
   */
  private record Step(List<Entry> fitting, LogSource.Part part) {}
}
