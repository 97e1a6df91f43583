package dev.carillon.server.webhooks.template;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates JSONata with payloads. The same template, payload and time give the same bytes: {@code
 * $now} and {@code $millis} are the event's time, and what depends on chance is refused. It has no
 * bounds but of depth; so it runs in a process that has others.
 */
final class TemplateEvaluator {

  private static final int COMPILED_MAX = 100;

  /** Calls within calls: about as many as a stack has room for. */
  private static final int DEPTH_MAX = 500;

  /** The signature of a function that takes and gives any value. */
  private static final String ANYTHING = "<x?x?:x>";

  private static final long NO_TIMEOUT = Long.MAX_VALUE / 2;

  private static final Map<String, String> REFUSED =
      Map.of(
          "eval", "$eval is not available in templates",
          "random", "$random is not available in templates: a redelivery must be the same",
          "shuffle", "$shuffle is not available in templates: a redelivery must be the same");

  private final Map<String, Jsonata> compiled =
      new LinkedHashMap<>(COMPILED_MAX, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Jsonata> eldest) {
          return size() > COMPILED_MAX;
        }
      };

  /**
   * The bytes that a template makes.
   *
   * @param payload JSON in UTF-8
   * @param millis the event's time, in milliseconds since 1970
   */
  byte[] evaluate(String template, byte[] payload, long millis) throws TemplateFailure {
    try {
      Jsonata expression = compiled.computeIfAbsent(template, Jsonata::jsonata);
      Object input = Json.parseJson(new String(payload, StandardCharsets.UTF_8));
      Object result = expression.evaluate(input, frame(expression, millis));
      if (!(result instanceof Map || result instanceof List)) {
        throw new TemplateFailure(
            "The result must be an object or an array, not " + kind(result),
            TemplateFailure.NOWHERE);
      }
      return TemplateResult.bytes(result);
    } catch (JException said) {
      throw new TemplateFailure(text(said), Math.max(0, said.getLocation()));
    } catch (StackOverflowError deep) {
      throw new TemplateFailure(
          "The template calls itself too often or is nested too deeply", TemplateFailure.NOWHERE);
    } catch (RuntimeException broken) {
      throw new TemplateFailure(text(broken), TemplateFailure.NOWHERE);
    }
  }

  private static Frame frame(Jsonata expression, long millis) {
    Frame frame = expression.createFrame();
    frame.setRuntimeBounds(NO_TIMEOUT, DEPTH_MAX);
    frame.bind("millis", new JFunction((input, arguments) -> millis, "<:n>"));
    frame.bind(
        "now",
        new JFunction(
            (input, arguments) ->
                Functions.dateTimeFromMillis(millis, text(arguments, 0), text(arguments, 1)),
            "<s?s?:s>"));
    REFUSED.forEach(
        (name, why) ->
            frame.bind(
                name,
                new JFunction(
                    (input, arguments) -> {
                      throw new IllegalStateException(why);
                    },
                    ANYTHING)));
    return frame;
  }

  private static @Nullable String text(List<?> arguments, int index) {
    return index < arguments.size() && arguments.get(index) instanceof String text ? text : null;
  }

  private static String text(RuntimeException failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? "The template failed: " + failure : message;
  }

  private static String kind(@Nullable Object result) {
    return switch (result) {
      case null -> "nothing";
      case String text -> "a text";
      case Number number -> "a number";
      case Boolean flag -> "true or false";
      default -> "a function";
    };
  }
}
