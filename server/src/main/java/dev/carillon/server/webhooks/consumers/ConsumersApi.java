package dev.carillon.server.webhooks.consumers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.delivery.Consumers.Acknowledged;
import dev.carillon.hooks.delivery.Consumers.Lag;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.platform.http.request.Paging;
import dev.carillon.server.platform.http.request.TimeText;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/consumers}: gives out the events of webhooks that are fetched, takes their
 * acknowledgements, and says how far behind each is.
 *
 * @param permits taken by each reader that waits or streams
 * @param clock the engine's
 */
record ConsumersApi(
    Webhooks webhooks,
    Consumers consumers,
    ConsumerReader reader,
    ConsumerWaits waits,
    ReaderPermits permits,
    InstantSource clock) {

  /** In a list the pending events of each are counted up to here. */
  private static final int LISTED_COUNT_MAX = 1_000;

  void routes(Routes routes) {
    routes
        .group("/api/consumers", RouteAccess.SERVER_ADMIN)
        .get("", this::list)
        .get("/{name}", this::state)
        .get("/{name}/events", this::events)
        .post("/{name}/ack", this::acknowledge);
  }

  private Response list(Call call) {
    int limit = Paging.limit(call.params());
    String after = Paging.key(call.params());
    List<Webhook> found =
        webhooks.current().webhooks().stream()
            .filter(webhook -> webhook.pulled() && mayRead(call, webhook))
            .filter(webhook -> key(webhook).compareTo(after) > 0)
            .sorted(Comparator.comparing(ConsumersApi::key))
            .limit(limit + 1L)
            .toList();
    Map<Webhook.Id, Lag> lags =
        consumers.lags(found.stream().limit(limit).map(Webhook::id).toList(), LISTED_COUNT_MAX);
    return Paging.page(
        found,
        limit,
        webhook -> json(webhook, Objects.requireNonNull(lags.get(webhook.id()))),
        last -> Paging.behind(key(last)));
  }

  /** By name; several may have the same. */
  private static String key(Webhook consumer) {
    return consumer.name() + "\0" + consumer.id().value();
  }

  private Response state(Call call) {
    Webhook consumer = found(call);
    return Response.json(json(consumer, consumers.lag(consumer.id())));
  }

  private Response events(Call call) {
    Webhook consumer = found(call);
    ReadRequest request = ReadRequest.of(call.params());
    String by = reader(call);
    int acknowledged = request.ack().isEmpty() ? -1 : acknowledged(consumer, request.ack()).count();
    if (call.header("Accept").orElse("").contains("text/event-stream")) {
      return live(call, consumer, request, by);
    }
    ConsumerReader.Read first = reader.now(consumer.id(), request, by);
    if (!first.taken().events().isEmpty() || request.timeout().isZero()) {
      return first.response(acknowledged);
    }
    Runnable permit = permits.take(consumer.id());
    return new Response.Later(
        () -> {
          try {
            ConsumerReader.Read come = reader.waited(consumer.id(), request, by);
            if (!call.stillAllowed()) {
              throw Problem.notLoggedIn();
            }
            return come.response(acknowledged);
          } finally {
            permit.run();
          }
        });
  }

  private Response live(Call call, Webhook consumer, ReadRequest request, String by) {
    Runnable permit = permits.take(consumer.id());
    return new Response.Live(
        out -> {
          try {
            reader.stream(call, consumer.id(), request, by, out);
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is stopping");
          } finally {
            permit.run();
          }
        });
  }

  private Response acknowledge(Call call) {
    Webhook consumer = found(call);
    JsonFields body = JsonFields.of(call);
    String ack = body.text("ack").orElse("");
    List<Delivery.Id> ids = ids(body, "ids");
    List<Delivery.Id> release = ids(body, "release");
    if (ack.isEmpty() && ids.isEmpty() && release.isEmpty()) {
      throw Problem.badRequest(
          "Send 'ack', the value of a response, or 'ids' or 'release', lists of ids of events");
    }
    if (!ack.isEmpty() && !Ids.valid(ack)) {
      throw ReadRequest.wrongAck(ack);
    }
    Acknowledged whole = ack.isEmpty() ? new Acknowledged(0, 0) : acknowledged(consumer, ack);
    Acknowledged some =
        ids.isEmpty() ? new Acknowledged(0, 0) : consumers.acknowledge(consumer.id(), ids);
    int released = release.isEmpty() ? 0 : consumers.release(consumer.id(), release);
    waits.wakeUp();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("acknowledged", whole.count() + some.count());
    json.put("notAcknowledged", whole.others() + some.others());
    json.put("released", released);
    return Response.json(json);
  }

  private Acknowledged acknowledged(Webhook consumer, String ack) {
    Acknowledged done = consumers.acknowledge(consumer.id(), ack);
    waits.wakeUp();
    return done;
  }

  private static List<Delivery.Id> ids(JsonFields body, String name) {
    List<Delivery.Id> ids = new ArrayList<>();
    for (JsonNode each : body.any(name)) {
      if (!Ids.valid(each.asText()) || ids.size() == Consumers.EVENTS_MAX) {
        throw body.wrong(
            name, "at most " + Consumers.EVENTS_MAX + " ids of events, each of 22 characters");
      }
      ids.add(new Delivery.Id(each.asText()));
    }
    return ids;
  }

  /** The consumer that a path names, by its id or its name; of those that the caller may read. */
  private Webhook found(Call call) {
    String name = call.variable("name");
    List<Webhook> named =
        webhooks.current().webhooks().stream()
            .filter(one -> one.id().value().equals(name) || one.name().equals(name))
            .filter(one -> one.pulled() || one.id().value().equals(name))
            .filter(one -> mayRead(call, one))
            .toList();
    if (named.isEmpty()) {
      throw Problem.notFound("consumer", name);
    }
    if (named.size() > 1) {
      throw Problem.conflict(
          "There are "
              + named.size()
              + " consumers with the name '"
              + name
              + "'; use the id of one: "
              + named.stream().map(one -> one.id().value()).collect(Collectors.joining(", ")));
    }
    Webhook found = named.getFirst();
    if (!found.pulled()) {
      throw Problem.conflict(
          "The events of webhook '"
              + found.name()
              + "' are sent to its URL; only a webhook registered with \"delivery\": \"pull\" is a"
              + " consumer");
    }
    return found;
  }

  private static boolean mayRead(Call call, Webhook consumer) {
    return !(call.identity() instanceof Identity.Token token)
        || token.consumer().isEmpty()
        || token.consumer().equals(consumer.id().value());
  }

  /** Who reads, as the delivery log shows it. */
  private static String reader(Call call) {
    return call.identity() instanceof Identity.Token token
        ? "API token " + token.id()
        : "user " + call.caller().username();
  }

  private ObjectNode json(Webhook consumer, Lag lag) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", consumer.id().value());
    json.put("name", consumer.name());
    json.put("enabled", consumer.enabled());
    json.put("pending", lag.pending());
    json.put("pendingMore", lag.more());
    json.put("leased", lag.leased());
    boolean behind = !lag.oldest().equals(Instant.EPOCH);
    json.put("oldestPendingAt", time(lag.oldest()));
    json.put(
        "lagSeconds",
        behind ? Math.max(0, Duration.between(lag.oldest(), clock.instant()).toSeconds()) : 0);
    json.put("lastReadAt", time(lag.readAt()));
    json.put("lastAcknowledgedAt", time(lag.acknowledgedAt()));
    json.put("lost", lag.lost());
    json.put("lastLostAt", time(lag.lostAt()));
    return json;
  }

  private static @Nullable String time(Instant time) {
    return time.equals(Instant.EPOCH) ? null : TimeText.text(time);
  }
}
