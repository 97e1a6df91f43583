package dev.carillon.server.webhooks.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * A template that ships, for a receiver that is no program of ours.
 *
 * @param name such as {@code slack}
 * @param title what people call the receiver
 * @param template the JSONata expression
 */
record TemplatePreset(String name, String title, String template) {

  /** All of them. */
  static final List<TemplatePreset> ALL =
      List.of(shipped("slack", "Slack"), shipped("teams", "Microsoft Teams"));

  private static TemplatePreset shipped(String name, String title) {
    String file = name + ".jsonata";
    try (InputStream in =
        Objects.requireNonNull(TemplatePreset.class.getResourceAsStream(file), file)) {
      return new TemplatePreset(name, title, new String(in.readAllBytes(), UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
