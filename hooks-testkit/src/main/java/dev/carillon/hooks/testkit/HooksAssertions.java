package dev.carillon.hooks.testkit;

import dev.carillon.hooks.Hooks;

/**
 * Where assertions begin. They need no assertion library, and throw an {@link AssertionError} as
 * those do.
 *
 * {@snippet lang = java :
 * assertThat(hooks).published("order.placed").withSubject("7").once();
 * assertThat(hooks).didNotPublish("order.cancelled");
 * }
 */
public final class HooksAssertions {

  private HooksAssertions() {}

  /** Asserts what was published. */
  public static PublishedEventsAssert assertThat(PublishedEvents actual) {
    return new PublishedEventsAssert(actual.published());
  }

  /** Asserts what was published with these, as their database has it. */
  public static PublishedEventsAssert assertThat(Hooks actual) {
    return new PublishedEventsAssert(new RecordedEvents(actual.events()).read());
  }
}
