package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The event types whose payloads the API's description shows. */
public interface DescribedEvents {

  /** All of them, in the order in which they are shown. */
  List<? extends DescribedEvent> all();

  /** One event type. */
  interface DescribedEvent {

    /** Its name. */
    String name();

    /** What it is called in languages for receivers, such as {@code AssetCreateByCopy}. */
    String typeName();

    /** A few words. */
    String title();

    /** A sentence. */
    String summary();

    /** When it fires and when not, and more, as the catalogue shows it. */
    ObjectNode about();

    /** JSON Schema of its payload. */
    ObjectNode schema();

    /** A payload as it is sent. */
    JsonNode example();
  }
}
