package dev.carillon.hooks.spring.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the controller shows it.
 *
 * @param id sent as {@code webhook-id} with every attempt
 * @param eventId the event that it carries
 * @param type the event's type
 * @param subject the event's subject
 * @param status {@code pending}, {@code delivered}, {@code failed}, {@code cancelled} or {@code
 *     missed}
 * @param attempts how many attempts were made
 * @param createdAt when the event was recorded
 * @param dueAt when it is attempted next, while it is pending
 * @param lastStatus the last response's status; absent if there was none
 * @param lastError the class of the last failure; absent if there was none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeliveryJson(
    @JsonProperty("id") String id,
    @JsonProperty("eventId") String eventId,
    @JsonProperty("type") String type,
    @JsonProperty("subject") String subject,
    @JsonProperty("status") String status,
    @JsonProperty("attempts") int attempts,
    @JsonProperty("createdAt") String createdAt,
    @JsonProperty("dueAt") @Nullable String dueAt,
    @JsonProperty("lastStatus") @Nullable Integer lastStatus,
    @JsonProperty("lastError") @Nullable String lastError) {

  static DeliveryJson of(DeliveryLog.Entry entry) {
    Delivery delivery = entry.delivery();
    DeliveryLog.Last last = entry.last();
    return new DeliveryJson(
        delivery.id().value(),
        delivery.event().value(),
        delivery.type().name(),
        delivery.subject(),
        Status.of(delivery.state()),
        delivery.attempts(),
        delivery.createdAt().toString(),
        delivery.state() instanceof DeliveryState.Pending pending
            ? pending.dueAt().toString()
            : null,
        last.status() == 0 ? null : last.status(),
        last.error().isEmpty() ? null : last.error());
  }

  /** The words that people know for the states of deliveries. */
  static final class Status {

    static final List<String> ALL =
        List.of("pending", "delivered", "failed", "cancelled", "missed");

    private Status() {}

    static String of(DeliveryState state) {
      return state instanceof DeliveryState.Exhausted ? "failed" : state.name();
    }

    /** The name that the log filters by. */
    static String stored(String status) {
      return status.equals("failed") ? "exhausted" : status;
    }
  }

  /**
   * A part of the log.
   *
   * @param deliveries the newest first
   * @param next what to pass as {@code after} for the next part; absent where this is the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Page(
      @JsonProperty("deliveries") List<DeliveryJson> deliveries,
      @JsonProperty("next") @Nullable String next) {

    static Page of(DeliveryLog.Page page) {
      return new Page(
          page.entries().stream().map(DeliveryJson::of).toList(),
          page.more() ? page.end().text() : null);
    }
  }

  /**
   * One delivery with its attempts.
   *
   * @param delivery the delivery
   * @param url where its webhook points
   * @param payload what is sent, at most the first 64 kB of it
   * @param payloadBytes how many bytes are sent: more than 65,536 where {@code payload} is cut
   * @param attempts the newest 100 at most, the oldest of them first
   */
  record Detail(
      @JsonProperty("delivery") DeliveryJson delivery,
      @JsonProperty("url") String url,
      @JsonProperty("payload") String payload,
      @JsonProperty("payloadBytes") int payloadBytes,
      @JsonProperty("attempts") List<AttemptJson> attempts) {

    private static final int PAYLOAD_MAX = 64 * 1024;
    private static final int ATTEMPTS_MAX = 100;

    static Detail of(DeliveryLog.Detail detail, List<Attempt> attempts) {
      byte[] payload = detail.payload().bytes();
      int from = Math.max(0, attempts.size() - ATTEMPTS_MAX);
      return new Detail(
          DeliveryJson.of(detail.entry()),
          detail.url(),
          new String(payload, 0, shown(payload), StandardCharsets.UTF_8),
          payload.length,
          attempts.subList(from, attempts.size()).stream().map(AttemptJson::of).toList());
    }

    /** How many bytes are shown: no character is cut. */
    private static int shown(byte[] payload) {
      int end = Math.min(payload.length, PAYLOAD_MAX);
      while (end > 0 && end < payload.length && (payload[end] & 0xC0) == 0x80) {
        end--;
      }
      return end;
    }
  }

  /**
   * One attempt.
   *
   * @param number 1 for the first
   * @param at when it was sent
   * @param milliseconds how long it took
   * @param status the response's; absent if there was none
   * @param error what went wrong; absent if nothing did
   * @param redelivery whether it was asked for after the delivery had ended
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AttemptJson(
      @JsonProperty("number") int number,
      @JsonProperty("at") String at,
      @JsonProperty("milliseconds") long milliseconds,
      @JsonProperty("status") @Nullable Integer status,
      @JsonProperty("error") @Nullable String error,
      @JsonProperty("redelivery") boolean redelivery) {

    static AttemptJson of(Attempt attempt) {
      Integer status =
          switch (attempt.outcome()) {
            case Outcome.Accepted accepted -> accepted.response().status();
            case Outcome.Rejected rejected -> rejected.response().status();
            case Outcome.NoResponse noResponse -> null;
            case Outcome.Blocked blocked -> null;
            case Outcome.Acknowledged acknowledged -> null;
          };
      String error = attempt.outcome().error();
      return new AttemptJson(
          attempt.number(),
          attempt.at().toString(),
          attempt.duration().toMillis(),
          status,
          error.isEmpty() ? null : error,
          attempt.redelivery());
    }
  }
}
