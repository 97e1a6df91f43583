package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The delivery rules of a webhook as fields of its JSON. */
final class DeliveryRulesJson {

  /** What may be set. */
  static final List<String> FIELDS =
      List.of(
          "retryDelays",
          "retriedStatuses",
          "failingAfter",
          "disableAfter",
          "disableOnGone",
          "adaptiveConcurrency",
          "recoverAutomatically");

  private static final Pattern DELAY = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private static final String DELAY_ALLOWED =
      "a delay from 1s to 48h, such as 30s, 5m or 2h, no shorter than the one before it";

  private static final int STATUSES_MAX = 100;

  private DeliveryRulesJson() {}

  /** Shows the rules. */
  static void add(DeliveryRules rules, ObjectNode json) {
    ArrayNode delays = json.putArray("retryDelays");
    rules.retryDelays().forEach(delay -> delays.add(DeliveryRules.text(delay)));
    ArrayNode statuses = json.putArray("retriedStatuses");
    rules.retriedStatuses().stream().sorted().forEach(statuses::add);
    json.put("failingAfter", rules.failingAfter());
    json.put("disableAfter", rules.disableAfter());
    json.put("disableOnGone", rules.disableOnGone());
    json.put("adaptiveConcurrency", rules.adaptiveConcurrency());
    json.put("recoverAutomatically", rules.recoverAutomatically());
  }

  /**
   * Reads one of {@link #FIELDS}; null sets it back to its default. Any other field changes
   * nothing.
   *
   * @throws Problem 400 where the value is not allowed
   */
  static Consumer<WebhookDraft> change(JsonField field) {
    return switch (field.name()) {
      case "retryDelays" -> rules(checked(rules -> rules.withRetryDelays(delays(field))));
      case "retriedStatuses" -> rules(checked(rules -> rules.withRetriedStatuses(statuses(field))));
      case "failingAfter" -> {
        int failures = field.number(0, DeliveryRules.FAILING_AFTER_MAX);
        yield rules(rules -> rules.withFailingAfter(failures));
      }
      case "disableAfter" -> {
        int failures = field.number(DeliveryRules.NEVER, DeliveryRules.DISABLE_AFTER_MAX);
        yield rules(rules -> rules.withDisableAfter(failures));
      }
      case "disableOnGone" -> {
        Boolean disables = field.none() ? null : Boolean.valueOf(field.flag());
        yield rules(rules -> rules.withDisableOnGone(disables));
      }
      case "adaptiveConcurrency" -> {
        boolean adapts = field.flag(false);
        yield rules(rules -> rules.withAdaptiveConcurrency(adapts));
      }
      case "recoverAutomatically" -> {
        boolean recovers = field.flag(false);
        yield rules(rules -> rules.withRecoverAutomatically(recovers));
      }
      default -> draft -> {};
    };
  }

  private static Consumer<WebhookDraft> rules(UnaryOperator<DeliveryRules> change) {
    return draft -> draft.rules = change.apply(draft.rules);
  }

  /** A change that fails at once where the value is not allowed. */
  private static UnaryOperator<DeliveryRules> checked(UnaryOperator<DeliveryRules> change) {
    try {
      var _ = change.apply(DeliveryRules.DEFAULT);
    } catch (ValidationException notAllowed) {
      Violation first = notAllowed.violations().getFirst();
      throw Problem.badField(first.field(), first.value(), first.allowed());
    }
    return change;
  }

  private static List<Duration> delays(JsonField field) {
    if (!field.none() && !field.value().isArray()) {
      throw field.wrong("an array of delays such as \"30s\", \"5m\" or \"2h\"; [] for the default");
    }
    List<Duration> delays = new ArrayList<>();
    for (JsonField element : field.elements(DeliveryRules.DELAYS_MAX)) {
      delays.add(delay(element));
    }
    return delays;
  }

  private static Duration delay(JsonField field) {
    Matcher matcher =
        DELAY.matcher(field.value().isTextual() ? field.value().textValue().strip() : "");
    if (!matcher.matches()) {
      throw field.wrong(DELAY_ALLOWED);
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static Set<Integer> statuses(JsonField field) {
    if (!field.none() && !field.value().isArray()) {
      throw field.wrong("an array of statuses from 400 to 499, such as [429]; [] for none");
    }
    Set<Integer> statuses = new HashSet<>();
    for (JsonField element : field.elements(STATUSES_MAX)) {
      statuses.add(element.number(400, 499));
    }
    return statuses;
  }
}
