package dev.carillon.hooks.delivery;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventTypePattern;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which deliveries of the log are meant: those that fit everything that is asked. What is empty
 * asks for nothing. A filter begins as {@link #ALL}: {@code
 * DeliveryFilter.ALL.in("failed").ofSubject("7")}.
 *
 * @param states the names of {@link DeliveryState}s: {@code pending}, {@code delivered}, {@code
 *     exhausted}, {@code cancelled}, {@code missed}. {@code failed} is another name of {@code
 *     exhausted}: retries are used up, or the response was final
 * @param webhooks whom they are for
 * @param about what happened
 * @param last how the last attempt ended
 * @param created when they were recorded
 * @param text stands in the payload or in a response's body, in upper or lower case (see {@link
 *     FoldedText})
 * @param owner the owner of the webhooks that they are for: a tenant's log. What webhooks without
 *     an owner got of the tenant's events is not in it
 */
public record DeliveryFilter(
    Set<String> states,
    Set<Webhook.Id> webhooks,
    About about,
    Ending last,
    Span created,
    String text,
    String owner) {

  private static final List<String> STATES =
      List.of("pending", "delivered", "exhausted", "cancelled", "missed");

  /** Every delivery. */
  public static final DeliveryFilter ALL =
      new DeliveryFilter(Set.of(), Set.of(), About.ANYTHING, Ending.ANY, Span.ALWAYS, "");

  /**
   * A filter.
   *
   * @throws ValidationException if one of the states is none
   */
  public DeliveryFilter {
    states = states.stream().map(DeliveryFilter::stored).collect(Collectors.toUnmodifiableSet());
    webhooks = Set.copyOf(webhooks);
  }

  /** The name that is stored for a state. */
  private static String stored(String state) {
    if (state.equals("failed")) {
      return "exhausted";
    }
    if (!STATES.contains(state)) {
      throw new ValidationException(
          new Violation("states", state, "pending, delivered, failed, cancelled or missed"));
    }
    return state;
  }

  /** A filter that asks for no owner. */
  public DeliveryFilter(
      Set<String> states,
      Set<Webhook.Id> webhooks,
      About about,
      Ending last,
      Span created,
      String text) {
    this(states, webhooks, about, last, created, text, "");
  }

  /**
   * The same filter, but for deliveries in one of these states: {@code pending}, {@code delivered},
   * {@code failed}, {@code cancelled}, {@code missed}.
   *
   * @throws ValidationException if one of them is none; the message says which there are
   */
  public DeliveryFilter in(String... wanted) {
    return new DeliveryFilter(Set.of(wanted), webhooks, about, last, created, text, owner);
  }

  /** The same filter, but for deliveries to one of these webhooks. */
  public DeliveryFilter to(Webhook.Id... wanted) {
    return new DeliveryFilter(states, Set.of(wanted), about, last, created, text, owner);
  }

  /** The same filter, but for deliveries to webhooks of this owner; empty = of any or none. */
  public DeliveryFilter ownedBy(String wanted) {
    return new DeliveryFilter(states, webhooks, about, last, created, text, wanted);
  }

  /**
   * The same filter, but for deliveries of events of these types; none = of any.
   *
   * @param wanted names such as {@code order.placed}, and patterns such as {@code order.*}
   * @throws ValidationException if one of them is neither
   */
  public DeliveryFilter ofTypes(String... wanted) {
    return with(new About(List.of(wanted), about.subject(), about.event()));
  }

  /** The same filter, but for deliveries of events about this subject; empty = about any. */
  public DeliveryFilter ofSubject(String wanted) {
    return with(new About(about.types(), wanted, about.event()));
  }

  /** The same filter, but for the deliveries of this event. */
  public DeliveryFilter ofEvent(Event.Id wanted) {
    return with(new About(about.types(), about.subject(), wanted.value()));
  }

  private DeliveryFilter with(About other) {
    return new DeliveryFilter(states, webhooks, other, last, created, text, owner);
  }

  /**
   * The same filter, but for deliveries that were made within this time: when their event was
   * recorded, or later, as by a recovery.
   *
   * @param from the first moment
   * @param to the first moment that does not count any more
   * @throws ValidationException if {@code to} is before {@code from}
   */
  public DeliveryFilter recorded(Instant from, Instant to) {
    if (to.isBefore(from)) {
      throw new ValidationException(new Violation("to", to.toString(), from + " or later"));
    }
    return new DeliveryFilter(states, webhooks, about, last, new Span(from, to), text, owner);
  }

  /**
   * The same filter, but for deliveries with this text in their payload, or in the body of a
   * response that the log has, in upper or lower case; empty = whatever is in them.
   */
  public DeliveryFilter containing(String wanted) {
    return new DeliveryFilter(states, webhooks, about, last, created, wanted, owner);
  }

  /**
   * Whether this delivery fits; its texts and the owner of its webhook, which an entry does not
   * hold, are not looked at.
   */
  public boolean matches(DeliveryLog.Entry entry) {
    Delivery delivery = entry.delivery();
    return (states.isEmpty() || states.contains(delivery.state().name()))
        && (webhooks.isEmpty() || webhooks.contains(delivery.webhook()))
        && about.matches(delivery)
        && last.matches(entry.last())
        && created.contains(delivery.createdAt());
  }

  /**
   * What happened.
   *
   * @param types event types; {@code *} stands for any characters
   * @param subject the event's subject
   * @param event the event's id
   */
  public record About(List<String> types, String subject, String event) {

    /** Whatever happened. */
    public static final About ANYTHING = new About(List.of(), "", "");

    public About {
      types = List.copyOf(types);
      types.forEach(EventTypePattern::new);
    }

    private boolean matches(Delivery delivery) {
      return (subject.isEmpty() || subject.equals(delivery.subject()))
          && (event.isEmpty() || event.equals(delivery.event().value()))
          && (types.isEmpty() || delivery.type().isOneOf(types));
    }
  }

  /**
   * How the last attempt ended.
   *
   * @param codes HTTP statuses
   * @param errors classes of failures; those of responses too, such as {@code http_5xx}
   */
  public record Ending(List<Codes> codes, Set<ErrorClass> errors) {

    /** However it ended, or if there was none. */
    public static final Ending ANY = new Ending(List.of(), Set.of());

    public Ending {
      codes = List.copyOf(codes);
      errors = Set.copyOf(errors);
    }

    private boolean matches(DeliveryLog.Last last) {
      return (codes.isEmpty() || codes.stream().anyMatch(some -> some.contains(last.status())))
          && (errors.isEmpty() || errors.stream().anyMatch(one -> one.text().equals(last.error())));
    }
  }

  /** Statuses from one to another, both included: 1–999. */
  public record Codes(int from, int to) {

    /**
     * A range of statuses.
     *
     * @throws ValidationException if it is none
     */
    public Codes {
      if (from < 1 || to < from || to > 999) {
        throw new ValidationException(
            new Violation("codes", from + "-" + to, "a range within 1 to 999, such as 500-599"));
      }
    }

    boolean contains(int status) {
      return from <= status && status <= to;
    }
  }

  /** The time from one moment, included, to another, not included. */
  public record Span(Instant from, Instant to) {

    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    /** All of time. */
    public static final Span ALWAYS = new Span(Instant.EPOCH, END);

    boolean contains(Instant time) {
      return !time.isBefore(from) && time.isBefore(to);
    }

    /** Whether the caller gave a start. */
    public boolean begins() {
      return from.isAfter(Instant.EPOCH);
    }

    /** Whether the caller gave an end. */
    public boolean ends() {
      return to.isBefore(END);
    }
  }
}
