package dev.carillon.server.webhooks.deliverylog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Detail;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookRevision;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Csv;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.Paging;
import dev.carillon.server.platform.http.request.TimeText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Step ⑦ of the flow, {@code GET /api/deliveries}: the log, page by page, counted, exported, and
 * one by one.
 */
public final class DeliveriesApi {

  private static final int COUNTED_MAX = 10_000;
  private static final List<String> ALL_BUT_STATE =
      DeliveryFilterReader.KEYS.stream().filter(key -> !key.equals("state")).toList();

  private final DeliveryLog log;
  private final AttemptLog attempts;
  private final RebuiltRequests requests;
  private final DeliveryJson json;

  /**
   * An API over these.
   *
   * @param webhooks whom deliveries are for
   * @param userAgent who sends
   */
  public DeliveriesApi(
      DeliveryLog log,
      AttemptLog attempts,
      Webhooks webhooks,
      DeliveryJson json,
      String userAgent) {
    this.log = log;
    this.attempts = attempts;
    this.requests = new RebuiltRequests(webhooks, userAgent);
    this.json = json;
  }

  /** Adds all calls about the log. */
  public void routes(Routes routes) {
    DeliveryExport export = new DeliveryExport(log, json);
    routes
        .group("/api/deliveries", RouteAccess.SERVER_ADMIN)
        .get("", this::page)
        .get("/counts", this::counts)
        .get("/export", export::export)
        .get("/{id}", this::one);
  }

  private Response page(Call call) {
    DeliveryFilter filter = DeliveryFilterReader.of(call.params());
    DeliveryLog.Page page =
        log.page(filter, Paging.cursor(call.params()), Paging.limit(call.params()));
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode items = body.putArray("items");
    page.entries().forEach(entry -> items.add(json.item(entry)));
    body.put("next", page.more() ? page.end().text() : null);
    if (!page.readAll()) {
      body.put("readAll", false);
    }
    return Response.json(body);
  }

  private Response counts(Call call) {
    DeliveryFilter filter = DeliveryFilterReader.of(call.params(), ALL_BUT_STATE);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode all = body.putObject("all");
    long sum = 0;
    boolean more = false;
    for (String state : DeliveryFilterReader.STATES) {
      DeliveryLog.Count count = log.count(filter.in(state), COUNTED_MAX);
      body.putObject(state).put("count", count.count()).put("more", count.more());
      sum += count.count();
      more |= count.more();
    }
    all.put("count", Math.min(sum, COUNTED_MAX)).put("more", more || sum > COUNTED_MAX);
    return Response.json(body);
  }

  /** One delivery with everything that is known of it. */
  private Response one(Call call) {
    String id = call.variable("id");
    Detail detail =
        (Ids.valid(id) ? log.find(new Delivery.Id(id)) : Optional.<Detail>empty())
            .orElseThrow(() -> Problem.notFound("delivery", id));
    ObjectNode body = json.item(detail.entry());
    Delivery delivery = detail.entry().delivery();
    // one that was missed, or was called off after that, has nothing that could be sent
    boolean rendered =
        detail.payload().length() > 0 && !(delivery.state() instanceof DeliveryState.Missed);
    body.put("payload", rendered ? new String(detail.payload().bytes(), UTF_8) : null);
    body.put("payloadBytes", detail.payload().length());
    body.set("diagnosis", Diagnosis.of(detail.entry()).json());
    ArrayNode list = body.putArray("attemptList");
    for (Attempt attempt : attempts.of(delivery.id())) {
      list.add(AttemptJson.of(attempt, requests.of(detail, attempt), attempt.redelivery(), false));
    }
    return Response.json(body);
  }

  /**
   * {@code GET /api/deliveries/export}: everything that a filter finds, as lines of JSON or as a
   * table, written page by page.
   */
  private record DeliveryExport(DeliveryLog log, DeliveryJson json) {

    /** {@code false} where a search for a text ended before it had looked into all there is. */
    static final String READ_ALL = "X-Read-All";

    /** The cursor that the next export goes on with. */
    static final String NEXT = "X-Next-Cursor";

    /**
     * Few: a row may hold a response of 20 kB, and a page is kept as long as its reader is slow.
     */
    private static final int PAGE = 100;

    private static final String CSV_HEAD =
        "id,webhookId,webhookName,eventId,eventType,eventSubject,eventTime,state,attempts,createdAt,dueAt,endedAt,lastStatus,lastError,lastDurationMs\r\n";

    private static final long MAX = Long.MAX_VALUE;

    /** The response to a call that asks for an export. */
    Response export(Call call) {
      DeliveryFilter filter = DeliveryFilterReader.of(call.params());
      Cursor from = Paging.cursor(call.params());
      String format = call.params().text("format").orElse("ndjson");
      return response(filter, from, form(format));
    }

    private Form form(String format) {
      return switch (format) {
        case "ndjson" -> new Form("application/x-ndjson", format, "", this::jsonLine);
        case "csv" -> new Form("text/csv;charset=UTF-8", format, CSV_HEAD, DeliveryExport::csvLine);
        default -> throw Problem.badField("format", format, "ndjson or csv");
      };
    }

    /** Of a search that ends early the headers say so, and where the next one goes on. */
    private Response response(DeliveryFilter filter, Cursor from, Form form) {
      Optional<Cursor> end = filter.text().isEmpty() ? Optional.empty() : log.textEnd(filter, from);
      Cursor last = end.orElse(new Cursor(from.newestFirst(), from.newestFirst() ? -1 : MAX));
      return new Response.Streamed(
          form.type(),
          (end.isPresent() ? "deliveries-part." : "deliveries.") + form.ending(),
          end.map(at -> Map.of(READ_ALL, "false", NEXT, at.text())).orElse(Map.of()),
          out -> {
            out.write(form.head().getBytes(UTF_8));
            write(filter, from, last, form.row(), out);
          });
    }

    /** A delivery as a line of a table (RFC 4180) that a spreadsheet can open without harm. */
    private static byte[] csvLine(Entry entry) {
      Delivery delivery = entry.delivery();
      Last last = entry.last();
      List<String> cells =
          List.of(
              delivery.id().value(),
              delivery.webhook().value(),
              entry.to().name(),
              delivery.event().value(),
              delivery.type().name(),
              delivery.subject(),
              TimeText.text(entry.eventTime()),
              delivery.state().name(),
              Integer.toString(delivery.attempts()),
              TimeText.text(delivery.createdAt()),
              delivery.state() instanceof DeliveryState.Pending(Instant at)
                  ? TimeText.text(at)
                  : "",
              DeliveryJson.endedAt(delivery.state()).map(TimeText::text).orElse(""),
              last.status() == 0 ? "" : Integer.toString(last.status()),
              last.error(),
              last.made() ? Double.toString(TimeText.millis(last.duration())) : "");
      return Csv.line(cells).getBytes(UTF_8);
    }

    private byte[] jsonLine(Entry entry) {
      byte[] line = Json.write(json.item(entry));
      byte[] ended = Arrays.copyOf(line, line.length + 1);
      ended[line.length] = '\n';
      return ended;
    }

    private void write(
        DeliveryFilter filter,
        Cursor from,
        Cursor last,
        Function<Entry, byte[]> form,
        OutputStream out)
        throws IOException {
      Page page = log.page(filter, from, PAGE);
      while (true) {
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        page.entries().stream()
            .filter(entry -> !before(last.sequence(), entry.delivery().sequence(), last))
            .forEach(entry -> piece.writeBytes(form.apply(entry)));
        out.write(piece.toByteArray());
        if (!page.more() || !before(page.end().sequence(), last.sequence(), last)) {
          return;
        }
        page = log.page(filter, page.end(), PAGE);
      }
    }

    /** Whether one comes before the other in this order. */
    private static boolean before(long one, long other, Cursor order) {
      return order.newestFirst() ? one > other : one < other;
    }

    /** How an export is written: its content type, the ending of its file, what stands above. */
    private record Form(String type, String ending, String head, Function<Entry, byte[]> row) {}
  }

  /**
   * Makes the requests of past attempts again, byte by byte as they were sent: they follow from the
   * revision of the webhook that the attempt names, its time, and the payload. Of attempts that
   * name none, from before revisions were kept, it shows what the webhook of today would send; a
   * signature by a secret that is no more is marked. Values of custom headers are masked.
   */
  static final class RebuiltRequests {

    private static final String UNKNOWN = "(no longer known: the secret was replaced or removed)";
    private static final Set<String> SIGNATURES = Set.of("x-hook-signature", "webhook-signature");

    /** So long after its replacement a token may still have signed: on attempts just beginning. */
    private static final Duration OVERLAP = Duration.ofSeconds(2);

    private final Webhooks webhooks;
    private final String userAgent;
    private final Map<String, RequestSigner> signers = new ConcurrentHashMap<>();

    /**
     * Makes requests of these webhooks again.
     *
     * @param userAgent who sends today
     */
    public RebuiltRequests(Webhooks webhooks, String userAgent) {
      this.webhooks = webhooks;
      this.userAgent = userAgent;
    }

    /** The request of an attempt of this delivery. */
    public ShownRequest of(Detail detail, Attempt attempt) {
      AttemptTarget.Made made = attempt.contact().made();
      Optional<WebhookRevision> revision =
          made.known()
              ? webhooks.revision(detail.entry().delivery().webhook(), made.revision())
              : Optional.empty();
      return revision
          .map(known -> asSent(detail, attempt, made.userAgent(), known))
          .orElseGet(() -> ofToday(detail, attempt));
    }

    private ShownRequest asSent(
        Detail detail, Attempt attempt, String sentBy, WebhookRevision revision) {
      return ShownRequest.of(
          signed(sentBy, detail, webhook(revision), attempt),
          revision.headers().keySet(),
          new ShownRequest.Made.OfRevision(revision.number()));
    }

    private ShownRequest ofToday(Detail detail, Attempt attempt) {
      Delivery delivery = detail.entry().delivery();
      String url = attempt.contact().url().isEmpty() ? detail.url() : attempt.contact().url();
      Webhook webhook =
          webhooks.find(delivery.webhook()).orElseGet(() -> removed(url, attempt.at()));
      SignedRequest request = signed(userAgent, detail, webhook, attempt);
      List<Header> headers =
          genuine(detail, attempt, webhook) ? request.headers() : unsigned(request.headers());
      return ShownRequest.of(
          new SignedRequest(url, headers, request.payload(), request.timeout()),
          webhook.headers().keySet(),
          new ShownRequest.Made.OfToday());
    }

    private SignedRequest signed(String sentBy, Detail detail, Webhook webhook, Attempt attempt) {
      return signers
          .computeIfAbsent(sentBy, RequestSigner::new)
          .sign(
              new DueDelivery(detail.entry().delivery(), detail.payload()),
              webhook,
              attempt.number(),
              attempt.at(),
              Duration.ofSeconds(1));
    }

    /** Whether the present token signed it: it was there before, or there never was another. */
    private static boolean genuine(Detail detail, Attempt attempt, Webhook webhook) {
      Instant since = detail.secretSince();
      boolean first = !since.isAfter(webhook.createdAt().plus(OVERLAP));
      boolean later = !attempt.at().isBefore(since.plus(OVERLAP));
      return !detail.entry().to().removed() && (first || later);
    }

    private static List<Header> unsigned(List<Header> headers) {
      return headers.stream()
          .map(
              header ->
                  SIGNATURES.contains(header.name().toLowerCase(Locale.ROOT))
                      ? new Header(header.name(), UNKNOWN)
                      : header)
          .toList();
    }

    private static Webhook webhook(WebhookRevision revision) {
      Webhook plain = Webhook.of("", revision.url(), Webhook.Subscription.to(), revision.madeAt());
      return plain.toBuilder().headers(revision.headers()).secret(revision.secret()).build();
    }

    /** Its token and its headers are forgotten. */
    private static Webhook removed(String url, Instant at) {
      return Webhook.of("", url, Webhook.Subscription.to(), at);
    }
  }
}
