package dev.carillon.server.webhooks.consumers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Consumers.Taken;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Response;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;

/**
 * Events as a reader gets them: the headers that a push would have now, and the same bytes as the
 * payload, which stand in the JSON as they are.
 *
 * @param signer signs as it does for pushes
 * @param consumer whose secret signs
 * @param at when they are given out, by the wall clock
 */
record FetchedEvents(RequestSigner signer, Webhook consumer, Instant at) {

  private static final String TYPE = "application/json;charset=UTF-8";

  /**
   * A response with all of them.
   *
   * @param acknowledged how many deliveries the request acknowledged before; -1 = it asked for none
   */
  Response response(Taken taken, int acknowledged) {
    long bytes = taken.events().stream().mapToLong(one -> one.payload().length()).sum();
    return new Response.Piecewise(TYPE, Map.of(), bytes, new Pieces(this, taken, acknowledged));
  }

  /** One event of a stream. */
  byte[] streamed(DueDelivery event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(event.payload().length() + 1024);
    out.writeBytes(
        ("id: " + event.delivery().id() + "\nevent: " + event.delivery().type().name() + "\ndata: ")
            .getBytes(UTF_8));
    write(event, out);
    out.writeBytes("\n\n".getBytes(UTF_8));
    return out.toByteArray();
  }

  /** As JSON, on one line: a payload has no line feeds. */
  private void write(DueDelivery event, ByteArrayOutputStream out) {
    ObjectNode headers = JsonNodeFactory.instance.objectNode();
    int attempt = event.delivery().attempts() + 1;
    for (Header header :
        signer.sign(event, consumer, attempt, at, Duration.ofSeconds(1)).headers()) {
      headers.put(header.name(), header.value());
    }
    out.writeBytes(("{\"id\":\"" + event.delivery().id() + "\",\"headers\":").getBytes(UTF_8));
    out.writeBytes(Json.write(headers));
    out.writeBytes(",\"payload\":".getBytes(UTF_8));
    out.writeBytes(event.payload().bytes());
    out.write('}');
  }

  /** Writes one event at a time, so that a response to a slow reader is not in memory twice. */
  private static final class Pieces implements Response.Pieces {

    private final FetchedEvents events;
    private final Taken taken;
    private final int acknowledged;
    private final Iterator<DueDelivery> left;
    private boolean begun;

    Pieces(FetchedEvents events, Taken taken, int acknowledged) {
      this.events = events;
      this.taken = taken;
      this.acknowledged = acknowledged;
      this.left = taken.events().iterator();
    }

    @Override
    public boolean next(ByteArrayOutputStream out) {
      out.writeBytes((begun ? "," : "{\"events\":[").getBytes(UTF_8));
      begun = true;
      if (left.hasNext()) {
        events.write(left.next(), out);
      }
      if (left.hasNext()) {
        return true;
      }
      ObjectNode rest = JsonNodeFactory.instance.objectNode();
      rest.put("ack", taken.batch().isEmpty() ? null : taken.batch());
      if (acknowledged >= 0) {
        rest.put("acknowledged", acknowledged);
      }
      rest.put("lost", taken.lost());
      out.writeBytes("],".getBytes(UTF_8));
      byte[] members = Json.write(rest);
      out.write(members, 1, members.length - 1);
      return false;
    }
  }
}
