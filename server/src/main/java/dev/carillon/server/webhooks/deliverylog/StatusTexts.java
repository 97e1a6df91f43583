package dev.carillon.server.webhooks.deliverylog;

import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.server.platform.config.NameSuggestion;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How callers write HTTP statuses and classes of failures. */
final class StatusTexts {

  private static final Pattern ONE = Pattern.compile("[1-9][0-9]{2}");
  private static final Pattern FAMILY = Pattern.compile("([1-9])[xX]{2}");
  private static final Pattern RANGE = Pattern.compile("([1-9][0-9]{2})-([1-9][0-9]{2})");
  private static final List<String> ERRORS =
      Arrays.stream(ErrorClass.values()).map(ErrorClass::text).toList();

  private StatusTexts() {}

  /**
   * Statuses such as 404, 5xx or 500-599.
   *
   * @throws Problem 400 where one is none of these
   */
  static List<Codes> codes(String key, List<String> items) {
    List<Codes> codes = new ArrayList<>();
    for (String item : items) {
      codes.add(codes(key, item));
    }
    return codes;
  }

  private static Codes codes(String key, String item) {
    if (ONE.matcher(item).matches()) {
      int code = Integer.parseInt(item);
      return new Codes(code, code);
    }
    Matcher family = FAMILY.matcher(item);
    if (family.matches()) {
      int from = Integer.parseInt(family.group(1)) * 100;
      return new Codes(from, from + 99);
    }
    Matcher range = RANGE.matcher(item);
    if (range.matches()) {
      int from = Integer.parseInt(range.group(1));
      int to = Integer.parseInt(range.group(2));
      if (from <= to) {
        return new Codes(from, to);
      }
    }
    throw Problem.badField(key, item, "an HTTP status such as 404, 5xx or 500-599");
  }

  /**
   * Classes of failures.
   *
   * @throws Problem 400 naming the nearest one
   */
  static Set<ErrorClass> errors(String key, List<String> items) {
    Set<ErrorClass> errors = EnumSet.noneOf(ErrorClass.class);
    for (String item : items) {
      if (!ERRORS.contains(item)) {
        throw Problem.badField(
            key,
            item,
            "of " + String.join(", ", ERRORS) + "; the nearest is " + NameSuggestion.to(item, ERRORS));
      }
      errors.add(ErrorClass.of(item));
    }
    return errors;
  }
}
