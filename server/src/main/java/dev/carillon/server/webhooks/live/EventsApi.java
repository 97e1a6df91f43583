package dev.carillon.server.webhooks.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.About;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Page;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Journal.Wanted;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Iterators;
import dev.carillon.server.platform.http.JsonPieces;
import dev.carillon.server.platform.http.JsonPieces.Listed;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.Paging;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/** {@code GET /api/events}: the journal of events, for clients that poll. */
record EventsApi(
    Journal journal,
    DeliveryLog log,
    DeliveryJson deliveries,
    EventTail tail,
    StreamPermits permits,
    JournalScan scan,
    AssetFilterReader filters,
    EventJson json) {

  private static final int WAIT_MAX = 30;
  private static final int DELIVERIES_MAX = 200;

  void routes(Routes routes) {
    routes
        .group("/api/events", RouteAccess.SERVER_ADMIN)
        .get("", this::page)
        .get("/{id}", this::one);
  }

  private Response page(Call call) {
    Params params = call.params();
    JournalQuery query = JournalQuery.of(params, filters);
    Question question = new Question(after(params), query, Paging.limit(params));
    int wait = params.number("wait", 0, 0, WAIT_MAX);
    Page page = read(question);
    if (wait == 0 || !page.events().isEmpty()) {
      return response(question, page);
    }
    Runnable permit = permits.take();
    return new Response.Later(
        () -> {
          try {
            Page come = waited(question, Duration.ofSeconds(wait));
            if (!call.stillAllowed()) {
              throw Problem.notLoggedIn();
            }
            return response(question, come);
          } finally {
            permit.run();
          }
        });
  }

  /** Where to begin: with what is kept, unless the caller says it. */
  private long after(Params params) {
    String after = params.text("after").orElse("");
    return switch (after) {
      case "" -> journal.purged();
      case "now" -> journal.newest();
      default -> EventCursor.parse("after", after);
    };
  }

  private Page read(Question question) {
    int limit =
        question.query().looksAtEach()
            ? question.limit()
            : Math.min(question.limit(), EventIterator.FIRST);
    Page page = scan.next(question.after(), question.query(), limit);
    if (question.after() < page.purged()) {
      throw expired(page.purged());
    }
    return page;
  }

  static Problem expired(long purged) {
    return Problem.cursorExpired(
        "Some events after this cursor were removed, because their retention has"
            + " ended. Continue with the oldest remaining cursor, or without a cursor",
        EventCursor.text(purged));
  }

  /** What came while it waited; a page without events where nothing did. */
  private Page waited(Question question, Duration timeout) {
    long until = System.nanoTime() + timeout.toNanos();
    EventTail.Joined joined = tail.watch(question.query().wanted());
    try {
      long from = question.after();
      Page page = read(question);
      while (page.events().isEmpty() && !joined.listener().disconnected()) {
        long left = until - System.nanoTime();
        if (left <= 0) {
          return page;
        }
        // one page looks at so many events only: what is wanted may stand behind them
        boolean more = page.end() > from && page.end() < joined.place();
        if (!more) {
          joined.listener().next(new ArrayList<>(), 1, Duration.ofNanos(left));
        }
        from = page.end();
        page = read(question.behind(from));
      }
      return page;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("The server is stopping", 1);
    } finally {
      tail.leave(joined.listener());
    }
  }

  private Response response(Question question, Page first) {
    JournalQuery query = question.query();
    int limit = query.looksAtEach() ? first.events().size() : question.limit();
    EventIterator events = new EventIterator(journal, query.wanted(), limit, first);
    return JsonPieces.answer(
        new Listed(
            Map.of(),
            "items",
            Iterators.mapped(events, event -> json.item(event, query.full())),
            () -> Map.of("next", EventCursor.text(events.end()))),
        EventIterator.HELD_BYTES);
  }

  private Response one(Call call) {
    String id = call.variable("id");
    Recorded event =
        (Ids.valid(id) ? journal.find(new Event.Id(id)) : Optional.<Recorded>empty())
            .orElseThrow(() -> Problem.notFound("event", id));
    ObjectNode body = json.item(event);
    ArrayNode list = body.putArray("deliveries");
    DeliveryFilter ofEvent =
        new DeliveryFilter(
            Set.of(), Set.of(), new About(List.of(), "", id), Ending.ANY, Span.ALWAYS, "");
    log.page(ofEvent, DeliveryLog.Cursor.OLDEST, DELIVERIES_MAX)
        .entries()
        .forEach(entry -> list.add(deliveries.item(entry)));
    return Response.json(body);
  }

  /** What a caller asks for. */
  private record Question(long after, JournalQuery query, int limit) {

    Question behind(long place) {
      return new Question(place, query, limit);
    }
  }

  /**
   * The events of one response, read in parts as they are asked for: of large ones only a few are
   * in memory while a client reads slowly.
   */
  private static final class EventIterator implements Iterator<Recorded> {

    /** So many are read at first, before it is known how large they are. */
    static final int FIRST = 20;

    /** About what a part takes. */
    static final long HELD_BYTES = 256 * 1024;

    private final Journal journal;
    private final Wanted wanted;
    private Page part;
    private Iterator<Recorded> events;
    private int asked;
    private int left;

    /**
     * At most so many.
     *
     * @param first those that were read already: {@link #FIRST}, or the limit if that is less
     */
    EventIterator(Journal journal, Wanted wanted, int limit, Page first) {
      this.journal = journal;
      this.wanted = wanted;
      this.part = first;
      this.events = first.events().iterator();
      this.asked = Math.min(FIRST, limit);
      this.left = limit - first.events().size();
    }

    @Override
    public boolean hasNext() {
      while (!events.hasNext() && left > 0 && part.events().size() == asked) {
        asked = next(part);
        Page next = journal.after(part.end(), wanted, asked);
        if (part.end() < next.purged()) {
          // some may be missing: a client that goes on from here is told so
          left = 0;
          return false;
        }
        part = next;
        events = next.events().iterator();
        left -= next.events().size();
      }
      return events.hasNext();
    }

    private int next(Page before) {
      long bytes = before.events().stream().mapToLong(event -> event.snapshot().length).sum();
      long each = Math.max(bytes / before.events().size(), 1);
      return Math.clamp(HELD_BYTES / each, 1, left);
    }

    @Override
    public Recorded next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return events.next();
    }

    /** Where a client that has read all goes on. */
    long end() {
      return part.end();
    }
  }
}
