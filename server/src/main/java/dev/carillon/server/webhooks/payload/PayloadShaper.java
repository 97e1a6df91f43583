package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;

/** Makes the bodies of requests of payloads, as the templates of webhooks say. */
@FunctionalInterface
public interface PayloadShaper {

  /** Makes none: a payload whose webhook has a template stays as it is, and says why. */
  PayloadShaper NONE =
      (event, payload, template) ->
          payload.withProblem("The template was not run: nothing runs templates here");

  /**
   * The body for a webhook with this template; the payload itself, with its problem, where the
   * template makes none. It never throws because of a template.
   *
   * @param payload JSON
   * @param template not empty
   */
  Payload shaped(Event event, Payload payload, String template);
}
