package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.EventTypePattern;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violations;
import java.util.ArrayList;
import java.util.List;

/** Event types as people write them: names, and patterns, which differ by their wildcards. */
record TypeTexts(List<EventType> names, List<EventTypePattern> patterns) {

  /**
   * Reads them.
   *
   * @throws ValidationException naming all that are neither
   */
  static TypeTexts read(String... texts) {
    TypeTexts types = new TypeTexts(new ArrayList<>(), new ArrayList<>());
    Violations violations = new Violations();
    for (int i = 0; i < texts.length; i++) {
      String field = "types[" + i + "]";
      try {
        types.add(texts[i]);
      } catch (ValidationException wrong) {
        wrong.violations().forEach(each -> violations.add(field, each.value(), each.allowed()));
      }
    }
    violations.check();
    return types;
  }

  private void add(String text) {
    if (EventTypePattern.isPattern(text)) {
      patterns.add(new EventTypePattern(text));
    } else {
      names.add(new EventType(text));
    }
  }
}
