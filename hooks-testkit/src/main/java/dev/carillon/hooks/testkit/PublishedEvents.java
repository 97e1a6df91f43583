package dev.carillon.hooks.testkit;

import java.util.List;

/** What {@link HooksAssertions#assertThat(PublishedEvents)} looks at. */
@FunctionalInterface
public interface PublishedEvents {

  /** The events whose transactions are committed, the oldest first. */
  List<PublishedEvent> published();
}
